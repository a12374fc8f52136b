"""Colours and style sheet of the window: dark and light, following the system.

The colours are a value, so that a widget that paints itself takes them from `theme_of(palette)`
and needs no global. Contrast of text on its ground is at least 4.5 : 1 in both (a test checks it).
"""

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from annotator.gui.icons import resources_dir
from annotator.gui.preferences import Contrast
from annotator.session.settings import Theme as ThemeChoice


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb, named by use."""

    window: str
    panel: str
    raised: str
    field: str
    edge: str
    scroll: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    link: str
    good: str
    warning: str
    danger: str
    is_dark: bool


DARK = Theme(
    window="#1b1c1f",
    panel="#222327",
    raised="#2e3036",
    field="#17181a",
    edge="#383a41",
    scroll="#4b4e57",
    text="#e7e8eb",
    muted="#a6a9b3",
    faint="#70737d",
    accent="#2f6fe4",
    accent_strong="#4583f0",
    accent_soft="#25365a",
    on_accent="#ffffff",
    link="#7fb0ff",
    good="#3fb97f",
    warning="#e2a33b",
    danger="#f0655c",
    is_dark=True,
)
LIGHT = Theme(
    window="#f1f2f5",
    panel="#ffffff",
    raised="#e4e6eb",
    field="#ffffff",
    edge="#cdd0d8",
    scroll="#b3b7c2",
    text="#1c1e23",
    muted="#555a66",
    faint="#868b97",
    accent="#2563d9",
    accent_strong="#1b51ba",
    accent_soft="#d5e2fb",
    on_accent="#ffffff",
    link="#1c55c4",
    good="#16794a",
    warning="#9a6100",
    danger="#c22f27",
    is_dark=False,
)


DARK_CONTRAST = Theme(
    window="#000000",
    panel="#000000",
    raised="#1f1f1f",
    field="#000000",
    edge="#ffffff",
    scroll="#ffffff",
    text="#ffffff",
    muted="#ffffff",
    faint="#c0c0c0",
    accent="#ffd400",
    accent_strong="#ffe766",
    accent_soft="#4d4000",
    on_accent="#000000",
    link="#7fd4ff",
    good="#5cff9d",
    warning="#ffd400",
    danger="#ff9a94",
    is_dark=True,
)
LIGHT_CONTRAST = Theme(
    window="#ffffff",
    panel="#ffffff",
    raised="#e6e6e6",
    field="#ffffff",
    edge="#000000",
    scroll="#000000",
    text="#000000",
    muted="#000000",
    faint="#4a4a4a",
    accent="#00338d",
    accent_strong="#001f5c",
    accent_soft="#c9dcff",
    on_accent="#ffffff",
    link="#00338d",
    good="#00501e",
    warning="#5c3a00",
    danger="#8a0008",
    is_dark=False,
)
THEMES = (DARK, LIGHT, DARK_CONTRAST, LIGHT_CONTRAST)


def theme_of(palette: QPalette) -> Theme:
    """The theme that a palette belongs to; of a foreign one, the theme as dark as it."""
    window = palette.color(QPalette.ColorRole.Window)
    for theme in THEMES:
        if window == QColor(theme.window):
            return theme
    return DARK if window.lightness() < 128 else LIGHT


def chosen_theme(
    choice: ThemeChoice, system: Qt.ColorScheme, *, has_high_contrast: bool = False
) -> Theme:
    """What the person chose; where the system says nothing, dark."""
    if choice == "light" or (choice == "system" and system == Qt.ColorScheme.Light):
        return LIGHT_CONTRAST if has_high_contrast else LIGHT
    return DARK_CONTRAST if has_high_contrast else DARK


def system_wants_contrast(app: QApplication) -> bool:
    """Whether the system asks for high contrast; Qt before 6.10 does not know."""
    hints = getattr(app.styleHints(), "accessibility", None)
    if hints is None:
        return False
    return bool(hints().contrastPreference() == Qt.ContrastPreference.HighContrast)


def palette_for(theme: Theme) -> QPalette:
    """For everything that the style sheet does not name."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.PlaceholderText: theme.faint,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.link,
        role.LinkVisited: theme.link,
        role.Light: theme.raised,
        role.Midlight: theme.raised,
        role.Mid: theme.edge,
        role.Dark: theme.edge,
        role.Shadow: "#000000",
        role.Accent: theme.accent,
    }
    palette = QPalette()
    for color_role, name in colors.items():
        palette.setColor(color_role, QColor(name))
    disabled = QPalette.ColorGroup.Disabled
    for color_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, color_role, QColor(theme.faint))
    palette.setColor(disabled, role.Highlight, QColor(theme.edge))
    return palette


def style_sheet(theme: Theme) -> str:
    """`resources/theme.qss` with colours and the folder of icons filled in."""
    template = (resources_dir() / "theme.qss").read_text(encoding="utf-8")
    icons = (resources_dir() / "icons").as_posix()
    return Template(template).substitute(asdict(theme), icons=icons)


class ThemeSwitch(QObject):
    """Puts a theme on the application and follows the system while the choice says so."""

    changed = Signal(object)  # Theme

    def __init__(
        self,
        app: QApplication,
        choice: ThemeChoice,
        parent: QObject | None = None,
        *,
        contrast: Contrast = "usual",
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._choice = choice
        self._contrast = contrast
        self.theme: Theme | None = None
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)
        if hasattr(app.styleHints(), "accessibility"):
            hints = app.styleHints().accessibility()
            hints.contrastPreferenceChanged.connect(self._on_color_scheme_changed)
        self._apply()

    def choose(self, choice: ThemeChoice) -> None:
        """Light, dark, or what the system says."""
        self._choice = choice
        self._apply()

    def set_contrast(self, contrast: Contrast) -> None:
        """Colours as far apart as they can be, the usual ones, or what the system says."""
        self._contrast = contrast
        self._apply()

    @Slot()
    def _on_color_scheme_changed(self) -> None:
        self._apply()

    def _apply(self) -> None:
        scheme = self._app.styleHints().colorScheme()
        is_high = self._contrast == "high" or (
            self._contrast == "system" and system_wants_contrast(self._app)
        )
        theme = chosen_theme(self._choice, scheme, has_high_contrast=is_high)
        if theme is self.theme:
            return
        self.theme = theme
        sheet = style_sheet(theme)
        if self._app.styleSheet() != sheet:  # each step polishes every widget anew, which is slow
            self._app.setStyle(QStyleFactory.create("Fusion"))
            self._app.setPalette(palette_for(theme))
            self._app.setStyleSheet(sheet)
        self.changed.emit(theme)
