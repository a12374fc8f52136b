"""The verbs that fill frames with the tracker, and those that lead to the next frame to correct.

Where the masks come from (`annotator.session.propagation`) and what becomes of them
(`annotator.session.batches`) is not known here; this is what a person may ask for.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from annotator.core.frames import FrameIndex
from annotator.core.geometry import Box, RotatedBox
from annotator.core.project import Direction
from annotator.session import requests
from annotator.session.edit_verbs import EditVerbs
from annotator.session.job_board import JobBoard
from annotator.session.previewed import PreviewedFrame, PreviewedRange, PreviewProgress
from annotator.session.requests import OnReviewed, Order, Request
from annotator.session.rerun_preview import RerunPreview
from annotator.session.review_queue import ReviewStop
from annotator.session.settings import Settings
from annotator.session.shared_tracker import TrackerBuilder, TrackerSupply
from annotator.session.values import Notice
from annotator.tracking.candidates import candidates_of


class RunVerbs(EditVerbs):
    """What a person asks of the tracker, and of the review queue.

    Verbs that fill frames never go over reviewed ones. `on_reviewed` says whether they show what
    that would change, instead (`annotator.session.requests` says when).
    """

    preview_started = Signal()  # its ranges are to be shown to the person
    preview_changed = Signal()  # previewed_ranges, preview_progress
    job_ended = Signal(object)  # JobResult; the job is not in `jobs` any more

    def __init__(
        self, tracker_builder: TrackerBuilder, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(settings, parent)
        self._trackers = TrackerSupply(tracker_builder, settings)
        self._board = JobBoard(self._hand, self)
        self._preview = RerunPreview(self._board, self)
        self._preview.changed.connect(self.preview_changed)
        self._preview.notified.connect(self.notified)
        self._preview.job_ended.connect(self.job_ended)

    @property
    def follow_propagation(self) -> bool:
        """Whether the playhead goes with a propagation until the person goes elsewhere."""
        return self.settings.follows_propagation

    @follow_propagation.setter
    def follow_propagation(self, value: bool) -> None:
        self.settings.follows_propagation = value
        newest = self._open.batches.newest_propagation() if self._open is not None else None
        if not value or newest is None:
            self._follower.stop()
        elif not self.is_playing:
            self._follower.follow(newest)

    @property
    def marked_range(self) -> range | None:
        """The frames from in to out, both included; None where neither is set."""
        project = self.project
        if project is None or (self.in_frame is None and self.out_frame is None):
            return None
        last = project.video.frame_count - 1 if self.out_frame is None else self.out_frame
        return range(self.in_frame or 0, last + 1)

    # -- the tracker ------------------------------------------------------------------------

    def start_track(self, box: Box, frame_index: FrameIndex) -> int:
        """Add an object at once; its mask on that frame follows from the network."""
        opened = self._opened()
        selected = opened.project.tracks.get(self.selected_track_id or 0)
        category_id = selected.category_id if selected is not None else None
        self._follower.stop()
        name = self.tr("Object {id}").format(id=opened.project.next_track_id)
        track_id = opened.propagation.start_track(name, category_id, frame_index, box)
        self.select_track(track_id)
        return track_id

    def redraw_box(self, track_id: int, frame_index: FrameIndex, box: Box | RotatedBox) -> None:
        """Ask the network again for this frame only; a turned box is kept as it was drawn."""
        self._follower.stop()
        self._opened().propagation.redraw_box(track_id, frame_index, box)

    def stop_track(self, track_id: int) -> None:
        """Stop the job of one object; what arrived stays, as one undo step."""
        if self._open is not None:
            self._open.batches.settle_track(track_id)

    # -- filling frames ---------------------------------------------------------------------

    def propagate(
        self,
        track_id: int,
        from_frame: FrameIndex,
        direction: Direction,
        until: FrameIndex | None = None,
        *,
        on_reviewed: OnReviewed = "stop",
    ) -> int:
        """Run the tracker from a mask to the next barrier or to `until`; the job's id."""
        is_forward = direction is Direction.FORWARD
        first, last = (None, until) if is_forward else (until, None)
        request = Request(track_id, from_frame, (direction,), first, last)
        return self._run(Order((request,)), on_reviewed)

    def propagate_steps(
        self,
        track_id: int,
        from_frame: FrameIndex,
        direction: Direction,
        count: int = 1,
        *,
        on_reviewed: OnReviewed = "stop",
    ) -> int:
        """The next `count` frames only; the job's id."""
        until = from_frame + direction.step * max(1, count)
        return self.propagate(track_id, from_frame, direction, until, on_reviewed=on_reviewed)

    def propagate_both(
        self, track_id: int, from_frame: FrameIndex, *, on_reviewed: OnReviewed = "stop"
    ) -> int:
        """Forward, then backward, each to the next barrier, as one step; the job's id."""
        request = Request(track_id, from_frame, tuple(Direction))
        return self._run(Order((request,)), on_reviewed)

    def propagate_range(
        self, track_ids: Iterable[int] | None = None, *, on_reviewed: OnReviewed = "stop"
    ) -> int:
        """Fill the frames from in to out, from the mask nearest to the playhead there.

        None: all objects that are not locked, together. The job's id, of them all.
        """
        project = self._opened().project
        frames = self.marked_range or range(project.video.frame_count)
        first, last = frames.start, frames.stop - 1
        asked = requests.range_requests(project, track_ids, self.current_frame, first, last)
        return self._run(Order(tuple(asked), self.tr("Propagate range")), on_reviewed)

    def propagate_all(
        self,
        from_frame: FrameIndex,
        directions: Iterable[Direction] = (Direction.FORWARD,),
        track_ids: Iterable[int] | None = None,
        *,
        on_reviewed: OnReviewed = "stop",
    ) -> int:
        """All objects with a mask on that frame together, one network call per frame.

        The id of the whole; each object has a job of its own in `jobs`, to be stopped by itself.
        """
        project = self._opened().project
        asked = requests.requests_at(project, track_ids, from_frame, tuple(directions))
        return self._run(Order(tuple(asked), self.tr("Propagate all")), on_reviewed)

    def merge_between(self, track_id: int, frame_index: FrameIndex) -> int:
        """Fill the frames between the masks of yours on either side, from both; the job's id.

        How far the two sides differ stands in each mask's `disagreement`.
        """
        opened = self._opened()
        ends = requests.merge_ends(opened.project, track_id, frame_index)
        return self._follow(opened.propagation.merge(track_id, *ends))

    def run_candidates(
        self,
        track_ids: Iterable[int] | None = None,
        frames: Iterable[FrameIndex] | None = None,
    ) -> int:
        """Turn imported boxes into masks to be reviewed, each on its own frame; the job's id.

        None: of all objects that are not locked, on all frames. Masks are never replaced.
        """
        return self._opened().propagation.run_candidates(track_ids, frames)

    def candidate_count(self, track_id: int | None = None) -> int:
        """How many imported boxes `run_candidates` would run."""
        project = self._opened().project
        return len(candidates_of(project, None if track_id is None else [track_id]))

    # -- a run over reviewed frames ---------------------------------------------------------

    def preview_rerun(self, order: Order) -> int:
        """Find out what a run over reviewed frames would change; the job's id.

        Nothing is changed: `previewed_ranges` grow, and `accept_preview` takes some of them.
        """
        opened = self._opened()
        job_id = self._preview.start(
            opened.project,
            order,
            opened.propagation.require_source(),
            self._trackers.current(),
            self.settings.convergence if self.settings.stops_when_converged else None,
        )
        self.preview_started.emit()
        return job_id

    @property
    def preview_progress(self) -> PreviewProgress:
        """How far the preview is."""
        return self._preview.progress

    @property
    def previewed_ranges(self) -> dict[int, list[PreviewedRange]]:
        """What the preview has found so far, by object, in order of time."""
        return {
            track_id: sorted(found.ranges, key=lambda one: one.first)
            for track_id, found in self._preview.found.items()
        }

    def previewed_on(self, frame_index: FrameIndex) -> list[tuple[int, PreviewedFrame]]:
        """What the preview has found on a frame, with the objects."""
        return [
            (track_id, found.frames[frame_index])
            for track_id, found in self._preview.found.items()
            if frame_index in found.frames
        ]

    def accept_preview(self, chosen: Mapping[int, Iterable[FrameIndex]]) -> None:
        """Take these frames of these objects from the preview, as one undo step."""
        chosen = self._preview.present(chosen)
        if not chosen:
            return
        edit = self._preview.edit(chosen, self.tr("Accept preview"))
        count = 0 if edit is None else sum(len(of) for of in edit.touched.frames.values())
        if edit is not None:
            self.do(edit)
        self._preview.drop(chosen)
        text = self.tr("Took %n frame(s) of the preview.", "", count)
        left = sum(len(frames) for frames in chosen.values()) - count
        if left:
            text += " " + self.tr("%n frame(s) stayed: they have become yours since.", "", left)
        self._tell("info", text, can_undo=edit is not None)

    def stop_preview(self) -> None:
        """Look no further; what was found stays to be taken."""
        self._preview.stop_all()

    def discard_preview(self) -> None:
        """Stop the preview and forget it."""
        self._preview.clear()

    # -- reviewing --------------------------------------------------------------------------

    @property
    def review_stops(self) -> tuple[ReviewStop, ...]:
        """The frames to look at next, over all objects, the most urgent first."""
        return self._open.review.stops if self._open is not None else ()

    @property
    def is_review_unknown(self) -> bool:
        """Whether the frames to look at are being looked for, for the first time."""
        return self._open is not None and self._open.review.is_unknown

    def review_stop_at(self, track_id: int, frame_index: FrameIndex) -> ReviewStop | None:
        """Why a frame of an object is in the queue; None where it is not."""
        return self._open.review.stop_at(track_id, frame_index) if self._open is not None else None

    def next_review(self) -> ReviewStop | None:
        """Go to the next stop, with its object selected; None when there is none."""
        return self._go_to_stop(1)

    def previous_review(self) -> ReviewStop | None:
        """Go back to the stop before."""
        return self._go_to_stop(-1)

    def accept_review(self) -> ReviewStop | None:
        """Mark the mask here as reviewed and go on; the stop gone to.

        It comes back only when its mask has changed.
        """
        track_id, here = self.selected_track_id, self.current_frame
        if self._open is None:
            return None
        following = self._open.review.after_settling(track_id, here)
        if track_id is not None:
            self.set_reviewed(track_id, [here], True)
        if following is None:
            following = self._stop_beside(1)
        return self._visit(following, is_after_settling=True)

    def visit_review(self, stop: ReviewStop) -> None:
        """Go to a stop that was chosen from the list; next and previous go on from there."""
        self._visit(stop)

    def _go_to_stop(self, step: int) -> ReviewStop | None:
        return self._visit(self._stop_beside(step))

    def _stop_beside(self, step: int) -> ReviewStop | None:
        if self._open is None:
            return None
        return self._open.review.neighbour(self.selected_track_id, self.current_frame, step)

    def _visit(
        self, stop: ReviewStop | None, *, is_after_settling: bool = False
    ) -> ReviewStop | None:
        if stop is not None:
            self._opened().review.visit(stop, is_after_settling=is_after_settling)
            self.select_track(stop.track_id)
            self.go_to_frame(stop.frame_index)
        return stop

    # -- inside -----------------------------------------------------------------------------

    def _run(self, order: Order, on_reviewed: OnReviewed) -> int:
        opened = self._opened()
        project, propagation, asked = opened.project, opened.propagation, order.requests
        is_asking = on_reviewed == "ask"
        if on_reviewed == "preview" or (is_asking and requests.must_preview(project, asked)):
            return self.preview_rerun(order)
        stops = requests.stops_at_reviewed(project, asked) if is_asking else {}
        if order.label:
            batch_id = propagation.propagate_together(asked, order.label)
        else:
            batch_id = propagation.propagate(asked[0])
        if stops:
            self._tell_stops(order, stops)
        return self._follow(batch_id)

    def _tell_stops(self, order: Order, stops: Mapping[int, FrameIndex]) -> None:
        track_id, frame_index = next(iter(stops.items()))
        if len(stops) == 1:
            text = self.tr("The run of “{name}” stops before frame {n}, which is reviewed.")
            name = self._opened().project.track(track_id).name
            text = text.format(name=name, n=frame_index + 1)
        else:
            text = self.tr("%n run(s) stop before reviewed frames.", "", len(stops))
        self.notified.emit(Notice("info", text, preview=order))

    def _follow(self, batch_id: int) -> int:
        if self.follow_propagation and not self.is_playing:
            self._follower.follow(batch_id)
        return batch_id
