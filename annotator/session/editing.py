"""Doing, undoing and redoing on the open project, and which object is selected."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.frames import SourceFactory
from annotator.core.project import Project
from annotator.session.open_project import OpenProject
from annotator.session.settings import Settings
from annotator.session.values import HistoryState, Level, MediaProblem, Notice
from annotator.session.viewing import Viewing


class Editing(Viewing):
    """Holds the open project; every change to it by a person comes through `do`."""

    notified = Signal(object)  # Notice
    edited = Signal(object)  # core Edit that was applied (its .touched says what to repaint)
    history_changed = Signal()
    selection_changed = Signal()
    saved_state_changed = Signal(str)  # "saved" | "saving" | "error: ..."

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(settings, parent)
        self.selected_track_id: int | None = None
        self._selected_before: int | None = None
        self._open: OpenProject | None = None

    def tr(self, source: str, /, disambiguation: str | None = None, n: int = -1) -> str:
        """Translated in the class that says it, which may be any of those that make up this one.

        QObject's own stops at the first of them with a text that holds a number: it takes the
        number in its place for a translation.
        """
        untranslated = source if n < 0 else source.replace("%n", str(n))
        for kind in type(self).__mro__:
            text = QCoreApplication.translate(kind.__name__, source, disambiguation, n)
            if text != untranslated:
                return text
        return untranslated

    @property
    def project(self) -> Project | None:
        """The open project. Read it; change it with verbs only."""
        return self._open.project if self._open is not None else None

    @property
    def project_path(self) -> Path | None:
        """Where the project is saved."""
        return self._open.document.path if self._open is not None else None

    @property
    def media_path(self) -> Path | None:
        """The video or folder; None without a project or without its media."""
        return self._open.media_path if self._open is not None else None

    @property
    def media_problem(self) -> MediaProblem | None:
        """Why there are no pictures, if there are none."""
        return self._open.media_problem if self._open is not None else None

    @property
    def source_factory(self) -> SourceFactory | None:
        """Opens the media for another thread; None without media."""
        return self._open.source_factory if self._open is not None else None

    @property
    def history(self) -> HistoryState:
        """What undo and redo would do now. A running job is the first thing to undo."""
        return self._open.history_state() if self._open is not None else HistoryState()

    def do(self, edit: Edit) -> None:
        """Apply an edit as one undo step; settles running jobs of the objects it touches."""
        opened = self._opened()
        self.note_hand()
        opened.do(edit)

    def undo(self) -> None:
        """Undo the newest step; a running job that is newer is stopped and undone."""
        opened = self._opened()
        selected, before = self.selected_track_id, self._selected_before
        was_there = before in opened.project.tracks
        if not opened.undo():
            return
        is_gone = selected is not None and self.selected_track_id is None
        if (is_gone or not was_there) and before in opened.project.tracks:
            self.select_track(before)  # as it was before an object came, or this one was deleted

    def redo(self) -> None:
        """Redo what was undone last."""
        self._opened().document.redo()

    @property
    def saved_state(self) -> str:
        """ "saved", "saving" or "error: ..."."""
        return self._open.document.saved_state if self._open is not None else "saved"

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether saving fails, so that closing now would lose changes.

        What is only queued does not count: closing saves it.
        """
        return self._open is not None and self._open.document.cannot_save

    def retry_saving(self) -> None:
        """After saving failed: try again now (it is tried every few seconds anyway)."""
        if self._open is not None:
            self._open.document.retry_saving()

    def select_track(self, track_id: int | None) -> None:
        """Make an object the one that tools and keys act on."""
        if track_id is not None:
            self._opened().project.track(track_id)
        if track_id != self.selected_track_id:
            self._selected_before = self.selected_track_id
            self.selected_track_id = track_id
            self.selection_changed.emit()

    def _opened(self) -> OpenProject:
        if self._open is None:
            raise AnnotatorError("No project is open; open a video first.")
        return self._open

    def _tell(self, level: Level, text: str, *, can_undo: bool = False) -> None:
        self.notified.emit(Notice(level, text, can_undo))
