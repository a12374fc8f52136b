"""The verbs that change masks, objects and categories.

Every verb asks `annotator.session.gestures` for the edit and hands it to `do`.
"""

from collections.abc import Iterable

from annotator.core.edits import Edit, RemoveTrack, UpdateTrack, add_category
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex
from annotator.core.mask import Mask
from annotator.core.project import Absence, Category, Observation, Project, Visibility
from annotator.session import gestures, track_gestures
from annotator.session.editing import Editing
from annotator.session.states import StateChange, absent, state_edit


class EditVerbs(Editing):
    """What a person does to masks and objects; each verb is one undo step or none."""

    def set_mask(
        self, track_id: int, frame_index: FrameIndex, mask: Mask, label: str, source: str = "brush"
    ) -> None:
        """A mask made by hand: a keyframe. An empty mask removes what is there.

        With `protects_others`, what is newly painted over other objects is left out.
        """
        made_from = self._opened().project.observation(track_id, frame_index)
        self._set_mask(track_id, frame_index, mask, label, source, made_from)

    def put_copy(
        self, track_id: int, frame_index: FrameIndex, copied: Observation, label: str
    ) -> None:
        """The mask of another frame or object; a keyframe, as with `set_mask`."""
        if copied.mask is not None:
            self._set_mask(track_id, frame_index, copied.mask, label, "copy", copied)

    def add_object(
        self, frame_index: FrameIndex, mask: Mask, label: str, source: str = "brush"
    ) -> int | None:
        """A new object with a mask made by hand; its id, or None where nothing is left of it."""
        project = self._opened().project
        spared = self._spared(project, None, frame_index, mask)
        if spared is None or spared.is_empty:
            return None
        new_id = project.next_track_id
        name = self.tr("Object {id}").format(id=new_id)
        made = gestures.manual(spared, source)
        self.do(gestures.add_track(project, name, None, {frame_index: made}, label))
        return new_id

    def delete_mask(self, track_id: int, frame_index: FrameIndex) -> None:
        """Remove an object's mask from one frame."""
        project = self._opened().project
        gestures.require_unlocked_frame(project, track_id, frame_index)
        label = self.tr("Delete mask")
        if self._do(gestures.delete_masks(project, track_id, [frame_index], label)):
            self._tell("info", self.tr("Deleted the mask here."), can_undo=True)

    def delete_from(self, track_id: int, frame_index: FrameIndex) -> None:
        """Remove an object's masks from this frame to the end; locked frames keep theirs."""
        project = self._opened().project
        frames = [i for i in project.track(track_id).observations if i >= frame_index]
        label = self.tr("Delete masks from here")
        if self._do(gestures.delete_masks(project, track_id, frames, label)):
            self._tell("info", self.tr("Deleted the masks from here on."), can_undo=True)

    def delete_range(self, track_id: int, first: FrameIndex, last: FrameIndex) -> None:
        """Remove an object's masks from `first` to `last`, both included; locked ones stay."""
        project = self._opened().project
        label = self.tr("Delete masks in range")
        frames = [i for i in project.track(track_id).observations if first <= i <= last]
        if self._do(gestures.delete_masks(project, track_id, frames, label)):
            self._tell("info", self.tr("Deleted the masks of the range."), can_undo=True)

    def copy_mask_from(self, track_id: int, frame_index: FrameIndex, offset: int) -> None:
        """Take the mask of the frame `offset` away (-1: the previous one); a keyframe."""
        project = self._opened().project
        copied = track_gestures.copied_mask(project, track_id, frame_index, frame_index + offset)
        self.put_copy(track_id, frame_index, copied, self.tr("Copy mask"))

    def set_state(
        self, track_id: int, frames: Iterable[FrameIndex], change: StateChange, label: str = ""
    ) -> None:
        """Say what the object is like on these frames, and why; one undo step."""
        project = self._opened().project
        edit = state_edit(project, track_id, frames, change, label or self.tr("Set state"))
        if edit is None:
            return
        observations = project.track(track_id).observations
        touched = edit.touched.frames[track_id]
        has_masks = any((one := observations.get(i)) is not None and one.mask for i in touched)
        loses_masks = change.takes_masks and has_masks
        self.do(edit)
        if loses_masks or len(touched) > 1:
            self._tell(
                "info", self.tr("Set the state of %n frame(s).", "", len(touched)), can_undo=True
            )

    def set_absent(self, track_id: int, frames: Iterable[FrameIndex], reason: Absence) -> None:
        """Say that, and why, the object cannot be seen on these frames; masks there go."""
        self.set_state(track_id, frames, absent(reason), self.tr("Set absent"))

    def set_visibility(
        self, track_id: int, frames: Iterable[FrameIndex], visibility: Visibility
    ) -> None:
        """Say that the object is visible, occluded or out of view."""
        self.set_state(track_id, frames, StateChange(visibility), self.tr("Set visibility"))

    def set_reviewed(self, track_id: int, frames: Iterable[FrameIndex], value: bool) -> None:
        """Mark masks as checked by a person; propagation then leaves them alone."""
        self.set_state(track_id, frames, StateChange(reviewed=value), self.tr("Set reviewed"))

    def set_locked(self, track_id: int, frames: Iterable[FrameIndex], value: bool) -> None:
        """Protect masks from every change."""
        self.set_state(track_id, frames, StateChange(locked=value), self.tr("Lock frames"))

    def set_flagged(self, track_id: int, frames: Iterable[FrameIndex], value: bool) -> None:
        """Mark masks to come back to."""
        self.set_state(track_id, frames, StateChange(flagged=value), self.tr("Flag frames"))

    def update_track(self, track_id: int, **changes: object) -> None:
        """Change name, category_id, color, is_shown or is_locked."""
        track = self._opened().project.track(track_id)
        changed = {k: v for k, v in changes.items() if getattr(track, k, None) != v}
        if changed.get("is_locked"):
            self._opened().batches.settle_track(track_id)
        if changed:
            self._do(UpdateTrack(track_id, changed))

    def delete_track(self, track_id: int) -> None:
        """Remove an object with all its masks; where it was selected, the next one is then."""
        project = self._opened().project
        track = gestures.require_unlocked(project, track_id)
        order = list(project.tracks)
        place, is_selected = order.index(track_id), self.selected_track_id == track_id
        neighbours = [*order[place + 1 :], *reversed(order[:place])]
        if is_selected and neighbours:
            self.select_track(neighbours[0])
        self._do(RemoveTrack(track_id))
        text = self.tr("Deleted “{name}”.").format(name=track.name)
        self._tell("info", text, can_undo=True)

    def split_track(self, track_id: int, frame_index: FrameIndex) -> int:
        """Make what an object has from this frame on another object; its id."""
        project = self._opened().project
        new_id, name = project.next_track_id, project.track(track_id).name
        label = self.tr("Split object")
        new_name = self.tr("{name} (2)").format(name=name)
        self._do(track_gestures.split_track(project, track_id, frame_index, new_name, label))
        text = self.tr("From here on “{name}” is “{new}”.").format(name=name, new=new_name)
        self._tell("info", text, can_undo=True)
        return new_id

    def merge_tracks(self, track_id: int, other_id: int) -> None:
        """Give the masks of another object to this one; the other object goes.

        Says on how many frames both had something, and whose was taken.
        """
        project = self._opened().project
        edit = track_gestures.merge_tracks(project, track_id, other_id, self.tr("Merge objects"))
        track, other = project.track(track_id), project.track(other_id)
        merged = track_gestures.merged_observations(track, other)
        self._do(edit)
        text = self.tr("Merged “{other}” into “{name}”.")
        if merged.shared:
            text += " " + self.tr(
                "%n frame(s) had both: {ours} of “{name}” and {theirs} of “{other}” stayed.",
                "",
                merged.shared,
            )
        ours = merged.shared - merged.theirs
        text = text.format(other=other.name, name=track.name, ours=ours, theirs=merged.theirs)
        self._tell("info", text, can_undo=True)

    def duplicate_track(self, track_id: int) -> int:
        """Another object with the same masks; its id."""
        project = self._opened().project
        new_id = project.next_track_id
        name = self.tr("{name} (copy)").format(name=project.track(track_id).name)
        label = self.tr("Duplicate object")
        self._do(track_gestures.duplicate_track(project, track_id, name, label))
        self._tell("info", self.tr("Made “{name}”.").format(name=name), can_undo=True)
        return new_id

    def move_layer(self, track_id: int, move: track_gestures.Move) -> None:
        """Change the layer order: "up", "down", "top", "bottom"."""
        project = self._opened().project
        self._do(track_gestures.move_layer(project, track_id, move, self.tr("Reorder objects")))

    def add_category(self, name: str) -> int:
        """The id of the category of that name, added if there is none."""
        project = self._opened().project
        name = name.strip()
        if not name:
            raise AnnotatorError("A category needs a name; type one.")
        for category in project.categories.values():
            if category.name == name:
                return category.id
        category_id = max(project.categories, default=0) + 1
        self._do(add_category(Category(category_id, name)))
        return category_id

    # -- inside -----------------------------------------------------------------------------

    def _set_mask(
        self,
        track_id: int,
        frame_index: FrameIndex,
        mask: Mask,
        label: str,
        source: str,
        made_from: Observation | None,
    ) -> None:
        project = self._opened().project
        spared = mask if mask.is_empty else self._spared(project, track_id, frame_index, mask)
        if spared is not None:
            made = gestures.manual(spared, source, made_from)
            self._do(gestures.mask_edit(project, track_id, frame_index, made, label))

    def _spared(
        self, project: Project, track_id: int | None, frame_index: FrameIndex, mask: Mask
    ) -> Mask | None:
        """What the protection of other objects leaves; None, and said so, where that is nothing."""
        if not self.settings.protects_others:
            return mask
        mask, spared = track_gestures.spare_others(project, track_id, frame_index, mask)
        if spared and mask.is_empty:
            text = self.tr("Other objects are protected there; nothing was painted.")
            self._tell("info", text)
            return None
        return mask

    def _do(self, edit: Edit | None) -> bool:
        if edit is not None:
            self.do(edit)
        return edit is not None
