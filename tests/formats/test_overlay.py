"""Overlay films: every frame, its time, what is drawn; the same bytes for the same project."""

from pathlib import Path

import av
import imageio.v3 as imageio
import numpy as np
import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.mask import Mask
from annotator.formats import fonts, overlay_video
from annotator.formats.overlay_drawing import draw_overlay, overlay_style
from annotator.formats.registry import FORMATS, ExportError, ExportOptions
from annotator.formats.selection import Placed, select
from tests.fakes import FakeSource
from tests.formats.projects import make_project

BARE = {"outlines": False, "labels": False, "side_by_side": False}


class Uneven(FakeSource):
    """Frames at growing distances in time."""

    def time_s(self, frame_index):
        return frame_index**2 / 25


def decoded(path):
    with av.open(str(path)) as film:
        frames = list(film.decode(video=0))
    return [frame.to_ndarray(format="rgb24") for frame in frames], [f.time for f in frames]


def placed(project, index=0):
    return select(project, ExportOptions()).masks(index)


def names_of(project):
    return [track.name for track in project.tracks.values()]


@pytest.mark.parametrize("name", ["overlay", "overlay-gif"])
@pytest.mark.parametrize("size", [(64, 40), (63, 41), (161, 97)])
def test_every_frame_is_there(tmp_path, name, size):
    project, source = make_project(frames=7, size=size), FakeSource(7, size)
    place = tmp_path / f"film{FORMATS[name].suffix}"
    report = FORMATS[name].write(project, place, source=source)
    assert (report.frames, report.masks) == (7, 14)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [place.name, "film.report.json", "film.frame_map.csv"]
    )
    pictures = (
        decoded(place)[0] if name == "overlay" else list(imageio.imiter(place, plugin="pillow"))
    )
    assert len(pictures) == 7
    if name == "overlay":
        assert pictures[0].shape == (size[1] + size[1] % 2, size[0] + size[0] % 2, 3)
    assert FORMATS[name].verify(place).problems == ()


def test_h264_in_colours_that_everything_plays(tmp_path):
    FORMATS["overlay"].write(make_project(), tmp_path / "a.mp4", source=FakeSource(6, (64, 40)))
    with av.open(str(tmp_path / "a.mp4")) as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")


@pytest.mark.parametrize("source", [FakeSource(6, (64, 40)), Uneven(6, (64, 40))])
def test_frames_keep_their_times(tmp_path, source):
    FORMATS["overlay"].write(make_project(), tmp_path / "a.mp4", source=source)
    _, times = decoded(tmp_path / "a.mp4")
    np.testing.assert_allclose(times, [source.time_s(i) for i in range(6)], atol=1e-4)


