"""The shortest session over real pictures: a box, a run, a correction, another run, the end."""

import shutil
from pathlib import Path

import cv2
import pytest

from annotator.core.mask import Mask
from annotator.core.project import Origin
from tests.acceptance.desktop import Desktop
from tests.acceptance.labeler import labeler_at, thumbnails

SEQUENCE = "dev/davis/JPEGImages/480p/rollerblade"
TRUTH = "dev/davis/Annotations/480p/rollerblade/00000.png"
CLIP = "clips/01_dog.mp4"
CORRECTED = 2


@pytest.mark.shared
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("media", "box", "truth", "place"),
    [
        (SEQUENCE, ((92, 86), (197, 384)), TRUTH, (190, 220)),
        (CLIP, ((450, 375), (702, 552)), None, (660, 400)),
    ],
    ids=["sequence", "clip"],
)
def test_real_media(
    desktop: Desktop, pictures: Path, tmp_path: Path, shared_dir: Path, media, box, truth, place
) -> None:
    source = shared_dir / "data" / media
    copy = tmp_path / source.name
    if source.is_dir():
        shutil.copytree(source, copy)
    else:
        shutil.copyfile(source, copy)
    home, log = tmp_path / "home", tmp_path / "log.txt"
    home.mkdir()
    kept = {"frames": thumbnails(source), "home": home, "pictures": pictures, "log": log}
    with labeler_at(desktop, copy, **kept) as labeler:
        desktop.key("r")
        labeler.drag(box)
        drawn = labeler.until_at(1, 0, lambda one: one.mask, "the box gives a mask")
        labeler.picture(f"{source.stem} box")
        if truth is not None:
            expected = cv2.imread(str(shared_dir / "data" / truth), cv2.IMREAD_UNCHANGED)
            expected = expected.max(axis=2) if expected.ndim == 3 else expected
            assert drawn.mask.iou(Mask.from_array(expected > 0)) > 0.6
        labeler.propagate(4)
        labeler.until(lambda p: set(p.tracks[1].observations) == set(range(5)), "four frames")
        labeler.go_to(CORRECTED)
        desktop.key("b")
        x, y = place
        labeler.drag([(x, y), (x + 60, y)])
        corrected = labeler.until_at(
            1, CORRECTED, lambda one: one.origin is Origin.MANUAL, "a correction"
        )
        assert corrected.mask.to_array()[y, x + 30]
        labeler.picture(f"{source.stem} corrected")
        labeler.propagate(5)
        project = labeler.until(lambda p: len(p.tracks[1].observations) == 8, "five frames")
        labeler.picture(f"{source.stem} propagated again")
        assert labeler.close() == 0
    found = project.tracks[1].observations
    assert found[CORRECTED] == corrected
    again = {i for i, one in found.items() if one.provenance.seed_frame == CORRECTED}
    assert again == set(range(CORRECTED + 1, 8))
    assert {i for i, one in found.items() if one.is_keyframe} == {0, CORRECTED}
    assert "Traceback" not in log.read_text()
