"""A labeler's session in a real window: more than thirty gestures with mouse and keys.

After each gesture the saved project is what the gesture says, and after closing and opening again
it still is. ``ANNOTATOR_SCREENSHOTS=folder`` keeps a picture of every state.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from annotator.core.mask import Mask
from annotator.core.project import Direction, Observation, Origin, Project, Visibility
from tests.acceptance.desktop import Desktop, wait_until
from tests.acceptance.labeler import REPOSITORY, Labeler, labeler_at, thumbnails

CLIP = REPOSITORY / "resources" / "demo.mp4"
FISH = (61, 165), (215, 250)
OTHER_FISH = (525, 72), (638, 140)
WATER = 340, 60
"""A place without fish on the frames that are painted on."""
LAST = 14
"""The last frame (0-based) of the range that is propagated."""
CORRECTED = 6
FLAGGED = 2, 4
REASON = "behind the reef"


def has_pixel(mask: Mask | None, point: tuple[float, float]) -> bool:
    """Whether a mask covers a point of the picture."""
    return mask is not None and bool(mask.to_array()[int(point[1]), int(point[0])])


def frames_where(project: Project, track_id: int, holds) -> set[int]:
    """The frames of an object whose observation is so."""
    found = project.tracks[track_id].observations
    return {index for index, one in found.items() if holds(one)}


def is_propagated(one: Observation, seed_frame: int) -> bool:
    """Made by the network, and tells from where."""
    told = one.provenance
    return (
        one.origin is Origin.PROPAGATED
        and one.mask is not None
        and one.score is not None
        and told is not None
        and told.source == "siammask"
        and bool(told.checkpoint_hash)
        and bool(told.run_id)
        and told.seed_frame == seed_frame
        and told.direction is Direction.FORWARD
    )


@pytest.mark.timeout(600)  # about a minute, were the machine this test's own
def test_a_session(desktop: Desktop, pictures: Path, tmp_path: Path) -> None:
    """One clip, from the first box to the exported file, and once more opened."""
    clip = tmp_path / "clip.mp4"
    shutil.copyfile(CLIP, clip)
    home, log = tmp_path / "home", tmp_path / "log.txt"
    home.mkdir()
    kept = {"frames": thumbnails(CLIP), "home": home, "pictures": pictures, "log": log}
    with labeler_at(desktop, clip, **kept) as labeler:
        labeler.picture("opened")
        draw_and_propagate(labeler)
        corrected = paint(labeler)
        rerun(labeler, corrected)
        tell_states(labeler)
        work_on_a_second_object(labeler)
        change_objects(labeler)
        look_around(labeler)
        export(labeler, tmp_path / "out" / "clip.json")
        labeler.go_to(CORRECTED)
        before = labeler.project()
        assert labeler.close() == 0
    assert not clip.with_suffix(".annot-wal").exists()
    project = clip.with_suffix(".annot")
    with labeler_at(desktop, project, **kept, frame=CORRECTED) as labeler:  # where it was closed
        labeler.picture("opened again")
        assert labeler.project() == before
        labeler.desktop.key("ctrl+q")
        assert labeler.process.wait(timeout=60) == 0
    check_whole(before, corrected)
    assert "Traceback" not in log.read_text()


def draw_and_propagate(labeler: Labeler) -> None:
    """One box, a run that is stopped, undone and redone, and a run within a range."""
    desktop = labeler.desktop
    desktop.key("r")
    labeler.picture("box tool")
    labeler.drag(FISH)
    seed = labeler.until_at(1, 0, lambda one: one.mask, "the box gives a mask")
    assert seed.origin is Origin.MANUAL
    assert has_pixel(seed.mask, (138, 207))
    assert 100 < seed.mask.box.width < 190
    assert 50 < seed.mask.box.height < 130
    labeler.picture("box drawn")

    desktop.key("t")
    labeler.until(lambda p: len(p.tracks[1].observations) > 4, "masks arrive")
    labeler.picture_now("a run under way")
    desktop.key("Escape")
    labeler.picture("run stopped")
    stopped = labeler.project()
    count = len(stopped.tracks[1].observations)
    assert set(stopped.tracks[1].observations) == set(range(count))
    assert 4 < count < stopped.video.frame_count
    assert frames_where(stopped, 1, lambda one: is_propagated(one, 0)) == set(range(1, count))

    desktop.key("ctrl+z")
    labeler.until(lambda p: set(p.tracks[1].observations) == {0}, "one undo takes the run back")
    labeler.picture("run undone")
    desktop.key("ctrl+shift+z")
    labeler.until(lambda p: p == stopped, "redo brings exactly the same masks")
    desktop.key("ctrl+z")
    labeler.until(lambda p: set(p.tracks[1].observations) == {0}, "undone again")

    desktop.key("Home", "i")
    labeler.go_to(LAST)
    desktop.key("o")
    labeler.picture("range marked")
    desktop.key("Home")
    labeler.until_frame(0)
    desktop.key("ctrl+t")
    labeler.until(
        lambda p: set(p.tracks[1].observations) == set(range(LAST + 1)), "the range is filled"
    )
    labeler.picture("range propagated")
    desktop.key("x")


def paint(labeler: Labeler) -> Mask:
    """Every tool on one frame, which the timeline is clicked for; the mask that is left."""
    desktop, x, y = labeler.desktop, *WATER
    timeline = labeler.timeline()
    desktop.drag([timeline.ruler(0), timeline.ruler(12)])
    labeler.until_frame(12)
    labeler.picture("scrubbed")
    desktop.click(timeline.lane(0, CORRECTED))
    labeler.until_frame(CORRECTED)
    labeler.picture("timeline clicked")
    before = labeler.at(1, CORRECTED).mask

    def mask_where(what: str, holds) -> Mask:
        one = labeler.until_at(
            1, CORRECTED, lambda one: one.origin is Origin.MANUAL and holds(one.mask), what
        )
        labeler.picture(what)
        return one.mask

    desktop.key("b")
    labeler.drag([(x - 40, y), (x + 40, y)])
    painted = mask_where("brush", lambda mask: has_pixel(mask, WATER))
    assert before.difference(painted).is_empty
    desktop.key("e")
    labeler.drag([(x, y - 25), (x, y + 25)])
    erased = mask_where("eraser", lambda mask: not has_pixel(mask, WATER))
    assert has_pixel(erased, (x - 35, y))
    assert has_pixel(erased, (x + 35, y))
    desktop.key("ctrl+z")
    mask_where("undo the eraser", lambda mask: mask == painted)
    desktop.key("ctrl+y")
    mask_where("redo the eraser", lambda mask: mask == erased)
    desktop.key("ctrl+shift+i")
    fish = mask_where("drop islands", lambda mask: not has_pixel(mask, (x - 35, y)))
    assert not has_pixel(fish, (x + 35, y))

    desktop.key("p")
    for point in ((x - 30, y - 25), (x + 30, y - 25), (x + 30, y + 25), (x - 30, y + 25)):
        labeler.click(point)
    labeler.picture("polygon under way")
    desktop.key("Return")
    polygon = mask_where("polygon", lambda mask: has_pixel(mask, WATER))
    assert polygon.area - fish.area == pytest.approx(60 * 50, rel=0.04)
    desktop.key("s")
    loop = [(x - 12, y - 10), (x + 12, y - 10), (x + 12, y + 10), (x - 12, y + 10)]
    labeler.drag([*loop, (x - 12, y - 8)], held="shift")
    holed = mask_where("lasso that takes away", lambda mask: not has_pixel(mask, WATER))
    assert polygon.area - holed.area == pytest.approx(24 * 20, rel=0.15)
    desktop.key("ctrl+shift+f")
    filled = mask_where("fill holes", lambda mask: has_pixel(mask, WATER))
    assert holed.difference(filled).is_empty
    desktop.key("ctrl+shift+i")
    mask_where("islands dropped again", lambda mask: not has_pixel(mask, WATER))
    return shape(labeler, mask_where)


def shape(labeler: Labeler, mask_where) -> Mask:
    """What is done to a whole mask."""
    desktop = labeler.desktop
    start = labeler.at(1, CORRECTED).mask
    desktop.key("alt+Up", "alt+Up", "alt+Up")
    grown = mask_where("grow", lambda mask: mask.area > start.area)
    assert start.difference(grown).is_empty
    grown = mask_where("grow", lambda mask: mask.box.width == start.box.width + 6)
    desktop.key("shift+e")
    snapped = mask_where("snap to edges", lambda mask: mask != grown)
    assert snapped.area < grown.area
    desktop.key("alt+shift+Right", "alt+shift+Down")
    nudged = mask_where(
        "nudge", lambda mask: (mask.box.x, mask.box.y) == (snapped.box.x + 1, snapped.box.y + 1)
    )
    desktop.key("v")
    rows, columns = np.nonzero(nudged.to_array())
    middle = float(np.median(columns)), float(np.median(rows))
    assert has_pixel(nudged, middle)
    labeler.drag([middle, (middle[0] + 40, middle[1] - 20)])
    moved = mask_where("move by dragging", lambda mask: mask.box.x > nudged.box.x + 30)
    # The mouse stands on whole pixels of the screen, which are larger than those of the picture.
    assert (moved.box.x - nudged.box.x, moved.box.y - nudged.box.y) == pytest.approx(
        (40, -20), abs=1
    )
    desktop.key("ctrl+z")
    back = mask_where("move undone", lambda mask: mask == nudged)
    desktop.key("ctrl+c", "Right")
    labeler.until_frame(CORRECTED + 1)
    following = labeler.at(1, CORRECTED + 1)
    desktop.key("ctrl+v")
    labeler.until_at(1, CORRECTED + 1, lambda one: one.mask == nudged, "paste on the next frame")
    labeler.picture("pasted on the next frame")
    desktop.key("ctrl+z")
    labeler.until_at(1, CORRECTED + 1, lambda one: one == following, "paste undone")
    desktop.key("ctrl+shift+b")
    labeler.until_at(1, CORRECTED + 1, lambda one: one.mask == nudged, "from the frame before")
    desktop.key("ctrl+z")
    labeler.until_at(1, CORRECTED + 1, lambda one: one == following, "copy undone")
    desktop.key("Left")
    labeler.until_frame(CORRECTED)
    return back


def rerun(labeler: Labeler, corrected: Mask) -> None:
    """Three frames on from the corrected one, which stays to the bit."""
    before = labeler.project().tracks[1].observations
    labeler.propagate(3)
    again = set(range(CORRECTED + 1, CORRECTED + 4))
    project = labeler.until(
        lambda p: again <= frames_where(p, 1, lambda one: is_propagated(one, CORRECTED)),
        "the frames behind the correction are made again",
    )
    labeler.picture("propagated again")
    after = project.tracks[1].observations
    assert after[CORRECTED].mask == corrected
    assert {i: one for i, one in after.items() if i not in again} == {
        i: one for i, one in before.items() if i not in again
    }


def tell_states(labeler: Labeler) -> None:
    """Occluded, locked, out of view with a reason on a range, flagged, reviewed."""
    desktop = labeler.desktop
    labeler.go_to(8)
    desktop.key("q")
    labeler.until_at(1, 8, lambda one: one.visibility is Visibility.OCCLUDED, "occluded")
    labeler.picture("occluded")
    before = labeler.at(1, 9)
    labeler.go_to(9)
    desktop.key("shift+u")
    desktop.wait_for_window("State of")
    desktop.key("alt+i", "End", "Up", "alt+r")
    desktop.type(REASON)
    desktop.key("Return")
    hidden = labeler.until_at(1, 9, lambda one: one.is_hidden, "hidden")
    assert (hidden.reason, hidden.mask) == (REASON, None)
    labeler.picture("hidden")
    desktop.key("ctrl+z")
    labeler.until_at(1, 9, lambda one: one == before, "seen again")
    labeler.go_to(5)
    desktop.key("shift+l")
    locked = labeler.until_at(1, 5, lambda one: one.locked, "locked")
    desktop.key("b")
    labeler.drag([WATER, (WATER[0] + 30, WATER[1])])
    labeler.picture("a locked frame is not painted on")
    assert labeler.at(1, 5) == locked

    labeler.go_to(11)
    desktop.key("i")
    labeler.go_to(13)
    desktop.key("o", "shift+u")
    desktop.wait_for_window("State of")
    desktop.key("alt+i", "End", "alt+r", "ctrl+a")
    desktop.type(REASON)
    labeler.picture("state dialog")
    desktop.key("Return")
    absent = {11, 12, 13}
    labeler.until(lambda p: frames_where(p, 1, lambda one: one.is_absent) == absent, "out of view")
    labeler.picture("out of view on a range")
    desktop.key("ctrl+shift+m")
    labeler.until(
        lambda p: frames_where(p, 1, lambda one: one.flagged) == absent, "the range is flagged"
    )
    desktop.key("x")
    for frame in FLAGGED:
        labeler.go_to(frame)
        desktop.key("m")
        labeler.until_at(1, frame, lambda one: one.flagged, "flagged")
    labeler.picture("flagged")

    first, second = FLAGGED  # what a person flagged comes before all doubts of the program
    labeler.go_to(0)
    labeler.picture("back at the beginning")
    desktop.key("period")
    labeler.until_frame(first)
    labeler.picture("first of the review queue")
    desktop.key("y")
    labeler.until(lambda p: frames_where(p, 1, lambda one: one.reviewed) == {first}, "accepted")
    labeler.until_frame(second)
    labeler.picture("accepted, and at the next")
    desktop.key("period", "comma", "y")
    labeler.until(
        lambda p: frames_where(p, 1, lambda one: one.reviewed) == set(FLAGGED), "both accepted"
    )
    labeler.picture("back, and accepted")


def work_on_a_second_object(labeler: Labeler) -> None:
    """Another box, its name, a run, protection and the order of layers."""
    desktop = labeler.desktop
    desktop.key("Home", "v", "n")
    labeler.until_frame(0)
    labeler.drag(OTHER_FISH)
    second = labeler.until_at(2, 0, lambda one: one.mask, "a second object")
    assert second.provenance.source == "box"
    labeler.picture("second object")
    labeler.drag(((515, 60), (638, 152)), held="shift")
    again = labeler.until(lambda p: p.tracks[2].observations[0] != second, "the box again")
    assert set(again.tracks) == {1, 2}
    assert again.tracks[2].observations[0].mask.iou(second.mask) > 0.5
    labeler.picture("second object drawn again")
    desktop.key("ctrl+z")
    labeler.until_at(2, 0, lambda one: one == second, "as it was drawn first")
    desktop.click(labeler.name_in_list(2))
    desktop.key("F2", "ctrl+a")
    desktop.type("Orange fish")
    labeler.picture("naming")
    desktop.key("Return")
    labeler.until(lambda p: p.tracks[2].name == "Orange fish", "renamed")
    desktop.key("v")
    labeler.click((320, 20))
    labeler.propagate(6)
    labeler.until(lambda p: set(p.tracks[2].observations) == set(range(7)), "six frames")
    labeler.picture("second object propagated")
    propagate_backward(labeler)

    labeler.go_to(0)
    desktop.key("1", "shift+p", "b")
    before = labeler.at(1, 0)
    theirs = labeler.at(2, 0).mask
    inside, outside = (585, 106), (585, 20)
    assert has_pixel(theirs, inside)
    labeler.drag([outside, inside])
    one = labeler.until_at(1, 0, lambda one: has_pixel(one.mask, outside), "painted")
    assert one.mask.difference(theirs) == one.mask
    labeler.picture("others are protected")
    desktop.key("ctrl+z")
    labeler.until_at(1, 0, lambda one: one == before, "the stroke is undone")
    desktop.key("shift+p", "ctrl+Page_Up")
    labeler.until(lambda p: list(p.tracks) == [2, 1], "brought to the front")
    labeler.picture("brought to the front")


def propagate_backward(labeler: Labeler) -> None:
    """From a corrected frame to the first one, which stays; then undone."""
    desktop, before = labeler.desktop, labeler.track(2)
    desktop.key("alt+Up", "alt+Up")
    grown = labeler.until_at(2, 6, lambda one: one.origin is Origin.MANUAL, "a keyframe at the end")
    desktop.key("shift+t")

    def is_of_this_run(one: Observation) -> bool:
        told = one.provenance
        return told is not None and (told.seed_frame, told.direction) == (6, Direction.BACKWARD)

    after = labeler.until(
        lambda p: set(range(1, 6)) <= frames_where(p, 2, is_of_this_run), "propagated backward"
    ).tracks[2]
    labeler.picture("propagated backward")
    assert after.observations[0] == before.observations[0]
    assert labeler.at(2, 6).mask.area >= grown.mask.area
    desktop.key("ctrl+z", "ctrl+z", "ctrl+z")
    labeler.until(lambda p: p.tracks[2] == before, "backward run undone")


def change_objects(labeler: Labeler) -> None:
    """Duplicate, split, merge, delete; merge between keyframes."""
    desktop = labeler.desktop
    desktop.key("1", "ctrl+d")  # keys follow the layers: the lowest is the second object now
    labeler.until(
        lambda p: 3 in p.tracks and p.tracks[3].observations == p.tracks[2].observations,
        "a duplicate",
    )
    labeler.picture("duplicated")
    labeler.go_to(4)
    desktop.key("ctrl+k")
    labeler.until(lambda p: 4 in p.tracks and set(p.tracks[4].observations) == {4, 5, 6}, "split")
    assert set(labeler.track(3).observations) == {0, 1, 2, 3}
    labeler.picture("split")
    desktop.key("ctrl+j")
    desktop.wait_for_window("Merge")
    labeler.picture("merge dialog")
    desktop.key("Return")
    labeler.until(
        lambda p: 3 not in p.tracks and set(p.tracks[4].observations) == set(range(7)), "merged"
    )
    labeler.picture("merged")
    labeler.go_to(2)
    desktop.key("i")
    labeler.go_to(3)
    desktop.key("o", "ctrl+Delete")
    labeler.until(lambda p: set(p.tracks[4].observations) == {0, 1, 4, 5, 6}, "range deleted")
    labeler.picture("range deleted")
    desktop.key("x")
    labeler.go_to(6)
    desktop.key("shift+Delete")
    labeler.until(lambda p: set(p.tracks[4].observations) == {0, 1, 4, 5}, "rest deleted")
    labeler.go_to(5)
    desktop.key("Delete")
    labeler.until(lambda p: set(p.tracks[4].observations) == {0, 1, 4}, "one mask deleted")
    desktop.key("ctrl+shift+Delete")
    labeler.until(lambda p: 4 not in p.tracks, "object deleted")
    labeler.picture("object deleted")
    desktop.key("ctrl+z")
    labeler.until(lambda p: 4 in p.tracks, "brought back")
    desktop.key("ctrl+shift+z")
    labeler.until(lambda p: 4 not in p.tracks, "and deleted again")

    desktop.key("1")
    labeler.go_to(5)
    desktop.key("alt+Up")
    labeler.until_at(2, 5, lambda one: one.origin is Origin.MANUAL, "a second keyframe")
    labeler.go_to(3)
    desktop.key("ctrl+shift+t")
    labeler.until(
        lambda p: frames_where(p, 2, lambda one: one.origin is Origin.MERGED) == {1, 2, 3, 4},
        "merged from both sides",
    )
    labeler.picture("merged from both sides")


def look_around(labeler: Labeler) -> None:
    """Nothing of this changes the project."""
    desktop, before = labeler.desktop, labeler.project()
    timeline, canvas = labeler.timeline(), labeler.canvas()
    desktop.wheel(canvas.at(138, 207), 4)
    labeler.picture("zoomed at the fish")
    desktop.key("ctrl+1")
    labeler.picture("actual pixels")
    desktop.key("ctrl+0")
    assert labeler.find_canvas() == canvas
    desktop.key("v")
    desktop.click(canvas.at(320, 20))
    desktop.hold("Tab", is_down=True)
    labeler.picture("the picture alone")
    desktop.hold("Tab", is_down=False)
    desktop.key("h")
    labeler.picture("masks hidden")
    desktop.key("h")
    desktop.wheel(timeline.lane(0, 8), 6, held="ctrl")
    labeler.picture("timeline zoomed")
    desktop.wheel(timeline.lane(0, 8), -12, held="ctrl")
    desktop.click(timeline.ruler(2))
    desktop.key("slash")
    labeler.picture("filmstrip")
    desktop.key("slash")
    desktop.key("ctrl+shift+p")
    desktop.settle()
    desktop.type("last frame")
    labeler.picture("command palette")
    desktop.key("Return")
    labeler.picture("last frame")
    desktop.key("question")
    desktop.wait_for_window("Keyboard")
    labeler.picture("shortcuts")
    desktop.key("Escape")
    desktop.wait_for_window("clip.mp4")
    assert labeler.project() == before


def export(labeler: Labeler, path: Path) -> None:
    """COCO through the dialog, read back here without the program."""
    desktop = labeler.desktop
    desktop.key("ctrl+e")
    desktop.wait_for_window("Export")
    labeler.picture("export dialog")
    desktop.key("Tab")
    desktop.key("ctrl+a")
    desktop.type(str(path))
    labeler.picture("where to export to")
    desktop.key("Return")
    wait_until(path.is_file, "the exported file")
    labeler.picture("exported")
    desktop.key("Escape")
    desktop.wait_for_window("clip.mp4")
    project = labeler.project()
    masks = sum(
        one.mask is not None for track in project.tracks.values()
        for one in track.observations.values()
    )  # fmt: skip
    found = json.loads(path.read_text(encoding="utf-8"))
    assert len(found["annotations"]) == masks


def check_whole(project: Project, corrected: Mask) -> None:
    """Exactly what the gestures say, and nothing else."""
    assert list(project.tracks) == [2, 1]
    assert project.tracks[2].name == "Orange fish"
    first, second = project.tracks[1].observations, project.tracks[2].observations
    assert set(first) == set(range(LAST + 1))
    assert set(second) == set(range(7))
    absent = {11, 12, 13}
    assert {i for i, one in first.items() if one.is_absent} == absent
    assert {first[i].reason for i in absent} == {REASON}
    assert {i for i, one in first.items() if one.mask is None} == absent
    assert {i for i, one in first.items() if one.is_keyframe} == absent | {0, CORRECTED}
    assert first[CORRECTED].mask == corrected
    assert {i for i, one in first.items() if one.visibility is Visibility.OCCLUDED} == {8}
    assert {i for i, one in first.items() if one.locked} == {5}
    assert {i for i, one in first.items() if one.flagged} == absent | set(FLAGGED)
    assert {i for i, one in first.items() if one.reviewed} == set(FLAGGED)
    again = set(range(CORRECTED + 1, CORRECTED + 4))
    assert {i for i, one in first.items() if is_propagated(one, CORRECTED)} == again
    assert {i for i, one in first.items() if is_propagated(one, 0)} == (
        set(first) - absent - again - {0, CORRECTED}
    )
    origins = {i: one.origin for i, one in second.items()}
    assert {i for i, origin in origins.items() if origin is Origin.MANUAL} == {0, 5}
    assert {i for i, origin in origins.items() if origin is Origin.MERGED} == {1, 2, 3, 4}
    assert {i for i, origin in origins.items() if origin is Origin.PROPAGATED} == {6}
    assert not any(one.reviewed or one.locked or one.flagged for one in second.values())
