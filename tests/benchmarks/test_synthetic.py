"""The media and masks that are measured are what they claim to be."""

import numpy as np
import pytest

from annotator.benchmarks import synthetic
from annotator.media.open_media import open_media

SIZE = (64, 48)


def test_a_long_video_is_one_group_again_and_again(tmp_path):
    clip = synthetic.write_video(tmp_path / "clip.mp4", 36, SIZE, gop=12)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    source = open_media(clip)
    try:
        assert source.info.frame_count == 36
        assert source.info.fps == pytest.approx(25)
        assert source.notices == []
        first = [source.read(index) for index in range(12)]
        for index in (12, 17, 35, 24, 5):
            np.testing.assert_array_equal(source.read(index), first[index % 12])
        assert len({image.tobytes() for image in first}) == 12
        assert source.time_s(35) == pytest.approx(35 / 25)
        assert source.read_nearest_keyframe(29)[0] == 24
    finally:
        source.close()


def test_a_broken_group_is_refused(tmp_path):
    with pytest.raises(ValueError, match="whole groups"):
        synthetic.write_video(tmp_path / "clip.mp4", 30, SIZE, gop=12)


def test_wanderers_stay_in_the_picture_and_change():
    (thing,) = synthetic.wanderers((160, 120), 1, 50)
    seen = set()
    for frame in range(0, 3000, 37):
        mask = thing.mask(frame)
        assert (mask.width, mask.height) == (160, 120)
        box = mask.box
        assert box is not None
        assert box.x >= 0
        assert box.y + box.height <= 120
        assert 20 <= box.width <= 50
        seen.add(mask)
    assert len(seen) > 70
    assert thing.mask(12) == synthetic.wanderers((160, 120), 1, 50)[0].mask(12)


def test_a_wanderers_mask_is_the_same_as_from_pixels():
    (thing,) = synthetic.wanderers((90, 70), 1, 40)
    for frame in range(30):
        mask = thing.mask(frame)
        assert type(mask).from_array(mask.to_array()) == mask


def test_the_project_obeys_its_rules():
    video = synthetic.VideoInfo(90, 70, 20)
    project = synthetic.empty_project(video, 3)
    for track, thing in zip(
        project.tracks.values(), synthetic.wanderers((90, 70), 3, 40), strict=True
    ):
        run = synthetic.run_of(track.id)
        for frame in range(20):
            track.observations[frame] = thing.observation(frame, run)
    project.check()
