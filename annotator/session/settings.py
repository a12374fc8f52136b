"""Typed settings over QSettings (ini file).

Every value has a default and a checked type: a settings file edited by hand never stops the
program, a value that cannot be read is replaced by its default.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QSettings

from annotator.core.frames import FrameIndex

MIB = 1024 * 1024
MAX_RECENT_FILES = 12
Theme = Literal["system", "light", "dark"]
THEMES: tuple[Theme, ...] = ("system", "light", "dark")
Precision = Literal["auto", "float32", "bfloat16"]
PRECISIONS: tuple[Precision, ...] = ("auto", "float32", "bfloat16")


@dataclass(frozen=True)
class TrackerSettings:
    """What the network is built from: a value, so that a worker can have it."""

    checkpoint: str = ""
    device: str = "auto"
    threads: int = 0
    precision: Precision = "auto"


@dataclass(frozen=True)
class Convergence:
    """When a run only repeats what is there: so many frames in a row with at least this IoU."""

    frames: int = 10
    iou: float = 0.98


class Settings:
    """What the person chose. Without a path, the ini file of this user and program.

    Written values reach the file at once (`sync` is called by QSettings itself, and by `save`).
    """

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            scope = QSettings.Scope.UserScope
            self._store = QSettings(QSettings.Format.IniFormat, scope, "annotator", "annotator")
        else:
            self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write what is pending now."""
        self._store.sync()

    # -- how masks look ---------------------------------------------------------------------

    @property
    def opacity(self) -> float:
        """Of the mask's filling, 0 to 1."""
        return self._number("view/opacity", 0.45, 0.0, 1.0)

    @opacity.setter
    def opacity(self, value: float) -> None:
        self._store.setValue("view/opacity", float(value))

    @property
    def has_outline(self) -> bool:
        """Whether masks get an outline."""
        return self._flag("view/outline", default=True)

    @has_outline.setter
    def has_outline(self, value: bool) -> None:
        self._store.setValue("view/outline", int(value))

    @property
    def shows_disputes(self) -> bool:
        """Whether pixels on which the two sides of a merge differ are marked."""
        return self._flag("view/disputes", default=True)

    @shows_disputes.setter
    def shows_disputes(self, value: bool) -> None:
        self._store.setValue("view/disputes", int(value))

    @property
    def theme(self) -> Theme:
        """Light, dark, or what the system says."""
        text = self._text("view/theme", "system")
        return text if text in THEMES else "system"

    @theme.setter
    def theme(self, value: Theme) -> None:
        self._store.setValue("view/theme", value)

    @property
    def brush_size_px(self) -> int:
        """Diameter of brush and eraser, in image pixels."""
        return int(self._number("tools/brush_size_px", 24, 1, 500))

    @brush_size_px.setter
    def brush_size_px(self, value: int) -> None:
        self._store.setValue("tools/brush_size_px", int(value))

    @property
    def protects_others(self) -> bool:
        """Whether a gesture on one object spares the pixels of all others."""
        return self._flag("tools/protect_others", default=False)

    @protects_others.setter
    def protects_others(self, value: bool) -> None:
        self._store.setValue("tools/protect_others", int(value))

    @property
    def follows_propagation(self) -> bool:
        """Whether the playhead follows the newest propagated frame."""
        return self._flag("view/follow", default=True)

    @follows_propagation.setter
    def follows_propagation(self, value: bool) -> None:
        self._store.setValue("view/follow", int(value))

    @property
    def stops_when_converged(self) -> bool:
        """Whether a run stops once it only repeats the masks that are there."""
        return self._flag("tracker/stop_when_converged", default=True)

    @stops_when_converged.setter
    def stops_when_converged(self, value: bool) -> None:
        self._store.setValue("tracker/stop_when_converged", int(value))

    @property
    def convergence(self) -> Convergence:
        """What counts as repeating."""
        default = Convergence()
        return Convergence(
            int(self._number("tracker/converged_frames", default.frames, 1, 1000)),
            self._number("tracker/converged_iou", default.iou, 0.5, 1.0),
        )

    @convergence.setter
    def convergence(self, value: Convergence) -> None:
        self._store.setValue("tracker/converged_frames", int(value.frames))
        self._store.setValue("tracker/converged_iou", float(value.iou))

    # -- memory -----------------------------------------------------------------------------

    @property
    def cache_bytes(self) -> int:
        """Upper bound of decoded frames kept in memory."""
        return int(self._number("memory/cache_bytes", 384 * MIB, 16 * MIB, 64 * 1024 * MIB))

    @cache_bytes.setter
    def cache_bytes(self, value: int) -> None:
        self._store.setValue("memory/cache_bytes", int(value))

    @property
    def history_bytes(self) -> int:
        """Upper bound of what undo keeps."""
        return int(self._number("memory/history_bytes", 128 * MIB, MIB, 16 * 1024 * MIB))

    @history_bytes.setter
    def history_bytes(self, value: int) -> None:
        self._store.setValue("memory/history_bytes", int(value))

    # -- the network ------------------------------------------------------------------------

    @property
    def checkpoint(self) -> str:
        """Name or path of the weights; empty for the bundled ones."""
        return self._text("tracker/checkpoint", "")

    @checkpoint.setter
    def checkpoint(self, value: str) -> None:
        self._store.setValue("tracker/checkpoint", value)

    @property
    def device(self) -> str:
        """ "auto", "cpu", "cuda", "mps"."""
        return self._text("tracker/device", "auto")

    @device.setter
    def device(self, value: str) -> None:
        self._store.setValue("tracker/device", value)

    @property
    def threads(self) -> int:
        """Threads of the network; 0 lets the program choose."""
        return int(self._number("tracker/threads", 0, 0, 1024))

    @threads.setter
    def threads(self, value: int) -> None:
        self._store.setValue("tracker/threads", int(value))

    @property
    def precision(self) -> Precision:
        """Of the network's arithmetic."""
        text = self._text("tracker/precision", "auto")
        return text if text in PRECISIONS else "auto"

    @precision.setter
    def precision(self, value: Precision) -> None:
        self._store.setValue("tracker/precision", value)

    @property
    def tracker(self) -> TrackerSettings:
        """All of the network's settings as they are now."""
        return TrackerSettings(self.checkpoint, self.device, self.threads, self.precision)

    # -- the window -------------------------------------------------------------------------

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """Projects opened last, newest first."""
        value = self._store.value("files/recent", [])
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return tuple(Path(str(name)) for name in names if str(name))[:MAX_RECENT_FILES]

    def add_recent_file(self, path: Path) -> None:
        """Put a project in front of the list."""
        path = path.absolute()  # it may have been named from a folder that is not the next one
        others = [recent for recent in self.recent_files if recent != path]
        names = [str(recent) for recent in [path, *others][:MAX_RECENT_FILES]]
        self._store.setValue("files/recent", names)

    def forget_recent_file(self, path: Path) -> None:
        """Drop a project that is no longer there."""
        names = [str(recent) for recent in self.recent_files if recent != path]
        self._store.setValue("files/recent", names)

    def place_in(self, path: Path) -> tuple[FrameIndex, int | None] | None:
        """The frame that was shown and the object that was selected when a project was closed."""
        frame_index, track_id = (self._places().get(str(path.absolute())) or [None, None])[:2]
        if not isinstance(frame_index, int) or not isinstance(track_id, int | None):
            return None
        return frame_index, track_id

    def remember_place(self, path: Path, frame_index: FrameIndex, track_id: int | None) -> None:
        """Where to go on when the project is opened again; known of the recent files only."""
        places: dict[str, list[object]] = {str(path.absolute()): [frame_index, track_id]}
        known = {str(recent) for recent in self.recent_files}
        places |= {
            name: one for name, one in self._places().items() if name in known - places.keys()
        }
        self._store.setValue("files/places", json.dumps(places))

    def _places(self) -> dict[str, list[object]]:
        try:
            found = json.loads(self._text("files/places", "{}"))
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: one for name, one in found.items() if isinstance(one, list) and len(one) == 2}

    @property
    def window_geometry(self) -> bytes:
        """What QMainWindow.saveGeometry returned; empty at first."""
        return self._bytes("window/geometry")

    @window_geometry.setter
    def window_geometry(self, value: bytes) -> None:
        self._store.setValue("window/geometry", QByteArray(value))

    @property
    def window_state(self) -> bytes:
        """What QMainWindow.saveState returned; empty at first."""
        return self._bytes("window/state")

    @window_state.setter
    def window_state(self, value: bytes) -> None:
        self._store.setValue("window/state", QByteArray(value))

    # -- reading ----------------------------------------------------------------------------

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        try:
            number = float(str(self._store.value(key, default)))
        except ValueError:
            return default
        return min(max(number, low), high) if number == number else default

    def _flag(self, key: str, *, default: bool) -> bool:
        text = str(self._store.value(key, int(default))).strip().lower()
        return text in ("1", "true", "yes") if text in _FLAG_WORDS else default

    def _text(self, key: str, default: str) -> str:
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def _bytes(self, key: str) -> bytes:
        value = self._store.value(key)
        return bytes(value.data()) if isinstance(value, QByteArray) else b""


_FLAG_WORDS = ("0", "1", "true", "false", "yes", "no")
