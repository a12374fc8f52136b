"""Each signal on a track that is calm but for one thing."""

from dataclasses import replace

import numpy as np
import pytest

from annotator.core.doubt import Evidence, MeasuredMasks, Reason
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.mask_geometry import measured
from annotator.core.project import Direction, Observation, Origin, Provenance
from annotator.core.review import WEIGHTS, largest_repair_first

ODD = 6


def square(x: int, y: int = 20, side: int = 20, *, also: tuple[int, int] | None = None) -> Mask:
    pixels = np.zeros((120, 160), np.bool_)
    pixels[y : y + side, x : x + side] = True
    if also is not None:
        pixels[also[1] : also[1] + 12, also[0] : also[0] + 12] = True
    return Mask.from_array(pixels)


def box_of(mask: Mask) -> RotatedBox:
    box = mask.box
    assert box is not None
    return RotatedBox(*box.center, box.width, box.height, 0.0)


def calm(count: int = 13) -> dict[int, Observation]:
    """A square that moves evenly, well scored; frame 0 is a keyframe."""
    track = {}
    for i in range(count):
        mask = square(20 + 3 * i)
        made = Provenance("tracker", run_id="a", seed_frame=0, direction=Direction.FORWARD)
        track[i] = Observation(
            mask, Origin.PROPAGATED, score=0.95, rotated_box=box_of(mask), provenance=made
        )
    track[0] = Observation(track[0].mask, Origin.MANUAL)
    return track


def put(track: dict[int, Observation], frame: int, mask: Mask) -> None:
    track[frame] = replace(track[frame], mask=mask, rotated_box=box_of(mask))


def seam(track: dict[int, Observation]) -> None:
    for frame in range(ODD, 13):
        made = replace(track[frame].provenance, run_id="b")
        mask = square(30 + 3 * frame, 26)
        track[frame] = replace(track[frame], mask=mask, rotated_box=None, provenance=made)


CASES = {
    Reason.LOW_SCORE: lambda t: t.update({ODD: replace(t[ODD], score=0.1)}),
    Reason.DISAGREEMENT: lambda t: t.update({ODD: replace(t[ODD], disagreement=0.6)}),
    Reason.AREA_JUMP: lambda t: put(t, ODD, square(20 + 3 * ODD - 10, 10, 40)),
    Reason.PLACE_JUMP: lambda t: put(t, ODD, square(100, 80)),
    Reason.PIECES: lambda t: put(t, ODD, square(20 + 3 * ODD, also=(100, 90))),
    Reason.BOX_MISFIT: lambda t: t.update(
        {ODD: replace(t[ODD], rotated_box=RotatedBox(60.0, 40.0, 20.0, 20.0, 0.0))}
    ),
    Reason.BORDER: lambda t: put(t, ODD, square(20 + 3 * ODD, 0)),
    Reason.SEAM: seam,
}


def test_a_calm_track_gives_no_signal():
    for reason, values in Evidence(calm()).signals().items():
        usual = 0.05 if reason is Reason.LOW_SCORE else 0.0
        assert values[1:] == pytest.approx(np.full(12, usual)), reason
    assert not any(item.reasons for item in largest_repair_first(calm()))


@pytest.mark.parametrize("reason", CASES)
def test_each_reason_is_seen_where_it_is_and_named(reason):
    track = calm()
    CASES[reason](track)
    values = Evidence(track).signals()[reason]
    assert int(np.argmax(values)) in (ODD - 1, ODD)
    assert values[ODD] >= 0.5
    assert values[2] < 0.1 > values[11]
    named = {item.frame_index: item.reasons for item in largest_repair_first(track)}
    assert reason in named[ODD]
    assert named[2] == named[11] == ()


def test_two_sides_that_differ_in_a_fifth_of_the_shape_are_named_and_hardly_at_all_not():
    track = calm()
    track[ODD] = replace(track[ODD], disagreement=0.2)
    track[ODD + 1] = replace(track[ODD + 1], disagreement=0.1)
    named = {item.frame_index: item.reasons for item in largest_repair_first(track)}
    assert named[ODD] == (Reason.DISAGREEMENT,)
    assert named[ODD + 1] == ()


@pytest.mark.parametrize("reason", [reason for reason in CASES if WEIGHTS[reason] > 0])
def test_what_speaks_against_a_frame_makes_it_more_urgent(reason):
    track = calm()
    before = {item.frame_index: item.urgency for item in largest_repair_first(track)}
    CASES[reason](track)
    after = {item.frame_index: item.urgency for item in largest_repair_first(track)}
    assert after[ODD] > before[ODD]


def corrected(track: dict[int, Observation], made: Provenance | None) -> list[int]:
    """Frames with a seam when the mask of the odd frame is a person's, and far off."""
    track[ODD] = Observation(square(100, 80), Origin.MANUAL, provenance=made)
    return np.flatnonzero(Evidence(track).signals()[Reason.SEAM]).tolist()


def test_a_corrected_mask_is_of_the_run_that_made_it():
    track = calm()
    assert corrected(track, replace(track[ODD].provenance, source="brush", edits=2)) == []


def test_runs_meet_before_the_mask_that_the_second_started_from():
    track = calm()
    edited = replace(track[ODD].provenance, source="brush", edits=1)
    for frame in range(ODD + 1, 13):
        made = replace(track[frame].provenance, run_id="b", seed_frame=ODD)
        track[frame] = replace(track[frame], provenance=made)
    assert corrected(track, edited) == [ODD - 1, ODD]
    assert corrected(track, Provenance("brush")) == [ODD - 1, ODD]


def test_a_run_that_ends_at_a_mask_drawn_from_nothing_meets_another():
    assert corrected(calm(), Provenance("brush")) == [ODD - 1, ODD, ODD + 1]
    assert corrected(calm(), None) == []


def test_gaps_empty_masks_and_single_frames_are_no_jumps():
    track = {i: one for i, one in calm().items() if i in (0, 1, 6, 12)}
    track[6] = replace(track[6], mask=Mask.empty(120, 160), rotated_box=None)
    signals = Evidence(track).signals()
    for reason in (Reason.AREA_JUMP, Reason.PLACE_JUMP, Reason.SEAM, Reason.PIECES):
        assert signals[reason].max() < 0.1
    alone = {3: Observation(square(5), Origin.PROPAGATED)}
    assert {r for r, v in Evidence(alone).signals().items() if v.any()} == {Reason.LOW_SCORE}
    assert largest_repair_first(alone)[0].reasons == (Reason.NO_SCORE,)


def test_remembered_masks_are_measured_once(monkeypatch):
    asked = []

    def counting(masks):
        asked.append(len(masks))
        return measured(masks)

    measure = MeasuredMasks()
    monkeypatch.setattr("annotator.core.doubt.measured", counting)
    track = calm()
    first = largest_repair_first(track, measure=measure)
    assert largest_repair_first(track, measure=measure) == first
    put(track, ODD, square(50, 50))
    again = largest_repair_first(track, measure=measure)
    assert again == largest_repair_first(track)
    assert asked[:3] == [13, 0, 1]
