"""Edits of attributes: what a category asks, and what an object answers."""

from collections.abc import Iterable

from annotator.core.attributes import Attribute, Value
from annotator.core.edits import Compound, Edit, SetCategory, UpdateTrack
from annotator.core.frames import FrameIndex
from annotator.core.project import Category, Project
from annotator.session.gestures import require_unlocked


def set_value(
    project: Project,
    track_id: int,
    attribute: Attribute,
    frame_index: FrameIndex,
    value: Value | None,
    label: str,
) -> Edit | None:
    """From this frame on (everywhere, where it is constant); None if that changes nothing."""
    track = require_unlocked(project, track_id)
    values = attribute.with_value(track.attributes, frame_index, value)
    if values == track.attributes:
        return None
    return UpdateTrack(track_id, {"attributes": values}, label)


def set_categories(project: Project, wanted: Iterable[Category], label: str) -> Edit | None:
    """Make these the categories of the project, one step; None if they are."""
    after = {category.id: category for category in wanted}
    gone = project.categories.keys() - after.keys()
    edits: list[Edit] = [SetCategory(category_id, None) for category_id in sorted(gone)]
    edits += [
        SetCategory(category_id, category)
        for category_id, category in after.items()
        if project.categories.get(category_id) != category
    ]
    return Compound(tuple(edits), label) if edits else None
