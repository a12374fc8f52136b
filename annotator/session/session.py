"""The open project and every verb on it. The window talks to this object only.

`Session` composes four parts and adds no machinery of its own:

- `Document`: project, history, saving; the one place where an edit is applied;
- `Propagation`: what the tracker predicts, turned into edits;
- `JobBoard`: running jobs and their threads;
- `Playhead`: the frame that is shown.

The verbs on masks and objects are in its base `EditVerbs`, those that fill frames and find the
next one to correct in its base `RunVerbs`. `Session` is longer than a class should be because it
is the table of verbs; each is a few lines.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import Edit, SetMedia
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, Image, SourceFactory, VideoInfo
from annotator.core.geometry import Box, RotatedBox
from annotator.core.project import Project
from annotator.session import export_task, label_import, opening
from annotator.session.document import Document
from annotator.session.export_options import ExportOptions
from annotator.session.following import Follower
from annotator.session.garbage import GarbageCollector
from annotator.session.job_board import JobBoard
from annotator.session.label_import import Imported, ImportOptions
from annotator.session.opening import MediaSource, Opened, SourceOpener
from annotator.session.playback import Playhead
from annotator.session.propagation import Propagation
from annotator.session.rerun_preview import RerunPreview
from annotator.session.review_queue import ReviewQueue
from annotator.session.run_verbs import RunVerbs
from annotator.session.settings import Settings
from annotator.session.shared_tracker import TrackerBuilder, TrackerSupply
from annotator.session.tasks import Outcome, Progress, Tasks
from annotator.session.values import (
    FormatInfo,
    HistoryState,
    JobStatus,
    MediaProblem,
)


class Session(RunVerbs):
    """The only writer of a project. Lives in the GUI thread.

    Verbs raise `AnnotatorError` when they cannot be done at once; what fails later, in a
    worker, is told with `notified`.
    """

    opened = Signal()
    closed = Signal()
    edited = Signal(object)  # core Edit that was applied (its .touched says what to repaint)
    history_changed = Signal()
    selection_changed = Signal()
    frame_changed = Signal(int)  # the playhead moved; the picture follows with frame_ready
    frame_ready = Signal(int, object)  # frame index, (H, W, 3) uint8 RGB; do not write into it
    jobs_changed = Signal()
    job_ended = Signal(object)  # JobResult; the job is not in `jobs` any more
    playing_changed = Signal(bool)
    following_changed = Signal(bool)  # whether the playhead moves with a propagation
    review_changed = Signal()  # review_stops were ranked again
    preview_changed = Signal()  # previewed_ranges, preview_progress
    range_changed = Signal()  # in_frame, out_frame
    saved_state_changed = Signal(str)  # "saved" | "saving" | "error: ..."
    media_missing = Signal(object)  # MediaProblem; the project stays open without pictures

    def __init__(
        self,
        source_opener: SourceOpener,
        tracker_builder: TrackerBuilder,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._garbage = GarbageCollector(self)
        self.settings = settings
        self.media_path: Path | None = None
        self.media_problem: MediaProblem | None = None
        self.selected_track_id: int | None = None
        self._selected_before: int | None = None
        self.in_frame: FrameIndex | None = None
        self.out_frame: FrameIndex | None = None
        self._source_opener = source_opener
        self._trackers = TrackerSupply(tracker_builder, settings)
        self._document: Document | None = None
        self._propagation: Propagation | None = None
        self._review: ReviewQueue | None = None
        self._source_factory: SourceFactory | None = None
        self._has_told_decoding_failure = False
        self._board = JobBoard(self)
        self._board.changed.connect(self.jobs_changed)
        self._tasks = Tasks(self._board, self)
        self._tasks.notified.connect(self.notified)
        self._tasks.job_ended.connect(self.job_ended)
        self._preview = RerunPreview(self._board, self)
        self._preview.changed.connect(self.preview_changed)
        self._preview.notified.connect(self.notified)
        self._preview.job_ended.connect(self.job_ended)
        self._playhead = Playhead(settings.cache_bytes, self)
        self._playhead.moved.connect(self.frame_changed)
        self._playhead.image_ready.connect(self.frame_ready)
        self._playhead.playing_changed.connect(self.playing_changed)
        self._playhead.failed.connect(self._on_frame_failed)
        self._playhead.video_measured.connect(self._on_video_measured)
        self._follower = Follower(self._playhead, self)
        self._follower.changed.connect(self.following_changed)

    # -- state (read only) ------------------------------------------------------------------

    @property
    def project(self) -> Project | None:
        """The open project. Read it; change it with verbs only."""
        return self._document.project if self._document is not None else None

    @property
    def project_path(self) -> Path | None:
        """Where the project is saved."""
        return self._document.path if self._document is not None else None

    @property
    def current_frame(self) -> FrameIndex:
        """The playhead."""
        return self._playhead.current_frame

    @property
    def current_image(self) -> Image | None:
        """The picture at the playhead; None while it is being decoded."""
        return self._playhead.current_image

    @property
    def source_factory(self) -> SourceFactory | None:
        """Opens the media for another thread; None without media."""
        return self._source_factory

    @property
    def is_playing(self) -> bool:
        """Whether playback runs."""
        return self._playhead.is_playing

    @property
    def is_following(self) -> bool:
        """Whether the playhead moves with the newest propagation just now."""
        return self._follower.is_following

    @property
    def follow_propagation(self) -> bool:
        """Whether the playhead goes with a propagation until the person goes elsewhere."""
        return self.settings.follows_propagation

    @follow_propagation.setter
    def follow_propagation(self, value: bool) -> None:
        self.settings.follows_propagation = value
        newest = self._propagation.newest_propagation() if self._propagation is not None else None
        if not value or newest is None:
            self._follower.stop()
        elif not self.is_playing:
            self._follower.follow(newest)

    @property
    def jobs(self) -> tuple[JobStatus, ...]:
        """Running jobs, oldest first."""
        return self._board.statuses

    @property
    def history(self) -> HistoryState:
        """What undo and redo would do now. A running job is the first thing to undo."""
        if self._document is None or self._propagation is None:
            return HistoryState()
        state = self._document.history_state()
        running = self._propagation.newest_run()
        if running is None:
            return state
        label = self._propagation.label(running)
        return HistoryState(True, state.can_redo, label, state.redo_label)

    @property
    def saved_state(self) -> str:
        """ "saved", "saving" or "error: ..."."""
        return self._document.saved_state if self._document is not None else "saved"

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether saving fails, so that closing now would lose changes.

        What is only queued does not count: closing saves it.
        """
        return self._document is not None and self._document.cannot_save

    def frame_time_s(self, frame_index: FrameIndex) -> float | None:
        """Seconds from the first frame by time stamps; None without media."""
        return self._playhead.time_s(frame_index)

    def frame_name(self, frame_index: FrameIndex) -> str:
        """Name of a frame: its image file, or its index."""
        return self._playhead.name(frame_index)

    # -- verbs: files -----------------------------------------------------------------------

    def open_media(self, path: Path, project_path: Path | None = None) -> None:
        """Open a video or a folder of images with the project beside it, made if need be."""
        path = Path(path)
        if project_path is None and self.media_path is not None and _is_same(path, self.media_path):
            return
        self._install(opening.open_beside(path, project_path, self._source_opener))

    def open_project(self, path: Path) -> None:
        """Open a project file and the media it names; `media_missing` tells of trouble there."""
        path = Path(path)
        if self.project_path is not None and _is_same(path, self.project_path):
            return
        self._install(opening.open_project(path, self._source_opener))

    def relink_media(self, path: Path, *, force: bool = False) -> None:
        """Take the pictures from another place.

        Raises `MediaChangedError` when the content differs; then `force=True` relinks anyway.
        """
        document, propagation = self._opened()
        path = Path(path).absolute()
        source = self._source_opener(path)
        try:
            edit = opening.relinked(document.project, path, source.info, force=force)
            propagation.settle_all()
            had_frames = document.project.video.frame_count
            self._preview.clear()  # it is of other pictures
            # Before it is announced: who hears of it asks for pictures.
            self._source_factory = propagation.source_factory = source.another
            document.apply(edit)
        except BaseException:
            source.close()
            raise
        if document.project.video.frame_count < had_frames:
            document.forget_history()
        self._set_media(path, source)

    def save_copy(self, path: Path) -> int:
        """Write a copy of the project from memory, in the background; the job's id."""
        document, _ = self._opened()
        path = Path(path)
        if _is_same(path, document.path):
            raise AnnotatorError(
                "A copy needs another name than the project itself, which is always saved."
            )
        copied = document.project.copy()

        text = self.tr("Saved a copy as “{path}”.").format(path=path)

        def write(progress: Progress, should_stop: Callable[[], bool]) -> Outcome:
            opening.write_copy(copied, path)
            return Outcome(text, path)

        return self._tasks.start(write, self.tr("Save a copy"))

    def retry_saving(self) -> None:
        """After saving failed: try again now (it is tried every few seconds anyway)."""
        if self._document is not None:
            self._document.retry_saving()

    def close_project(self) -> None:
        """Stop and join every job, save what is queued, let go of the file."""
        if self._document is None or self._propagation is None:
            return
        self._follower.stop()
        self._playhead.close()
        self._preview.clear()
        self._propagation.settle_all()
        self._propagation.source_factory = None
        self._board.join_all(but="load")  # it knows no project, and takes seconds
        if self._review is not None:
            self._review.close()
            self._review.deleteLater()
            self._review = None
        lost = self._document.close()
        name = self._document.path.name
        self._document.deleteLater()
        self._propagation.deleteLater()
        self._document = self._propagation = None
        self.media_path = self.media_problem = self.selected_track_id = None
        self._selected_before = None
        self._source_factory = None
        self.in_frame = self.out_frame = None
        if lost:
            text = self.tr("%n change(s) of “{name}” could not be saved.", "", lost)
            self._tell("error", text.format(name=name))
        self.closed.emit()

    def shutdown(self) -> None:
        """Close everything; no thread is left when it returns.

        Last of all it waits for weights that are being loaded: hide the window before.
        """
        self.close_project()
        self._board.join_all()
        self.settings.save()
        self._trackers.close()
        self._garbage.close()

    # -- verbs: edits -----------------------------------------------------------------------

    def do(self, edit: Edit) -> None:
        """Apply an edit as one undo step; settles running jobs of the objects it touches."""
        document, propagation = self._opened()
        self.note_hand()
        if not propagation.absorb(edit):
            propagation.make_way(edit.touched)
            document.do(edit)

    def undo(self) -> None:
        """Undo the newest step; a running job that is newer is stopped and undone."""
        document, propagation = self._opened()
        running = propagation.newest_run()
        newest = document.history.newest
        if running is not None:
            propagation.settle(running)
            if document.history.newest is newest:
                return  # nothing had arrived yet: stopping was all there was to undo
        elif newest is not None:
            propagation.make_way(newest.touched)
        selected, before = self.selected_track_id, self._selected_before
        document.undo()
        is_gone = selected is not None and self.selected_track_id is None
        if is_gone and before in document.project.tracks:
            self.select_track(before)  # as it was before the object that is gone again came

    def redo(self) -> None:
        """Redo what was undone last."""
        self._opened()[0].redo()

    # -- verbs: looking ---------------------------------------------------------------------

    @Slot()
    def note_hand(self) -> None:
        """The person is doing something: workers let them go first for a moment."""
        self._board.hand.moved()

    def select_track(self, track_id: int | None) -> None:
        """Make an object the one that tools and keys act on."""
        if track_id is not None:
            self._opened()[0].project.track(track_id)
        if track_id != self.selected_track_id:
            self._selected_before = self.selected_track_id
            self.selected_track_id = track_id
            self.selection_changed.emit()

    def go_to_frame(self, frame_index: FrameIndex) -> None:
        """Move the playhead; outside the video, to the nearest frame."""
        self.note_hand()
        self._follower.stop()
        self._playhead.go_to(frame_index)

    def step(self, count: int) -> None:
        """Move the playhead by some frames."""
        self._playhead.pause()
        self.go_to_frame(self.current_frame + count)

    def play(self, *, reverse: bool = False) -> None:
        """Play to the end, or to the out (in reverse: in) frame when it lies ahead."""
        self._follower.stop()
        if reverse:
            self._playhead.play(step=-1, last_frame=self.in_frame)
        else:
            self._playhead.play(step=1, last_frame=self.out_frame)

    def stop_following(self) -> None:
        """The playhead stays here: a gesture has begun on this frame."""
        self._follower.stop()

    def pause(self) -> None:
        """Stop playing."""
        self._playhead.pause()

    def toggle_play(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def set_in_frame(self, frame_index: FrameIndex | None) -> None:
        """First frame of the range; a range that would be empty loses its other end."""
        self.in_frame = frame_index
        if frame_index is not None and self.out_frame is not None and self.out_frame < frame_index:
            self.out_frame = None
        self.range_changed.emit()

    def set_out_frame(self, frame_index: FrameIndex | None) -> None:
        """Last frame of the range; a range that would be empty loses its other end."""
        self.out_frame = frame_index
        if frame_index is not None and self.in_frame is not None and self.in_frame > frame_index:
            self.in_frame = None
        self.range_changed.emit()

    # -- verbs: jobs ------------------------------------------------------------------------

    def prepare_tracker(self) -> int:
        """Load the weights in the background, so that the first box need not wait; a job's id.

        A failure is told at the first use, not here: nobody has asked for anything yet.
        """
        tracker = self._trackers.current()

        def load(progress: Progress, should_stop: Callable[[], bool]) -> Outcome:
            tracker.load(should_stop)
            return Outcome("")

        return self._tasks.start(load, self.tr("Load the network"), "load")

    def start_track(self, box: Box, frame_index: FrameIndex) -> int:
        """Add an object at once; its mask on that frame follows from the network."""
        document, propagation = self._opened()
        selected = document.project.tracks.get(self.selected_track_id or 0)
        category_id = selected.category_id if selected is not None else None
        self._follower.stop()
        name = self.tr("Object {id}").format(id=document.project.next_track_id)
        track_id = propagation.start_track(name, category_id, frame_index, box)
        self.select_track(track_id)
        return track_id

    def redraw_box(self, track_id: int, frame_index: FrameIndex, box: Box | RotatedBox) -> None:
        """Ask the network again for this frame only; a turned box is kept as it was drawn."""
        self._follower.stop()
        self._opened()[1].redraw_box(track_id, frame_index, box)

    # -- verbs: stopping and exporting ------------------------------------------------------

    def stop(self, job_id: int | None = None) -> None:
        """Stop a job, or all; what arrived stays, as one undo step."""
        job_ids = [job.job_id for job in self.jobs] if job_id is None else [job_id]
        for one in job_ids:
            is_run = self._propagation is not None and self._propagation.stop(one)
            if not is_run and not self._preview.stop(one):
                self._tasks.stop(one)

    def stop_track(self, track_id: int) -> None:
        """Stop the job of one object; what arrived stays, as one undo step."""
        if self._propagation is not None:
            self._propagation.settle_track(track_id)

    def export(
        self, format_name: str, destination: Path, options: ExportOptions | None = None
    ) -> int:
        """Write and verify an export in the background; the job's id.

        `notified` tells a person how it ended, `job_ended` a dialog.
        """
        document, _ = self._opened()
        task = export_task.export_task(
            document.project.copy(),
            format_name,
            Path(destination),
            options,
            self._source_factory,
        )
        return self._tasks.start(task, self.tr("Export"))

    def export_formats(self) -> list[FormatInfo]:
        """What `export` can write."""
        return export_task.format_infos()

    def import_labels(
        self,
        format_name: str,
        path: Path,
        options: ImportOptions | None = None,
        *,
        run_boxes: bool = False,
    ) -> int:
        """Read a data set in the background and add its objects, as one undo step; the job's id.

        What is in the project stays as it is. `run_boxes`: boxes then become masks, as with
        `run_candidates`. `notified` tells a person how it ended, `job_ended` a dialog.
        """
        document, _ = self._opened()
        task = label_import.import_task(
            document.project.video, format_name, Path(path), options, self._source_factory
        )
        take = partial(self._take_labels, document, Path(path), run_boxes=run_boxes)
        return self._tasks.start_and_take(task, take, self.tr("Import labels"), "import")

    def import_formats(self) -> list[FormatInfo]:
        """What `import_labels` can read."""
        return label_import.import_infos()

    # -- inside -----------------------------------------------------------------------------

    def _take_labels(
        self, document: Document, path: Path, imported: Imported, *, run_boxes: bool
    ) -> Outcome:
        """Add what was read, and say what was left out."""
        if self._document is not document:
            raise AnnotatorError("The project was closed before its labels were read.")
        tracks = len(imported.project.tracks)
        if not tracks:
            raise AnnotatorError(f"'{path.name}' holds no labels; choose another file.")
        first_id = document.project.next_track_id
        self.do(
            label_import.import_edit(document.project, imported.project, self.tr("Import labels"))
        )
        text = self.tr("Imported %n object(s): {masks} masks, {boxes} boxes.", "", tracks)
        texts = [text.format(masks=imported.masks, boxes=imported.prompts), *imported.notes]
        self.select_track(first_id)
        if run_boxes and imported.prompts:
            try:
                self.run_candidates(range(first_id, first_id + tracks))
            except AnnotatorError as error:
                texts.append(str(error))
        return Outcome(" ".join(texts), path, can_undo=True)

    def _opened(self) -> tuple[Document, Propagation]:
        if self._document is None or self._propagation is None:
            raise AnnotatorError("No project is open; open a video first.")
        return self._document, self._propagation

    def _install(self, opened: Opened) -> None:
        self.close_project()
        document = Document(
            opened.project,
            Path(opened.file.path),
            opened.file,
            self.settings.history_bytes,
            self,
        )
        document.edited.connect(self._on_edited)
        document.history_changed.connect(self.history_changed)
        document.saved_state_changed.connect(self.saved_state_changed)
        document.saving_failed.connect(self._on_saving_failed)
        document.saving_recovered.connect(self._on_saving_recovered)
        propagation = Propagation(document, self._board, self._trackers, self.settings, self)
        propagation.notified.connect(self.notified)
        propagation.video_measured.connect(self._on_video_measured)
        propagation.arrived.connect(self._follower.on_arrived)
        propagation.batch_ended.connect(self._follower.on_ended)
        propagation.job_ended.connect(self.job_ended)
        self._document, self._propagation = document, propagation
        self._review = ReviewQueue(document.project, self)
        self._review.changed.connect(self.review_changed)
        document.start_saving()
        self.media_problem = opened.problem
        self.selected_track_id = next(iter(opened.project.tracks), None)
        self._has_told_decoding_failure = False
        self.media_path = opened.media_path
        self._playhead.open(None, None, opened.project.video.frame_count)
        self.settings.add_recent_file(document.path)
        self.opened.emit()
        self.history_changed.emit()
        self.saved_state_changed.emit(document.saved_state)
        if opened.media_path is not None and opened.source is not None:
            self._set_media(opened.media_path, opened.source)
        if opened.new_media is not None:
            document.apply(SetMedia(opened.new_media, document.project.video))
        for text in opened.warnings:
            self._tell("warning", text)
        if opened.problem is not None:
            self.media_missing.emit(opened.problem)

    def _set_media(self, path: Path, source: MediaSource) -> None:
        _, propagation = self._opened()
        self.media_path, self.media_problem = path, None
        self._source_factory = source.another
        propagation.source_factory = source.another
        self._playhead.set_media(source, source.another)
        self._on_video_measured(source.info)

    # -- slots ------------------------------------------------------------------------------

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        project = self.project
        if project is not None and self.selected_track_id not in project.tracks:
            self.select_track(None)
        if self._review is not None:
            self._review.note(edit)
        if edit.touched.tracks:
            self._preview.forget_gone()
        self.edited.emit(edit)

    @Slot(object)
    def _on_video_measured(self, video: VideoInfo) -> None:
        if self._document is None or self._propagation is None:
            return
        before = self._document.project.video.frame_count
        recounted = opening.recount(self._document.project, video)
        if recounted is None:
            return
        edit, lost = recounted
        if video.frame_count < before:
            self._propagation.settle_all()
        if video.frame_count != before:
            self._preview.clear()  # its frames may have other numbers now
        self._document.apply(edit)
        if video.frame_count != before:
            self._playhead.recount(video.frame_count)
            text = self.tr("The video has {now} frames, not {before} as its index says.")
            self._tell("warning", text.format(now=video.frame_count, before=before))
        if lost:
            self._tell("warning", self.tr("%n mask(s) lay beyond its end.", "", lost))
        if video.frame_count < before:
            self._document.forget_history()

    @Slot(int, str)
    def _on_frame_failed(self, frame_index: FrameIndex, text: str) -> None:
        if not self._has_told_decoding_failure:  # once per video, not once per damaged frame
            self._has_told_decoding_failure = True
            self._tell("error", text)

    @Slot(str)
    def _on_saving_failed(self, text: str) -> None:
        more = self.tr("Nothing is lost while this window is open; saving is tried again.")
        self._tell("error", f"{text} {more}")

    @Slot()
    def _on_saving_recovered(self) -> None:
        self._tell("info", self.tr("Saving works again; everything is saved."))


def _is_same(path: Path, other: Path) -> bool:
    return Path(path).resolve() == other.resolve()
