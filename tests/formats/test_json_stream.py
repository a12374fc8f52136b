"""The piecewise reader gives what `json` gives, and refuses what `json` would swallow."""

import json
import random

import pytest

from annotator.formats import json_stream
from annotator.formats.json_stream import JsonPieces, read_small_json
from annotator.formats.reading import ReadError


def write(folder, text):
    path = folder / "a.json"
    path.write_text(text, "utf-8")
    return path


def step_through(path):
    """The whole file, in steps."""
    with JsonPieces(path) as pieces:
        value = stepped(pieces)
        pieces.finish()
    return value


def stepped(pieces):
    """Read everything by stepping, as deep as it goes."""
    kind = pieces.peek()
    if kind == "{":
        return {key: stepped(pieces) for key in pieces.keys()}  # noqa: SIM118
    if kind == "[":
        return [stepped(pieces) for _ in pieces.elements()]
    return pieces.value()


VALUES = [
    {},
    [],
    {"a": []},
    [[], {}, [{}]],
    12345,
    -1.5e10,
    "text",
    None,
    {"a": [1, 2, {"b": 'ü€😀 \\ " \n'}], "c": None, "d": True, "e": [[1.25], "x"] * 50},
]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_it_reads_what_json_writes(tmp_path, monkeypatch, value, indent, chunk):
    monkeypatch.setattr(json_stream, "_CHUNK", chunk)
    path = write(tmp_path, json.dumps(value, indent=indent))
    assert step_through(path) == value
    assert read_small_json(path) == value
    with JsonPieces(path) as pieces:
        pieces.skip()
        pieces.finish()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1",
        '{"a"',
        '{"a":',
        '{"a": 1',
        "[1 2]",
        "[1,]",
        '{"a": 1,}',
        "{1: 2}",
        "nul",
        "[NaN]",
        "[Infinity]",
        "[1] 2",
        '"open',
        "[" * 100_000,
        "9" * 5000,
        "[1.2.3]",
        "\x00",
    ],
)
def test_what_is_not_json_is_refused_with_the_place(tmp_path, text):
    path = write(tmp_path, text)
    with pytest.raises(ReadError, match=r"^'a\.json', character \d+: .*JSON that is expected\.$"):
        read_small_json(path)
    with pytest.raises((ReadError, RecursionError)):
        step_through(path)


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": "\xff"}')
    with pytest.raises(ReadError, match="not UTF-8"):
        read_small_json(path)
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_small_json(path) == {"a": 1}


def test_a_single_part_has_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(json_stream, "_CHUNK", 10)
    monkeypatch.setattr(json_stream, "MAX_PIECE", 100)
    path = write(tmp_path, json.dumps(["x" * 90] * 20))
    with JsonPieces(path) as pieces:
        assert len(stepped(pieces)) == 20
    with pytest.raises(ReadError, match="a single part"):
        read_small_json(path)
    with pytest.raises(ReadError, match="more than such a file"):
        read_small_json(path, 1000)


def test_cut_anywhere_it_never_hangs_or_crashes(tmp_path, monkeypatch):
    monkeypatch.setattr(json_stream, "_CHUNK", 7)
    text = json.dumps(VALUES[-1])
    for seed in range(60):
        cut = random.Random(seed).randrange(len(text))
        path = write(tmp_path, text[:cut])
        with pytest.raises(ReadError):
            step_through(path)