def test_the_same_project_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for kind, suffix in (("overlay", "mp4"), ("overlay-gif", "gif")):
            source = FakeSource(6, (64, 40))
            FORMATS[kind].write(make_project(), tmp_path / name / f"a.{suffix}", source=source)
    for suffix in ("mp4", "gif"):
        one, two = (tmp_path / name / f"a.{suffix}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_side_by_side_is_twice_as_wide(tmp_path):
    options = ExportOptions(side_by_side=True)
    source = FakeSource(6, (64, 40))
    FORMATS["overlay"].write(make_project(), tmp_path / "a.mp4", options, source=source)
    picture = decoded(tmp_path / "a.mp4")[0][2]
    assert picture.shape == (40, 128, 3)
    assert np.abs(picture[:, :64].astype(int) - source.read(2)).mean() < 8
    assert np.abs(picture[:, 64:].astype(int) - source.read(2)).max() > 60


def test_what_does_not_come_back_as_drawn_is_refused(tmp_path, monkeypatch):
    def other(_image, _placed, _style):
        return np.full((40, 64, 3), next(values), np.uint8)

    values = iter(range(0, 250, 30))
    monkeypatch.setattr(overlay_video, "draw_overlay", other)
    monkeypatch.setattr(overlay_video, "pixel_hash", lambda image: "ff" * 256)
    source = FakeSource(6, (64, 40))
    FORMATS["overlay"].write(make_project(), tmp_path / "a.mp4", source=source)
    monkeypatch.undo()
    values = iter(range(0, 250, 30))
    monkeypatch.setattr(overlay_video, "draw_overlay", other)
    monkeypatch.setattr(overlay_video, "_decoded", lambda *_: [np.zeros((40, 64, 3), np.uint8)] * 6)
    with pytest.raises(ExportError, match="frame 2 does not look as it was drawn"):
        FORMATS["overlay"].write(make_project(), tmp_path / "b.mp4", source=source)
    assert not (tmp_path / "b.mp4").exists()


def test_without_the_video_there_is_nothing_to_draw_on(tmp_path):
    with pytest.raises(ExportError, match="without the video; relink"):
        FORMATS["overlay"].write(make_project(), tmp_path / "a.mp4")
    with pytest.raises(AnnotatorError, match="cannot be imported"):
        FORMATS["overlay"].read(tmp_path)
    long = make_project(frames=601, tracks=1)
    with pytest.raises(ExportError, match="at most 600"):
        FORMATS["overlay-gif"].write(long, tmp_path / "a.gif", source=FakeSource(601, (64, 40)))
    (tmp_path / "a.mp4").write_text("no film")
    assert len(FORMATS["overlay"].verify(tmp_path / "a.mp4").problems) == 1


# What is drawn


def test_only_the_mask_is_tinted():
    project = make_project(frames=1, tracks=1)
    image = FakeSource(1, (64, 40)).read(0)
    mask = project.tracks[1].observations[0].mask.to_array()
    drawn = draw_overlay(image, placed(project), overlay_style(40, (), **BARE))
    np.testing.assert_array_equal(drawn[~mask], image[~mask])
    color = np.array(project.tracks[1].color)
    np.testing.assert_allclose(drawn[mask], image[mask] * 0.55 + color * 0.45, atol=0.51)


def test_the_outline_is_the_colour_itself_and_not_along_the_border():
    project = make_project(frames=1, tracks=1)
    track = project.tracks[1]
    pixels = np.zeros((40, 64), bool)
    pixels[:20, 10:30] = True
    image = FakeSource(1, (64, 40)).read(0)
    style = overlay_style(40, (), outlines=True, labels=False, side_by_side=False)
    observation = track.observations[0]
    drawn = draw_overlay(image, [Placed(track, observation, Mask.from_array(pixels))], style)
    is_line = (drawn == track.color).all(axis=2)
    assert is_line[19, 10:30].all()
    assert is_line[:20, [10, 29]].all()
    assert not is_line[:19, 11:29].any()
    assert not is_line[~pixels].any()


def test_names_are_drawn_inside_the_picture():
    project = make_project(frames=1, tracks=2)
    project.tracks[1].name = "犬 " * 60
    image = np.zeros((40, 64, 3), np.uint8)
    style = overlay_style(40, names_of(project), outlines=False, labels=True, side_by_side=False)
    plain = draw_overlay(image, placed(project), overlay_style(40, (), **BARE))
    named = draw_overlay(image, placed(project), style)
    assert named.shape == image.shape
    assert (named != plain).any()


# Letters


def test_latin_names_need_no_font_of_the_system(monkeypatch):
    monkeypatch.setattr(fonts, "_candidates", lambda letters: pytest.fail("asked for a font"))
    (lettering,) = fonts.letterings(["Dog 2 (left)"], 20).values()
    assert (lettering.text, lettering.missing, lettering.is_of_system) == (
        "Dog 2 (left)",
        "",
        False,
    )


def test_letters_that_no_font_has_are_shown_as_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_candidates", lambda letters: ["/no/such/font.ttf", str(tmp_path)])
    (lettering,) = fonts.letterings(["犬 dog"], 20).values()
    assert (lettering.text, lettering.missing) == ("? dog", "犬")
    project = make_project(frames=3, tracks=1)
    project.tracks[1].name = "犬 dog"
    source = FakeSource(3, (64, 40))
    report = FORMATS["overlay"].write(project, tmp_path / "a.mp4", source=source)
    assert report.warnings[-1].startswith("No font here can draw all of '犬 dog'; question marks")


def test_a_font_of_the_system_is_taken_and_told(tmp_path):
    path = fonts._matched("犬")
    (lettering,) = fonts.letterings(["犬"], 20).values()
    if not path or lettering.missing:
        pytest.skip("no font here has Chinese letters")
    assert Path(path).is_file()
    assert (lettering.text, lettering.is_of_system) == ("犬", True)
    assert fonts._drawn(lettering.font, "犬") != fonts._drawn(lettering.font, "猫")
    project = make_project(frames=3, tracks=1)
    project.tracks[1].name = "犬"
    source = FakeSource(3, (64, 40))
    report = FORMATS["overlay"].write(project, tmp_path / "a.mp4", source=source)
    assert report.warnings == ("'犬' is drawn in a font of this system; others may differ.",)


def test_without_fontconfig_the_usual_fonts_are_tried(monkeypatch):
    fonts._matched.cache_clear()
    monkeypatch.setattr(fonts.shutil, "which", lambda _name: None)
    assert list(fonts._candidates("犬")) == list(fonts._LARGE_FONTS)
    fonts._matched.cache_clear()
