"""What was written is recognised, and what is no label file is left alone."""

import cv2
import numpy as np
import pytest

from annotator.formats.guessing import guessed_format
from annotator.formats.registry import FORMATS
from tests.fakes import FakeSource
from tests.formats.projects import rich_project
from tests.formats.test_matrix import IMPORTED, destination

SAME_READER = {"davis2016": "davis"}
UNRECOGNISED = ("png-masks", "png-index")
"""Folders of pictures like others: a palette or nothing tells them from a video."""


@pytest.mark.parametrize("name", [one for one in IMPORTED if one not in UNRECOGNISED])
def test_what_is_exported_is_recognised(tmp_path, name):
    project = rich_project()
    path = destination(tmp_path, name)
    video = project.video
    source = FakeSource(video.frame_count, (video.width, video.height))
    FORMATS[name].write(project, path, source=source)
    guess = guessed_format(path)
    assert guess == SAME_READER.get(name, name)
    assert FORMATS[guess].reader is not None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("film.mp4", b"\0\0\0 ftyp"),
        ("notes.txt", b"one line of words"),
        ("notes.xml", b"<html/>"),
        ("settings.json", b"{}"),
        ("empty.txt", b""),
        ("empty.json", b""),
    ],
)
def test_another_file_is_not_taken_for_labels(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert guessed_format(path) is None
    assert guessed_format(tmp_path) is None
    assert guessed_format(tmp_path / "nothing") is None


def test_photographs_are_no_labels_and_a_palette_is(tmp_path):
    for suffix in ("png", "jpg"):
        cv2.imwrite(str(tmp_path / f"0.{suffix}"), np.zeros((4, 5, 3), np.uint8))
    assert guessed_format(tmp_path) is None
    grey = tmp_path / "grey"
    grey.mkdir()
    cv2.imwrite(str(grey / "0.png"), np.zeros((4, 5), np.uint16))
    assert guessed_format(grey) == "mots"
