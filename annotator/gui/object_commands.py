"""What keys and menu entries do to the selected object: its states and its life.

A base of `Commands`. Commands "in the range" act on the frames from in to out.
"""

from collections.abc import Callable

from annotator.core.project import Direction, Observation, Visibility
from annotator.gui.mask_commands import MaskCommands
from annotator.session.states import StateChange

NOTABLE = 0.1
"""A disagreement worth a look: 1 - IoU of the two sides."""


class ObjectCommands(MaskCommands):
    """Each is one undo step; what takes masks away offers Undo."""

    # -- its life ---------------------------------------------------------------------------

    def delete_object(self) -> None:
        """The whole track, on all frames."""
        track = self._track()
        if track is not None:
            self.session.delete_track(track.id)

    def delete_mask(self) -> None:
        """On this frame only."""
        track = self._track()
        if track is not None and self._observation(track) is not None:
            self.session.delete_mask(track.id, self.session.current_frame)

    def delete_from_here(self) -> None:
        """From this frame to the end."""
        track = self._track()
        if track is not None:
            self.session.delete_from(track.id, self.session.current_frame)

    def delete_range(self) -> None:
        """From in to out."""
        track, frames = self._track(), self._frames(in_range=True)
        if track is None or frames is None:
            return
        if track.observations.keys().isdisjoint(frames):
            self.notify(self.tr("“{0}” has nothing in the range.").format(track.name))
        else:
            self.session.delete_range(track.id, frames.start, frames.stop - 1)

    def split(self) -> None:
        """From this frame on it is another object, which is then selected."""
        track = self._track()
        if track is not None:
            self.session.select_track(
                self.session.split_track(track.id, self.session.current_frame)
            )

    def duplicate(self) -> None:
        """The copy is then selected."""
        track = self._track()
        if track is not None:
            self.session.select_track(self.session.duplicate_track(track.id))

    # -- where a merge is in dispute -----------------------------------------------------------

    def toggle_disputes(self) -> None:
        """Whether the pixels that only one side of a merge claims are marked."""
        settings = self.session.settings
        settings.shows_disputes = not settings.shows_disputes
        self.canvas.update()

    def go_to_dispute(self, direction: Direction) -> None:
        """The next frame of the object on which the two sides of a merge differ notably."""
        track = self._track()
        if track is None:
            return
        here = self.session.current_frame
        ahead = [
            index
            for index, one in track.observations.items()
            if (index - here) * direction.step > 0 and (one.disagreement or 0.0) >= NOTABLE
        ]
        if ahead:
            self.session.go_to_frame(min(ahead, key=lambda index: abs(index - here)))
        else:
            self.notify(self.tr("There is no further frame in dispute in this direction."))

    # -- states -----------------------------------------------------------------------------

    def toggle_visibility(self, visibility: Visibility, *, in_range: bool = False) -> None:
        """Occluded or out of view, or visible again."""
        self._toggle(
            lambda one: one is not None and one.visibility is visibility,
            StateChange(visibility),
            StateChange(Visibility.VISIBLE),
            in_range=in_range,
        )

    def toggle_locked(self, *, in_range: bool = False) -> None:
        """Nothing changes a locked frame."""
        self._toggle_mark(
            lambda one: one.locked,
            StateChange(locked=True),
            StateChange(locked=False),
            in_range=in_range,
        )

    def toggle_flagged(self, *, in_range: bool = False) -> None:
        """A mark to come back to."""
        self._toggle_mark(
            lambda one: one.flagged,
            StateChange(flagged=True),
            StateChange(flagged=False),
            in_range=in_range,
        )

    def toggle_reviewed(self, *, in_range: bool = False) -> None:
        """Checked by a person: propagation keeps it."""
        self._toggle_mark(
            lambda one: one.reviewed,
            StateChange(reviewed=True),
            StateChange(reviewed=False),
            in_range=in_range,
        )

    def _toggle_mark(
        self,
        is_set: Callable[[Observation], bool],
        on: StateChange,
        off: StateChange,
        *,
        in_range: bool,
    ) -> None:
        """Only what is there can be marked."""
        if in_range or self._observed()[1] is not None:
            self._toggle(lambda one: one is None or is_set(one), on, off, in_range=in_range)

    def _toggle(
        self,
        is_set: Callable[[Observation | None], bool],
        on: StateChange,
        off: StateChange,
        *,
        in_range: bool,
    ) -> None:
        """Off where it is on everywhere, else on everywhere."""
        track = self._track()
        frames = self._frames(in_range=in_range)
        if track is None or frames is None:
            return
        is_on = all(is_set(track.observations.get(index)) for index in frames)
        self.session.set_state(track.id, frames, off if is_on else on)

    def _frames(self, *, in_range: bool) -> range | None:
        """The frame here, or those of the range; says what to do where there is none."""
        if not in_range:
            here = self.session.current_frame
            return range(here, here + 1)
        frames = self.session.marked_range
        if frames is None:
            self.warn(self.tr("Set a range first: I at its first frame, O at its last."))
        return frames
