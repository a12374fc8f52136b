"""What the losses of the registry do to a project, so that a round trip can be predicted."""

from dataclasses import dataclass, field, replace

from annotator.core.attributes import Attribute, AttributeValues, Kind
from annotator.core.frames import FrameIndex
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import Category, Observation, Project, Track, Visibility
from annotator.formats.importing import NO_CATEGORY
from annotator.formats.layers import visible_masks
from annotator.formats.registry import Format, Loss
from annotator.formats.selection import Placed


@dataclass(frozen=True)
class Seen:
    """What is left to compare of an observation; boxes are rounded to a hundredth."""

    mask: Mask | None
    visibility: Visibility
    score: float | None
    box: tuple[float, ...] | None
    flags: tuple[bool, bool, bool]


@dataclass(frozen=True)
class Object:
    name: str
    category: str
    supercategory: str
    seen: dict[FrameIndex, Seen]
    asked: tuple[Attribute, ...] = ()
    answers: AttributeValues = field(default_factory=dict)


def content(project: Project) -> dict[int, Object]:
    """Everything that a data set could hold of a project, by track id, in layer order."""
    return {
        track.id: Object(
            track.name,
            project.categories[track.category_id].name,
            project.categories[track.category_id].supercategory,
            {index: _seen(track.observations[index]) for index in sorted(track.observations)},
            project.categories[track.category_id].attributes,
            track.attributes,
        )
        for track in project.tracks.values()
    }


def comparable(objects: dict[int, Object], lost: frozenset[Loss]) -> object:
    """Where ids are lost, so is what goes by them: new names and the order."""
    if Loss.IDS not in lost:
        return list(objects.items())
    nameless = [replace(one, name="") if Loss.NAMES in lost else one for one in objects.values()]
    return sorted(nameless, key=repr)


def _seen(one: Observation) -> Seen:
    score = None if one.score is None else round(one.score, 6)
    flags = (one.reviewed, one.locked, one.flagged)
    return Seen(one.mask, one.visibility, score, rounded(one.rotated_box), flags)


def rounded(box: RotatedBox | None) -> tuple[float, ...] | None:
    """Corners: the same rectangle can be written with its sides swapped."""
    if box is None:
        return None
    corners = sorted(map(tuple, box.corners().round(1).tolist()))
    return tuple(value + 0.0 for corner in corners for value in corner)


def expected(project: Project, form: Format, lost: frozenset[Loss]) -> dict[int, Object]:
    """What should come back when `project` goes through `form` and loses `lost`."""
    found: dict[int, dict[FrameIndex, Seen]] = {}
    for index in range(project.video.frame_count):
        placed = [
            Placed(track, one, one.mask)
            for track in project.tracks.values()
            if (one := track.observations.get(index)) is not None
            and one.mask is not None
            and not one.mask.is_empty
        ]
        for one, mask in _shown(placed, lost):
            found.setdefault(one.track.id, {})[index] = _left(one, mask, lost)
    if Loss.MERGED in lost:
        found = _merged(found)
    objects = {}
    order = sorted(found) if Loss.LAYERS in lost else [i for i in project.tracks if i in found]
    for number, track_id in enumerate(sorted(found), start=1):
        track = project.tracks[track_id]
        _add_states(track.observations, found[track_id], project, form, lost)
        category = project.categories[track.category_id]
        new_id = number if Loss.IDS in lost else track_id
        has_category = Loss.CATEGORIES not in lost
        objects[track_id] = (
            new_id,
            Object(
                f"object {new_id}" if Loss.NAMES in lost else track.name,
                category.name if has_category else NO_CATEGORY,
                category.supercategory if has_category and Loss.SUPERCATEGORIES not in lost else "",
                dict(sorted(found[track_id].items())),
                *_attributes(category, track, found[track_id], lost),
            ),
        )
    return {objects[i][0]: objects[i][1] for i in order}


def _attributes(
    category: Category, track: Track, seen: dict[FrameIndex, Seen], lost: frozenset[Loss]
) -> tuple[tuple[Attribute, ...], AttributeValues]:
    """As CVAT has them: numbers have limits, some have a default of need, values are on masks."""
    if Loss.ATTRIBUTES in lost:
        return (), {}
    asked, answers = [], {}
    for one in category.attributes:
        default, limits = one.default, one.limits
        if one.kind is Kind.NUMBER:
            answered = track.attributes.get(one.name, {}).values()
            limits = (0.0, 100.0, 0.01 if 12.25 in answered else 0.1)
            default = 0.0 if default is None else default
        elif default is None and one.kind in (Kind.BOOLEAN, Kind.CHOICE):
            default = one.choices[0] if one.choices else False
        asked.append(replace(one, default=default, limits=limits))
        for index in sorted(index for index, what in seen.items() if what.mask is not None):
            value = one.value_at(track.attributes, index)
            if value is not None:
                answers = asked[-1].with_value(answers, index, value)
    return tuple(asked), answers


def _shown(placed: list[Placed], lost: frozenset[Loss]) -> list[tuple[Placed, Mask]]:
    if Loss.OVERLAPS in lost:
        return visible_masks(placed)
    return [(one, one.mask) for one in placed]


def _left(placed: Placed, mask: Mask, lost: frozenset[Loss]) -> Seen:
    one = placed.observation
    box = None if Loss.ROTATED_BOXES in lost else one.rotated_box
    is_box = bool(lost & {Loss.BOXES, Loss.ROTATED_ONLY})
    if is_box:
        tight = mask.box
        assert tight is not None
        upright = RotatedBox(*tight.center, tight.width, tight.height, 0.0)
        box = upright if Loss.BOXES in lost else one.rotated_box or upright
    return Seen(
        None if is_box else mask,
        Visibility.VISIBLE if Loss.OCCLUSION in lost else one.visibility,
        None if Loss.SCORES in lost or one.score is None else round(one.score, 6),
        rounded(box),
        (False,) * 3 if Loss.REVIEW in lost else (one.reviewed, one.locked, one.flagged),
    )


def _merged(found: dict[int, dict[FrameIndex, Seen]]) -> dict[int, dict[FrameIndex, Seen]]:
    whole: dict[FrameIndex, Seen] = {}
    for frames in found.values():
        for index, seen in frames.items():
            before = whole.get(index)
            mask = seen.mask if before is None else before.mask.union(seen.mask)
            whole[index] = Seen(mask, Visibility.VISIBLE, None, None, (False,) * 3)
    return {min(found): whole}


def _add_states(
    observations: dict[FrameIndex, Observation],
    seen: dict[FrameIndex, Seen],
    project: Project,
    form: Format,
    lost: frozenset[Loss],
) -> None:
    """Frames without a mask: as they were, or all absent, or all unknown."""
    absent = Seen(None, Visibility.OUT_OF_VIEW, None, None, (False,) * 3)
    if Loss.ABSENCE in lost:
        for index in range(project.video.frame_count) if form.is_dense else ():
            seen.setdefault(index, absent)
        return
    for index, one in observations.items():
        if index not in seen and one.is_absent:
            seen[index] = absent
