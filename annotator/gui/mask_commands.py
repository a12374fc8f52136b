"""What keys and menu entries do to the mask under work: the base of `Commands`."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Track
from annotator.gui.canvas import Canvas
from annotator.session import mask_tools
from annotator.session.session import Session
from annotator.session.track_gestures import Move
from annotator.session.values import Notice

GROW_PX = 1
SMOOTH_PX = 3


class MaskCommands(QObject):
    """On the playhead's frame of the selected object; each is one undo step."""

    noticed = Signal(object)  # Notice

    def __init__(self, session: Session, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.canvas = canvas
        self._copied: Observation | None = None
        session.closed.connect(self._on_closed)

    # -- shape ------------------------------------------------------------------------------

    def fill_holes(self) -> None:
        """Holes become part of the mask."""
        self._change(mask_tools.filled, self.tr("Fill holes"), "fill")

    def drop_islands(self) -> None:
        """Only the largest part stays."""
        self._change(mask_tools.without_islands, self.tr("Drop islands"), "islands")

    def smooth(self) -> None:
        """Take notches and spikes from the outline."""
        label = self.tr("Smooth outline")
        self._change(lambda mask: mask_tools.smoothed(mask, SMOOTH_PX), label, "smooth")

    def grow(self, pixels: int) -> None:
        """Wider, or narrower with a negative number."""
        label = self.tr("Grow mask") if pixels > 0 else self.tr("Shrink mask")
        source = "grow" if pixels > 0 else "shrink"
        self._change(lambda mask: mask_tools.grown(mask, pixels), label, source)

    def snap(self) -> None:
        """The outline goes to the nearest edge of the picture."""
        image = self.session.current_image
        if image is None:
            self.warn(self.tr("The picture of this frame is not there yet; try again."))
            return
        label = self.tr("Snap to edges")
        self._change(lambda mask: mask_tools.snapped(image, mask), label, "snap")

    def nudge(self, dx: int, dy: int) -> None:
        """Move the mask by whole pixels."""
        self._change(lambda mask: mask_tools.moved(mask, dx, dy), self.tr("Move mask"), "move")

    # -- copies -----------------------------------------------------------------------------

    def copy_mask(self) -> None:
        """Remember the mask of this frame."""
        found = self._masked()
        if found is not None:
            self._copied = self._observation(found[0])
            self.notify(self.tr("Mask copied."))

    def paste_mask(self) -> None:
        """Put the remembered mask on this frame of the selected object."""
        track, project = self._track(), self.session.project
        if track is None or project is None:
            return
        copied = self._copied
        mask = copied.mask if copied is not None else None
        if copied is None or mask is None:
            self.warn(self.tr("Copy a mask first, with Ctrl+C."))
            return
        if (mask.width, mask.height) != (project.video.width, project.video.height):
            self.warn(self.tr("The copied mask belongs to a video of another size."))
            return
        self.session.put_copy(track.id, self.session.current_frame, copied, self.tr("Paste mask"))

    def copy_to_next_frame(self) -> None:
        """The mask of this frame also on the next one; go there."""
        found, project = self._masked(), self.session.project
        if found is None or project is None:
            return
        following = self.session.current_frame + 1
        if following >= project.video.frame_count:
            self.warn(self.tr("This is the last frame."))
            return
        copied, label = self._observation(found[0]), self.tr("Copy mask to next frame")
        if copied is not None:
            self.session.put_copy(found[0].id, following, copied, label)
        self.session.go_to_frame(following)

    def copy_from(self, direction: Direction) -> None:
        """Take the mask of the frame before (backward) or after this one."""
        track, project = self._track(), self.session.project
        if track is None or project is None:
            return
        if not 0 <= self.session.current_frame + direction.step < project.video.frame_count:
            first, last = self.tr("This is the first frame."), self.tr("This is the last frame.")
            self.warn(first if direction is Direction.BACKWARD else last)
            return
        self.session.copy_mask_from(track.id, self.session.current_frame, direction.step)

    # -- layers -----------------------------------------------------------------------------

    def move_layer(self, move: Move) -> None:
        """Bring the selected object forward (up in the order) or send it back."""
        track, project = self._track(), self.session.project
        if track is None or project is None:
            return
        order = list(project.tracks)
        self.session.move_layer(track.id, move)
        if list(project.tracks) == order:
            self.notify(self.tr("“{0}” is there already.").format(track.name))

    def toggle_protection(self) -> None:
        """Whether tools leave the pixels of other objects alone."""
        settings = self.session.settings
        settings.protects_others = not settings.protects_others
        self.notify(
            self.tr("Other objects are protected: tools add nothing over them.")
            if settings.protects_others
            else self.tr("Other objects are no longer protected.")
        )

    # -- helpers ----------------------------------------------------------------------------

    def notify(self, text: str) -> None:
        """Say what happened."""
        self.noticed.emit(Notice("info", text))

    def prompt(self, text: str) -> None:
        """Ask for a gesture."""
        self.noticed.emit(Notice("info", text, is_prompt=True))

    def warn(self, text: str) -> None:
        """Say why nothing happened."""
        self.noticed.emit(Notice("warning", text))

    def _change(self, change: Callable[[Mask], Mask], label: str, source: str) -> None:
        found = self._masked()
        if found is None:
            return
        track, before = found
        after = change(before)
        if after.is_empty:
            self.warn(self.tr("Nothing would be left of the mask, so it stays as it is."))
        elif after == before:
            self.notify(self.tr("That changes nothing here."))
        else:
            self.session.set_mask(track.id, self.session.current_frame, after, label, source)

    @Slot()
    def _on_closed(self) -> None:
        """What was copied may be put into another project, where its run means nothing."""
        if self._copied is not None:
            self._copied = replace(self._copied, provenance=None)

    def _track(self) -> Track | None:
        project = self.session.project
        if project is None:
            return None
        track = project.tracks.get(self.session.selected_track_id or 0)
        if track is None:
            self.warn(
                self.tr("Select an object first, or press R and draw a box around a new one.")
            )
        return track

    def _observation(self, track: Track) -> Observation | None:
        return track.observations.get(self.session.current_frame)

    def _observed(self) -> tuple[Track | None, Observation | None]:
        track = self._track()
        if track is None:
            return None, None
        observation = self._observation(track)
        if observation is None:
            self.warn(self.tr("“{0}” has nothing on this frame yet.").format(track.name))
        return track, observation

    def _masked(self) -> tuple[Track, Mask] | None:
        track = self._track()
        if track is None:
            return None
        observation = self._observation(track)
        if observation is None or observation.mask is None:
            self.warn(
                self.tr(
                    "“{0}” has no mask on this frame; paint one, or go to a frame with a mask."
                ).format(track.name)
            )
            return None
        return track, observation.mask
