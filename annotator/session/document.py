"""The open project in memory and on disk: the one place where an edit is applied."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import Edit
from annotator.core.history import History
from annotator.core.project import Project
from annotator.formats.project_file import changes_of
from annotator.session.project_writer import ChangesFile, ProjectWriter
from annotator.session.values import HistoryState


class RunHistory(History):
    """History that a run may clear the redo side of before it has a step to push."""

    def forget_redo(self) -> None:
        """Nothing can be redone any more: something new has begun."""
        self._redo.clear()


class Document(QObject):
    """Project, history and writer. Every change is applied, queued for saving and announced.

    An edit may be applied without becoming an undo step (`apply`): the masks of a propagation
    are, and the whole run becomes one step when it ends (`push`).
    """

    edited = Signal(object)
    history_changed = Signal()
    saved_state_changed = Signal(str)  # "saved", "saving", "error: ..."
    saving_failed = Signal(str)  # once per outage
    saving_recovered = Signal()

    def __init__(
        self,
        project: Project,
        path: Path,
        file: ChangesFile,
        history_bytes: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.project = project
        self.path = path
        self.history = RunHistory(history_bytes)
        self.saved_state = "saved"
        self._writer = ProjectWriter(file, self)
        self._writer.saved.connect(self._on_saved)
        self._writer.failed.connect(self._on_failed)
        self._writer.recovered.connect(self._on_recovered)

    def start_saving(self) -> None:
        """Start the writer's thread."""
        self._writer.start()

    def close(self) -> int:
        """Save what is queued and let go of the file; how many changes could not be saved.

        What the writer has said just before is not passed on: it would be taken for the state of
        the project that is opened next.
        """
        lost = self._writer.close_file()
        self.blockSignals(True)
        return lost

    @property
    def cannot_save(self) -> bool:
        """Whether changes wait in memory because saving them failed."""
        return self.saved_state.startswith("error") and self._writer.pending_count > 0

    def retry_saving(self) -> None:
        """After a failure: try again now."""
        self._writer.retry()

    # -- changing ---------------------------------------------------------------------------

    def apply(self, edit: Edit) -> Edit:
        """Apply, save and announce an edit; the inverse, which is not an undo step yet."""
        inverse = edit.apply(self.project)
        self._save_and_announce(edit)
        return inverse

    def push(self, inverse: Edit) -> None:
        """Make the inverse of what was applied the newest undo step."""
        self.history.push(inverse)
        self.history_changed.emit()

    def do(self, edit: Edit) -> None:
        """Apply an edit as an undo step."""
        self.push(self.apply(edit))

    def undo(self) -> None:
        """Undo the newest step, if there is one."""
        self._travel(self.history.undo)

    def redo(self) -> None:
        """Redo the newest undone step, if there is one."""
        self._travel(self.history.redo)

    def forget_redo(self) -> None:
        """A new action has begun, whose undo step comes later."""
        self.history.forget_redo()
        self.history_changed.emit()

    def forget_history(self) -> None:
        """Nothing can be undone any more (the video changed under the masks)."""
        self.history.clear()
        self.history_changed.emit()

    def history_state(self) -> HistoryState:
        """What undo and redo would do now."""
        history = self.history
        return HistoryState(
            history.can_undo, history.can_redo, history.undo_label, history.redo_label
        )

    def _travel(self, move: Callable[[Project], Edit | None]) -> None:
        edit = move(self.project)
        if edit is not None:
            self._save_and_announce(edit)
            self.history_changed.emit()

    def _save_and_announce(self, edit: Edit) -> None:
        self._writer.put(changes_of(edit, self.project))
        if not self.saved_state.startswith("error"):
            self._set_saved_state("saving")
        self.edited.emit(edit)

    # -- what the writer says ---------------------------------------------------------------

    @Slot(int)
    def _on_saved(self, count: int) -> None:
        if self._writer.pending_count == 0:
            self._set_saved_state("saved")

    @Slot(str)
    def _on_failed(self, text: str) -> None:
        self._set_saved_state(f"error: {text}")
        self.saving_failed.emit(text)

    @Slot()
    def _on_recovered(self) -> None:
        self._set_saved_state("saving" if self._writer.pending_count else "saved")
        self.saving_recovered.emit()

    def _set_saved_state(self, state: str) -> None:
        if state != self.saved_state:
            self.saved_state = state
            self.saved_state_changed.emit(state)
