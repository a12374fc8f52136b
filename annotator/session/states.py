"""What a person says of an object on some frames: seen or not and why, checked, locked, flagged.

One value and one function, so that any mixture of it is one undo step.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotator.core.edits import Edit, SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex
from annotator.core.project import (
    Absence,
    Observation,
    Origin,
    Project,
    Provenance,
    Visibility,
)
from annotator.session.gestures import Observations, now_iso, require_unlocked

MAX_REASON_CHARS = 300


@dataclass(frozen=True, slots=True)
class StateChange:
    """None leaves a thing as it is.

    Out of view, or an absence, takes the mask away; what is left keeps propagation out. Visible
    takes away a state without a mask.
    """

    visibility: Visibility | None = None
    absence: Absence | None = None
    """Only with a visibility other than visible."""
    reason: str | None = None
    """In the person's own words; a new visibility without one has none."""
    reviewed: bool | None = None
    locked: bool | None = None
    flagged: bool | None = None

    @property
    def changes_content(self) -> bool:
        """More than a mark, which a locked frame may get too."""
        return self.visibility is not None or self.reason is not None

    @property
    def takes_masks(self) -> bool:
        """Whether a mask there goes."""
        return self.visibility is Visibility.OUT_OF_VIEW or self.absence is not None


def absent(absence: Absence, reason: str = "") -> StateChange:
    """The object cannot be seen: hidden by something in the picture, or not in it."""
    is_hidden = absence is Absence.HIDDEN
    visibility = Visibility.OCCLUDED if is_hidden else Visibility.OUT_OF_VIEW
    return StateChange(visibility, absence, reason)


def state_edit(
    project: Project,
    track_id: int,
    frames: Iterable[FrameIndex],
    change: StateChange,
    label: str,
) -> Edit | None:
    """Marks go to frames that have something; locked frames otherwise stay as they are.

    Raises where nothing but locked frames was meant.
    """
    track = require_unlocked(project, track_id)
    if change.reason is not None:
        change = replace(change, reason=" ".join(change.reason.split())[:MAX_REASON_CHARS])
    changed: Observations = {}
    locked = []
    for index in sorted(set(frames)):
        before = track.observations.get(index)
        if before is not None and before.locked and change.changes_content:
            locked.append(index)
            continue
        after = _with_state(before, change)
        if after != before:
            changed[index] = after
    if locked and not changed:
        raise AnnotatorError(
            f"Frame {locked[0] + 1} of “{track.name}” is locked; unlock the frame to change it."
        )
    return SetObservations(track_id, changed, label) if changed else None


def _with_state(before: Observation | None, change: StateChange) -> Observation | None:
    after = _with_content(before, change)
    if after is None:
        return None
    return replace(
        after,
        reviewed=after.reviewed if change.reviewed is None else change.reviewed,
        locked=after.locked if change.locked is None else change.locked,
        flagged=after.flagged if change.flagged is None else change.flagged,
    )


def _with_content(before: Observation | None, change: StateChange) -> Observation | None:
    if change.visibility is None:
        if before is None or change.reason is None:
            return before
        return replace(before, reason=change.reason)
    reason = change.reason or ""
    if before is not None and before.mask is not None and not change.takes_masks:
        return replace(before, visibility=change.visibility, absence=None, reason=reason)
    if change.visibility is Visibility.VISIBLE:
        return None
    said = None
    if before is not None and before.mask is None:
        said = before.visibility, before.absence, before.reason
    if said == (change.visibility, change.absence, reason):
        return before
    return Observation(
        mask=None,
        origin=Origin.MANUAL,
        visibility=change.visibility,
        provenance=Provenance(source="state", created_at=now_iso()),
        flagged=before is not None and before.flagged,
        absence=change.absence,
        reason=reason,
    )
