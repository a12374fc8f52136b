"""What a person chose about the window itself: tools, keys, size of the interface, seen hints.

Beside the session's settings, because nothing below the window needs it. A file edited by hand
never stops the program: a value that cannot be read is replaced by its default.
"""

import json
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from PySide6.QtCore import QObject, QSettings, Signal

MIN_UI_SCALE, MAX_UI_SCALE = 75, 300
Contrast: TypeAlias = Literal["system", "usual", "high"]
CONTRASTS: tuple[Contrast, ...] = get_args(Contrast)


class Preferences(QObject):
    """Typed values over an ini file; `changed` after each that changed."""

    changed = Signal()

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if path is None:
            scope = QSettings.Scope.UserScope
            self._store = QSettings(QSettings.Format.IniFormat, scope, "annotator", "window")
        else:
            self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def brush_hardness(self) -> int:
        """Percent: 100 paints all under the brush at once, less only what is passed over more."""
        return self._integer("tools/hardness", 100, 0, 100)

    @brush_hardness.setter
    def brush_hardness(self, percent: int) -> None:
        self._put("tools/hardness", int(percent))

    @property
    def uses_pressure(self) -> bool:
        """Whether a pen's pressure changes the size of the brush."""
        return self._flag("tools/pressure", default=True)

    @uses_pressure.setter
    def uses_pressure(self, value: bool) -> None:
        self._put("tools/pressure", int(value))

    @property
    def ui_scale(self) -> int:
        """Size of everything in the window in percent; takes effect at the next start."""
        return self._integer("window/scale", 100, MIN_UI_SCALE, MAX_UI_SCALE)

    @ui_scale.setter
    def ui_scale(self, percent: int) -> None:
        self._put("window/scale", int(percent))

    @property
    def contrast(self) -> Contrast:
        """Whether colours of the window are as far apart as they can be: as the system says,
        never, or always."""
        text = str(self._store.value("window/contrast", "system"))
        return next((one for one in CONTRASTS if one == text), "system")

    @contrast.setter
    def contrast(self, value: Contrast) -> None:
        self._put("window/contrast", value)

    @property
    def language(self) -> str:
        """Code of the language, "en" or "zh_CN"; empty: as the system."""
        return str(self._store.value("window/language", ""))

    @language.setter
    def language(self, code: str) -> None:
        self._put("window/language", code)

    @property
    def shortcuts(self) -> dict[str, tuple[str, ...]]:
        """Keys that differ from the table of actions, by id of the action; portable text."""
        try:
            found = json.loads(str(self._store.value("keys/changed", "{}")))
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {
            str(action): tuple(str(key) for key in keys)
            for action, keys in found.items()
            if isinstance(keys, list)
        }

    @shortcuts.setter
    def shortcuts(self, keys: dict[str, tuple[str, ...]]) -> None:
        text = json.dumps({action: list(one) for action, one in sorted(keys.items())})
        self._put("keys/changed", text)

    def has_seen(self, hint: str) -> bool:
        """Whether a hint for beginners was shown already."""
        return self._flag(f"hints/{hint}", default=False)

    def set_seen(self, hint: str) -> None:
        """Do not show that hint again."""
        self._store.setValue(f"hints/{hint}", 1)

    def forget_hints(self) -> None:
        """Show all hints once more."""
        self._store.remove("hints")

    # -- inside -----------------------------------------------------------------------------

    def _put(self, key: str, value: int | str) -> None:
        if str(self._store.value(key)) != str(value):
            self._store.setValue(key, value)
            self.changed.emit()

    def _integer(self, key: str, default: int, low: int, high: int) -> int:
        try:
            return min(max(int(str(self._store.value(key, default))), low), high)
        except ValueError:
            return default

    def _flag(self, key: str, *, default: bool) -> bool:
        text = str(self._store.value(key, int(default))).strip().lower()
        return text in ("1", "true", "yes") if text else default
