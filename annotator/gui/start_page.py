"""What the window shows while nothing is open: how to begin."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.icons import icon, icon_pixmap
from annotator.gui.theme import Theme

SHOWN_RECENT_FILES = 6
RECENT_WIDTH = 590
MARGIN = 12
MIN_HEIGHT = 320


class StartPage(QWidget):
    """Three large buttons, the recent files and one line on how it works."""

    open_video_requested = Signal()
    open_folder_requested = Signal()
    demo_requested = Signal()
    recent_requested = Signal(object)  # Path

    def __init__(self, theme: Theme, *, has_demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        outer.addStretch(2)
        logo = QLabel(self)
        logo.setPixmap(icon_pixmap("app", theme.accent, 72))
        outer.addWidget(logo, 0, Qt.AlignmentFlag.AlignHCenter)
        title = QLabel(self.tr("Annotate a video"), self)
        title.setObjectName("startTitle")
        outer.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        hint = QLabel(
            self.tr(
                "Draw one box around an object, press T to follow it through the video, "
                "correct with the brush, export."
            ),
            self,
        )
        hint.setObjectName("startHint")
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer.addWidget(hint)
        outer.addSpacing(22)
        outer.addLayout(self._cards(has_demo=has_demo))
        drop = QLabel(self.tr("or drop a video, a folder of images or a project here"), self)
        drop.setObjectName("startHint")
        outer.addSpacing(8)
        outer.addWidget(drop, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addSpacing(18)
        recent = QWidget(self)
        recent.setFixedWidth(RECENT_WIDTH)
        self._recent = QVBoxLayout(recent)
        self._recent.setContentsMargins(0, 0, 0, 0)
        self._recent.setSpacing(0)
        outer.addWidget(recent, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def minimumSizeHint(self) -> QSize:
        """The cards. The page lies behind the editor too, and must not keep that large."""
        return QSize(RECENT_WIDTH + 2 * MARGIN, MIN_HEIGHT)

    def set_recent_files(self, paths: tuple[Path, ...]) -> None:
        """Projects to go on with, newest first."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not paths:
            return
        heading = QLabel(self.tr("Go on with"), self)
        heading.setObjectName("startSection")
        self._recent.addWidget(heading)
        self._recent.addSpacing(4)
        for path in paths[:SHOWN_RECENT_FILES]:
            self._recent.addWidget(self._recent_button(path))

    def _cards(self, *, has_demo: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addStretch(1)
        cards = [
            ("open_video", self.tr("Open video"), self.open_video_requested),
            ("open_folder", self.tr("Open image folder"), self.open_folder_requested),
        ]
        if has_demo:
            cards.append(("demo", self.tr("Open demo clip"), self.demo_requested))
        for name, text, signal in cards:
            card = QToolButton(self)
            card.setObjectName("startCard")
            card.setText(text)
            card.setIcon(icon(name, self._theme.link))
            card.setIconSize(QSize(44, 44))
            card.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            card.setMinimumSize(178, 120)
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            card.clicked.connect(signal)
            row.addWidget(card)
        row.addStretch(1)
        return row

    def _recent_button(self, path: Path) -> QPushButton:
        name = path.stem if path.suffix == ".annot" else path.name
        button = QPushButton(icon("recent", self._theme.muted), f"{name}   {path.parent}", self)
        button.setObjectName("recentFile")
        button.setToolTip(str(path))
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.recent_requested.emit(path))
        return button
