"""The open project and every verb on it. The window talks to this object only.

`Session` is a tower of classes, each of which owns what it needs and knows only those below:

- `Viewing`: the playhead, what it follows, the marked range;
- `Editing`: the open project (`OpenProject`), do, undo and redo, how it is saved, the selection;
- `EditVerbs`: what a person does to masks and objects;
- `RunVerbs`: what a person asks of the tracker and the review queue, with the running jobs;
- `Session`: files in and out, and the end.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.edits import Edit, SetMedia
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, VideoInfo
from annotator.session import export_task, label_import, opening
from annotator.session.export_options import ExportOptions
from annotator.session.garbage import GarbageCollector
from annotator.session.label_import import Imported, ImportOptions
from annotator.session.open_project import OpenProject
from annotator.session.opening import MediaSource, Opened, SourceOpener
from annotator.session.run_verbs import RunVerbs
from annotator.session.settings import Settings
from annotator.session.shared_tracker import TrackerBuilder
from annotator.session.tasks import Outcome, Progress, Tasks
from annotator.session.values import FormatInfo, JobStatus


class Session(RunVerbs):
    """The only writer of a project. Lives in the GUI thread.

    Verbs raise `AnnotatorError` when they cannot be done at once; what fails later, in a
    worker, is told with `notified`.
    """

    opened = Signal()
    closed = Signal()
    jobs_changed = Signal()
    review_changed = Signal()  # review_stops were ranked again
    media_missing = Signal(object)  # MediaProblem; the project stays open without pictures

    def __init__(
        self,
        source_opener: SourceOpener,
        tracker_builder: TrackerBuilder,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(tracker_builder, settings, parent)
        self._garbage = GarbageCollector(self)
        self._source_opener = source_opener
        self._board.changed.connect(self.jobs_changed)
        self._tasks = Tasks(self._board, self)
        self._tasks.notified.connect(self.notified)
        self._tasks.job_ended.connect(self.job_ended)
        self._playhead.failed.connect(self._on_frame_failed)
        self._playhead.video_measured.connect(self._on_video_measured)

    @property
    def jobs(self) -> tuple[JobStatus, ...]:
        """Running jobs, oldest first."""
        return self._board.statuses

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
        opened = self._opened()
        path = Path(path).absolute()
        source = self._source_opener(path)
        try:
            edit = opening.relinked(opened.project, path, source.info, force=force)
            self._preview.clear()  # it is of other pictures
            opened.change_media(edit, source)
        except BaseException:
            source.close()
            raise
        self._set_media(path, source)

    def save_copy(self, path: Path) -> int:
        """Write a copy of the project from memory, in the background; the job's id."""
        document = self._opened().document
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

    def close_project(self) -> None:
        """Stop and join every job, save what is queued, let go of the file."""
        if self._open is None:
            return
        path, track_id = self._open.document.path, self.selected_track_id
        self.settings.remember_place(path, self.current_frame, track_id)
        self._follower.stop()
        self._playhead.close()
        self._preview.clear()
        self._open.settle()
        self._board.join_all(but="load")  # it knows no project, and takes seconds
        name, lost = self._open.document.path.name, self._open.close()
        self._open = None
        self.selected_track_id = self._selected_before = None
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

    def stop(self, job_id: int | None = None) -> None:
        """Stop a job, or all; what arrived stays, as one undo step."""
        job_ids = [job.job_id for job in self.jobs] if job_id is None else [job_id]
        for one in job_ids:
            is_run = self._open is not None and self._open.batches.stop(one)
            if not is_run and not self._preview.stop(one):
                self._tasks.stop(one)

    def export(
        self, format_name: str, destination: Path, options: ExportOptions | None = None
    ) -> int:
        """Write and verify an export in the background; the job's id.

        `notified` tells a person how it ended, `job_ended` a dialog.
        """
        opened = self._opened()
        task = export_task.export_task(
            opened.project.copy(),
            format_name,
            Path(destination),
            options,
            opened.source_factory,
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
        opened = self._opened()
        task = label_import.import_task(
            opened.project.video, format_name, Path(path), options, opened.source_factory
        )
        take = partial(self._take_labels, opened, Path(path), run_boxes=run_boxes)
        return self._tasks.start_and_take(task, take, self.tr("Import labels"), "import")

    def import_formats(self) -> list[FormatInfo]:
        """What `import_labels` can read."""
        return label_import.import_infos()

    # -- inside -----------------------------------------------------------------------------

    def _take_labels(
        self, opened: OpenProject, path: Path, imported: Imported, *, run_boxes: bool
    ) -> Outcome:
        """Add what was read, and say what was left out."""
        if self._open is not opened:
            raise AnnotatorError("The project was closed before its labels were read.")
        tracks = len(imported.project.tracks)
        if not tracks:
            raise AnnotatorError(f"'{path.name}' holds no labels; choose another file.")
        first_id = opened.project.next_track_id
        self.do(
            label_import.import_edit(opened.project, imported.project, self.tr("Import labels"))
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

    def _install(self, found: Opened) -> None:
        self.close_project()
        opened = OpenProject(found, self._board, self._trackers, self.settings, self)
        self._open = opened
        self._connect(opened)
        opened.document.start_saving()
        self.selected_track_id = next(iter(opened.project.tracks), None)
        self._playhead.open(None, None, opened.project.video.frame_count)
        self.settings.add_recent_file(opened.document.path)
        self.opened.emit()
        self._go_on_where_it_was_closed(opened)
        self.history_changed.emit()
        self.saved_state_changed.emit(opened.document.saved_state)
        if found.media_path is not None and found.source is not None:
            self._set_media(found.media_path, found.source)
        if found.new_media is not None:
            opened.document.apply(SetMedia(found.new_media, opened.project.video))
        for text in found.warnings:
            self._tell("warning", text)
        if found.problem is not None:
            self.media_missing.emit(found.problem)

    def _go_on_where_it_was_closed(self, opened: OpenProject) -> None:
        place = self.settings.place_in(opened.document.path)
        if place is not None:
            frame_index, track_id = place
            self._playhead.go_to(frame_index)
            if track_id in opened.project.tracks:
                self.select_track(track_id)

    def _connect(self, opened: OpenProject) -> None:
        document, batches, propagation = opened.document, opened.batches, opened.propagation
        document.edited.connect(self._on_edited)
        document.history_changed.connect(self.history_changed)
        document.saved_state_changed.connect(self.saved_state_changed)
        document.saving_failed.connect(self._on_saving_failed)
        document.saving_recovered.connect(self._on_saving_recovered)
        batches.notified.connect(self.notified)
        batches.ended.connect(self._follower.on_ended)
        batches.job_ended.connect(self.job_ended)
        propagation.notified.connect(self.notified)
        propagation.video_measured.connect(self._on_video_measured)
        propagation.arrived.connect(self._follower.on_arrived)
        opened.review.changed.connect(self.review_changed)

    def _set_media(self, path: Path, source: MediaSource) -> None:
        self._opened().set_media(path, source)
        self._playhead.set_media(source, source.another)
        self._on_video_measured(source.info)

    # -- slots ------------------------------------------------------------------------------

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        project = self.project
        if project is not None and self.selected_track_id not in project.tracks:
            self.select_track(None)
        if self._open is not None:
            self._open.review.note(edit)
        if edit.touched.tracks:
            self._preview.forget_gone()
        self.edited.emit(edit)

    @Slot(object)
    def _on_video_measured(self, video: VideoInfo) -> None:
        opened = self._open
        if opened is None:
            return
        before = opened.project.video.frame_count
        recounted = opening.recount(opened.project, video)
        if recounted is None:
            return
        edit, lost = recounted
        if video.frame_count < before:
            opened.batches.settle_all()
        if video.frame_count != before:
            self._preview.clear()  # its frames may have other numbers now
        opened.document.apply(edit)
        if video.frame_count != before:
            self._playhead.recount(video.frame_count)
            text = self.tr("The video has {now} frames, not {before} as its index says.")
            self._tell("warning", text.format(now=video.frame_count, before=before))
        if lost:
            self._tell("warning", self.tr("%n mask(s) lay beyond its end.", "", lost))
        if video.frame_count < before:
            opened.document.forget_history()

    @Slot(int, str)
    def _on_frame_failed(self, frame_index: FrameIndex, text: str) -> None:
        opened = self._open
        if opened is not None and not opened.has_told_decoding_failure:
            opened.has_told_decoding_failure = True  # once per video, not per damaged frame
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
