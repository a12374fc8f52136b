"""What lives as long as one project is open, and how its parts keep out of each other's way."""

from pathlib import Path

from PySide6.QtCore import QObject

from annotator.core.edits import Edit, SetMedia
from annotator.core.frames import SourceFactory
from annotator.core.project import Project
from annotator.session.batches import Batches
from annotator.session.document import Document
from annotator.session.job_board import JobBoard
from annotator.session.opening import MediaSource, Opened
from annotator.session.propagation import Propagation
from annotator.session.review_queue import ReviewQueue
from annotator.session.settings import Settings
from annotator.session.shared_tracker import TrackerSupply
from annotator.session.values import HistoryState, MediaProblem


class OpenProject(QObject):
    """A document with what the tracker does to it, its review queue, and its media."""

    def __init__(
        self,
        opened: Opened,
        board: JobBoard,
        trackers: TrackerSupply,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        path = Path(opened.file.path)
        self.document = Document(opened.project, path, opened.file, settings.history_bytes, self)
        self.batches = Batches(self.document, board, self)
        self.propagation = Propagation(self.document, self.batches, board, trackers, settings, self)
        self.review = ReviewQueue(opened.project, self)
        self.media_path: Path | None = opened.media_path
        self.media_problem: MediaProblem | None = opened.problem
        self.has_told_decoding_failure = False

    @property
    def project(self) -> Project:
        """What is annotated."""
        return self.document.project

    @property
    def source_factory(self) -> SourceFactory | None:
        """Opens the media for another thread; None without media."""
        return self.propagation.source_factory

    def set_media(self, path: Path, source: MediaSource) -> None:
        """The pictures are there."""
        self.media_path, self.media_problem = path, None
        self.propagation.source_factory = source.another

    def history_state(self) -> HistoryState:
        """What undo and redo would do now. A running job is the first thing to undo."""
        state, running = self.document.history_state(), self.batches.newest_step()
        if running is None:
            return state
        return HistoryState(True, state.can_redo, running.label, state.redo_label)

    def do(self, edit: Edit) -> None:
        """Apply an edit as one undo step; settles running jobs of the objects it touches."""
        if not self.batches.absorb(edit):
            self.batches.make_way(edit.touched)
            self.document.do(edit)

    def undo(self) -> bool:
        """Undo the newest step; a running job that is newer is stopped and undone.

        False where stopping was all there was to undo: nothing had arrived yet.
        """
        newest, running = self.document.history.newest, self.batches.newest_step()
        if running is not None:
            self.batches.settle(running.batch_id)
            if self.document.history.newest is newest:
                return False
        elif newest is not None:
            self.batches.make_way(newest.touched)
        self.document.undo()
        return True

    def change_media(self, edit: SetMedia, source: MediaSource) -> None:
        """Take the pictures from another place; jobs on the old ones are settled."""
        self.batches.settle_all()
        had_frames = self.project.video.frame_count
        # Before it is announced: who hears of it asks for pictures.
        before, self.propagation.source_factory = self.source_factory, source.another
        try:
            self.document.apply(edit)
        except BaseException:
            self.propagation.source_factory = before
            raise
        if self.project.video.frame_count < had_frames:
            self.document.forget_history()

    def settle(self) -> None:
        """Nothing new comes from any job: what arrived is undo steps."""
        self.batches.settle_all()
        self.propagation.source_factory = None

    def close(self) -> int:
        """Save what is queued and let go of the file; how many changes could not be saved.

        To be called when no thread works on it any more.
        """
        self.review.close()
        lost = self.document.close()
        self.deleteLater()
        return lost
