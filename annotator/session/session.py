"""The open project and every verb on it. The window talks to this object only."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from annotator.core.edits import Edit
from annotator.core.frames import FrameSource
from annotator.core.geometry import Box
from annotator.core.history import History
from annotator.core.mask import Mask
from annotator.core.project import Direction, Project, Visibility
from annotator.session.settings import Settings
from annotator.session.values import FormatInfo, JobStatus
from annotator.tracking.tracker import TrackerFactory

SourceOpener = Callable[[Path], FrameSource]


class Session(QObject):
    """The only writer of a project. Lives in the GUI thread."""

    opened = Signal()
    closed = Signal()
    edited = Signal(object)  # core Edit that was applied (its .touched says what to repaint)
    history_changed = Signal()
    selection_changed = Signal()
    frame_changed = Signal(int)  # the playhead moved; the picture follows with frame_ready
    frame_ready = Signal(int, object)  # frame index, (H, W, 3) uint8 RGB
    jobs_changed = Signal()
    playing_changed = Signal(bool)
    range_changed = Signal()  # in_frame, out_frame
    notified = Signal(object)  # Notice
    saved_state_changed = Signal(str)  # "saved" | "saving" | "error: ..."
    media_missing = Signal(object)  # MediaProblem; the project stays open without pictures

    def __init__(
        self,
        source_opener: SourceOpener,
        tracker_factory: TrackerFactory,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)

    # -- state (read only) ------------------------------------------------------------------

    project: Project | None
    project_path: Path | None
    media_path: Path | None
    current_frame: int
    selected_track_id: int | None
    is_playing: bool
    jobs: tuple[JobStatus, ...]
    current_image: NDArray[np.uint8] | None
    history: History
    settings: Settings
    saved_state: str
    in_frame: int | None
    out_frame: int | None

    # -- verbs: files (raise AnnotatorError) ------------------------------------------------

    def open_media(self, path: Path, project_path: Path | None = None) -> None: ...
    def open_project(self, path: Path) -> None: ...
    def relink_media(self, path: Path, *, force: bool = False) -> None: ...
    def save_copy(self, path: Path) -> None: ...
    def close_project(self) -> None: ...
    def shutdown(self) -> None: ...

    # -- verbs: edits -----------------------------------------------------------------------

    def do(self, edit: Edit) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def set_mask(self, track_id: int, frame_index: int, mask: Mask, label: str) -> None: ...
    def delete_mask(self, track_id: int, frame_index: int) -> None: ...
    def delete_from(self, track_id: int, frame_index: int) -> None: ...
    def set_visibility(
        self, track_id: int, frames: Iterable[int], visibility: Visibility
    ) -> None: ...
    def set_reviewed(self, track_id: int, frames: Iterable[int], value: bool) -> None: ...
    def set_locked(self, track_id: int, frames: Iterable[int], value: bool) -> None: ...
    def set_flagged(self, track_id: int, frames: Iterable[int], value: bool) -> None: ...
    def update_track(self, track_id: int, **changes: Any) -> None: ...
    def delete_track(self, track_id: int) -> None: ...
    def add_category(self, name: str) -> int: ...

    # -- verbs: looking ---------------------------------------------------------------------

    def select_track(self, track_id: int | None) -> None: ...
    def go_to_frame(self, frame_index: int) -> None: ...
    def step(self, count: int) -> None: ...
    def play(self, *, reverse: bool = False) -> None: ...
    def pause(self) -> None: ...
    def toggle_play(self) -> None: ...
    def set_in_frame(self, frame_index: int | None) -> None: ...
    def set_out_frame(self, frame_index: int | None) -> None: ...

    # -- verbs: jobs ------------------------------------------------------------------------

    def start_track(self, box: Box, frame_index: int) -> int: ...
    def redraw_box(self, track_id: int, frame_index: int, box: Box) -> None: ...
    def propagate(
        self, track_id: int, from_frame: int, direction: Direction, until: int | None = None
    ) -> int: ...
    def stop(self, job_id: int | None = None) -> None: ...
    def stop_track(self, track_id: int) -> None: ...
    def export(self, format_name: str, destination: Path, options: object | None = None) -> int: ...
    def export_formats(self) -> list[FormatInfo]: ...
