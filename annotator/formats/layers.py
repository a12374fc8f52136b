"""Which object has which pixel, for formats that store one object per pixel."""

from collections.abc import Sequence
from itertools import combinations

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.formats.options import ExportOptions
from annotator.formats.reports import Finding
from annotator.formats.selection import Placed, Selection


def visible_masks(placed: Sequence[Placed]) -> list[tuple[Placed, Mask]]:
    """What the layers above leave of each mask, from the lowest layer up; empty ones left out."""
    above: dict[int, list[Mask]] = {}
    for lower, upper in touching(placed):
        above.setdefault(lower.track.id, []).append(upper.mask)
    shown = []
    for one in placed:
        mask = one.mask
        for other in above.get(one.track.id, ()):
            mask = mask.difference(other)
        if not mask.is_empty:
            shown.append((one, mask))
    return shown


def touching(placed: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """Pairs (lower, upper) whose boxes share pixels; only they can overlap."""
    if len(placed) < 2:
        return []
    boxes = [(one, box) for one in placed if (box := one.mask.box) is not None]
    return [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if _meet(one, other)]


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def overlap_findings(selection: Selection, options: ExportOptions) -> list[Finding]:
    """Asked to refuse overlaps: one refusal that names the first place."""
    if options.overlaps != "refuse":
        return []
    count, first = 0, ""
    for index in selection.frames:
        for lower, upper in touching(selection.masks(index)):
            shared = lower.mask.intersection(upper.mask).area
            if shared and not first:
                first = (
                    f"'{lower.track.name}' and '{upper.track.name}' share {shared} pixels "
                    f"in frame {index + 1}"
                )
            if shared:
                count += 1
                break
    if not count:
        return []
    text = (
        f"Objects overlap in {count} frames: {first}. Remove the overlap, or let the layer order "
        "decide."
    )
    return [Finding("refuse", text)]


class HiddenObjects:
    """Counts what the layer order takes away, to be told after an export."""

    def __init__(self) -> None:
        self._overlapping = 0
        self._gone: list[str] = []

    def look(self, frame_index: int, placed: Sequence[Placed]) -> dict[int, Mask]:
        """What is visible, by track id, from the lowest layer up."""
        left = {one.track.id: mask for one, mask in visible_masks(placed)}
        if any(left.get(one.track.id) != one.mask for one in placed):
            self._overlapping += 1
        self._gone += [
            f"'{one.track.name}' in frame {frame_index + 1}"
            for one in placed
            if one.track.id not in left
        ]
        return left

    def warnings(self) -> tuple[str, ...]:
        texts = []
        if self._overlapping:
            texts.append(
                f"Objects overlap in {self._overlapping} frames; the upper layer has the pixels."
            )
        if self._gone:
            some, more = ", ".join(self._gone[:5]), len(self._gone) - 5
            names = f"{some} and {more} more masks" if more > 0 else some
            texts.append(f"Wholly hidden by other objects: {names}.")
        return tuple(texts)
