"""Frames of a preview that are alike make one range."""

from annotator.core.project import Observation, Origin
from annotator.session.previewed import Change, Found, PreviewedFrame
from tests.fakes import square_mask

BOX = (10, 20, 12, 12)


def found_of(*seen):
    """Frames as they come: index, what is there now, IoU."""
    found = Found()
    for index, before, iou in seen:
        after = Observation(square_mask(BOX), Origin.PROPAGATED)
        found.add(PreviewedFrame(index, before, after, iou, added=2, removed=1))
    return found


TRACKED = Observation(square_mask(BOX), Origin.PROPAGATED)
REVIEWED = Observation(square_mask(BOX), Origin.PROPAGATED, reviewed=True)


def test_frames_that_are_alike_make_a_range():
    ranges = found_of(
        (1, REVIEWED, 0.99),
        (2, REVIEWED, 0.95),
        (3, REVIEWED, 0.91),
        (4, TRACKED, 0.91),
        (5, TRACKED, 0.2),
        (7, TRACKED, 0.3),  # 6 is absent
        (8, None, 0.0),
    ).ranges
    assert [(one.first, one.last, one.change, one.is_reviewed) for one in ranges] == [
        (1, 1, Change.NONE, True),
        (2, 3, Change.SMALL, True),
        (4, 4, Change.SMALL, False),
        (5, 5, Change.LARGE, False),
        (7, 7, Change.LARGE, False),
        (8, 8, Change.NEW, False),
    ]
    middle = ranges[1]
    assert (middle.worst, middle.worst_iou, middle.added, middle.removed) == (3, 0.91, 4, 2)


def test_a_range_keeps_its_name_while_it_grows_backwards():
    found = found_of((7, TRACKED, 0.5), (6, TRACKED, 0.4), (5, TRACKED, 0.6), (9, TRACKED, 0.5))
    first, second = found.ranges
    assert (first.begun_at, first.first, first.last, first.worst) == (7, 5, 7, 6)
    assert (second.begun_at, second.first) == (9, 9)
    found.drop([6])
    assert [(one.first, one.last) for one in found.ranges] == [(7, 7), (5, 5), (9, 9)]
