"""Boxes as text, prompt files, and what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.cli.prompts import Prompt, PromptError, check_prompts, parse_box, read_prompts
from annotator.core.errors import AnnotatorError
from annotator.core.frames import VideoInfo
from annotator.core.geometry import Box

VIDEO = VideoInfo(width=640, height=360, frame_count=100)


def write(path, value):
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_a_box_is_four_numbers():
    assert parse_box("446,378,260,170") == Box(446, 378, 260, 170)
    assert parse_box(" 1.5, 2 ,3e1,-4") == Box(1.5, 2, 30, -4)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1;2;3;4", "1,2,3,"])
def test_other_text_is_not_a_box(text):
    with pytest.raises(ValueError, match="X,Y,W,H"):
        parse_box(text)


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 4))
def test_a_box_survives_being_written(numbers):
    assert parse_box(",".join(map(repr, numbers))) == Box(*numbers)


def test_a_prompt_file(tmp_path):
    path = write(
        tmp_path / "prompts.json",
        [
            {"name": "狗 🐕", "category": "dog", "frame": 3, "box": [1, 2, 30, 40]},
            {"box": [5, 6, 7.5, 8]},
        ],
    )
    assert read_prompts(path) == [
        Prompt("狗 🐕", "dog", 3, Box(1, 2, 30, 40)),
        Prompt("object 2", "object", 0, Box(5, 6, 7.5, 8)),
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "no prompts"),
        ({"box": [1, 2, 3, 4]}, "list"),
        ([{"name": "dog"}], "entry 1, 'box'"),
        ([{"box": [1, 2, 3, 4]}, {"box": [1, 2, 3]}], "entry 2, 'box'"),
        ([{"box": [1, 2, 3, 4], "frame": -1}], "entry 1, 'frame'"),
        ([{"box": [1, 2, 3, 4], "label": "dog"}], "entry 1, 'label'"),
        ([{"box": [1, 2, 3, 4], "name": ""}], "entry 1, 'name'"),
    ],
)
def test_a_wrong_prompt_file_says_where(tmp_path, value, message):
    path = write(tmp_path / "prompts.json", value)
    with pytest.raises(PromptError, match=message) as caught:
        read_prompts(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_text_that_is_not_json(tmp_path):
    path = tmp_path / "prompts.json"
    path.write_bytes(b"\xff\xfe not json")
    with pytest.raises(PromptError, match="not a JSON file"):
        read_prompts(path)


def test_a_missing_prompt_file(tmp_path):
    with pytest.raises(PromptError, match="cannot be read"):
        read_prompts(tmp_path / "none.json")


BOX = Box(10, 10, 20, 20)


def prompt(box=BOX, frame=0, name="a"):
    return Prompt(name, "object", frame, box)


def test_usable_prompts_pass():
    check_prompts(
        [prompt(), prompt(name="b"), prompt(frame=99), prompt(Box(-5, -5, 9, 9), 1)], VIDEO
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (prompt(Box(10, 10, 0, 5)), "no area"),
        (prompt(Box(10, 10, 5, -1)), "no area"),
        (prompt(Box(float("nan"), 10, 5, 5)), "no area"),
        (prompt(Box(640, 10, 5, 5)), "outside"),
        (prompt(Box(-9, 10, 5, 5)), "outside"),
        (prompt(frame=100), "0 to 99"),
    ],
)
def test_unusable_prompts_are_refused(wrong, message):
    with pytest.raises(AnnotatorError, match=message):
        check_prompts([wrong], VIDEO)


def test_one_object_has_one_box_a_frame():
    with pytest.raises(PromptError, match="two boxes on frame 0"):
        check_prompts([prompt(), prompt(Box(1, 1, 5, 5))], VIDEO)
