"""The tracker behind the VOT toolkit, against a client that speaks as `trax` does."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from annotator.core.geometry import Box
from annotator.core.mask import Mask
from annotator.evaluation.benchmark import EvaluationError
from annotator.evaluation.regions import start_box
from annotator.evaluation.trax_server import load_trax, serve
from annotator.evaluation.vot_run import REPORTS
from tests.cli.conftest import assert_fails, checkpoint, run

__all__ = ["checkpoint"]  # a fixture of the commands' tests

HEIGHT, WIDTH = 40, 60


class Region:
    POLYGON, MASK, RECTANGLE = "polygon", "mask", "rectangle"


@dataclass
class Polygon:
    points: list[tuple[float, float]]
    type = Region.POLYGON

    @staticmethod
    def create(points: list[tuple[float, float]]) -> "Polygon":
        return Polygon(points)

    def size(self) -> int:
        return len(self.points)

    def get(self, index: int) -> tuple[float, float]:
        return self.points[index]


@dataclass
class Rectangle:
    numbers: tuple[float, float, float, float]
    type = Region.RECTANGLE

    def bounds(self) -> tuple[float, float, float, float]:
        return self.numbers


@dataclass
class MaskRegion:
    pixels: np.ndarray
    x: int
    y: int
    type = Region.MASK

    @staticmethod
    def create(pixels: np.ndarray, x: int = 0, y: int = 0) -> "MaskRegion":
        assert pixels.dtype == np.uint8
        assert pixels.flags["C_CONTIGUOUS"]
        return MaskRegion(pixels, x, y)

    def offset(self) -> tuple[int, int]:
        return self.x, self.y

    def array(self) -> np.ndarray:
        return self.pixels


@dataclass
class Server:
    """Hands in requests one by one, and keeps what it was told."""

    requests: list[Any]
    made_with: tuple[Any, ...] = ()
    replies: list[tuple[Any, dict[str, str]]] = field(default_factory=list)

    def __call__(self, *arguments: Any) -> "Server":
        self.made_with = arguments
        return self

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self) -> Any:
        return self.requests.pop(0) if self.requests else SimpleNamespace(type="quit")

    def status(self, objects: list[tuple[Any, dict[str, str]]]) -> None:
        (reply,) = objects
        self.replies.append(reply)


def trax_of(*requests: Any) -> tuple[Any, Server]:
    server = Server(list(requests))
    return SimpleNamespace(
        Region=Region,
        Polygon=Polygon,
        Mask=MaskRegion,
        Image=SimpleNamespace(PATH="path"),
        TraxStatus=SimpleNamespace(INITIALIZE="initialize", FRAME="frame"),
        server=SimpleNamespace(Server=server),
    ), server


@pytest.fixture
def picture(tmp_path: Path) -> Any:
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[10:20, 15:35] = (0, 0, 250)  # red, in OpenCV's order
    cv2.imwrite(str(tmp_path / "00000001.png"), pixels)
    return SimpleNamespace(path=lambda: str(tmp_path / "00000001.png"))


def request(kind: str, picture: Any, region: Any = None) -> Any:
    objects = None if region is None else [(region, {})]
    return SimpleNamespace(type=kind, image={"color": picture}, objects=objects)


@dataclass(frozen=True)
class Found:
    mask: Mask
    box: Box
    rotated_box: None = None
    score: float = 0.75


class RedTracker:
    """Finds what is red, from the second update on nothing."""

    def __init__(self) -> None:
        self.starts: list[tuple[Box, Mask | None]] = []

    def init(self, frame: np.ndarray, box: Box, mask: Mask | None = None) -> int:
        self.starts.append((box, mask))
        return 0

    def update(self, frame: np.ndarray, state: int) -> tuple[int, Found]:
        red = Mask.from_array((frame[..., 0] > 200) & (state == 0))
        return state + 1, Found(red, red.box or Box(1, 2, 3, 4))


def test_polygons(picture):
    truth = Polygon([(15.0, 10.0), (34.0, 10.0), (34.0, 19.0), (15.0, 19.0)])
    frames = [request("initialize", picture, truth), *[request("frame", picture)] * 2]
    trax, server = trax_of(*frames)
    tracker = RedTracker()
    assert serve(tracker, REPORTS["min-max"], name="red", trax=trax) == 3
    assert server.made_with == ([Region.POLYGON], ["path"], ["color"], "red")
    assert tracker.starts == [(start_box(truth.points), None)]
    first, found, lost = server.replies
    assert first == (truth, {})
    assert found[1] == {"confidence": "0.75"}
    assert {tuple(corner) for corner in found[0].points} == {
        (15.0, 10.0), (34.0, 10.0), (34.0, 19.0), (15.0, 19.0)
    }  # fmt: skip
    assert len(lost[0].points) == 4  # the tracker's box


def test_a_rectangle_is_a_start_too(picture):
    trax, _ = trax_of(request("initialize", picture, Rectangle((15, 10, 20, 10))))
    tracker = RedTracker()
    assert serve(tracker, REPORTS["box"], name="red", trax=trax) == 1
    ((box, _),) = tracker.starts
    assert box.center == pytest.approx((24.5, 14.5))


def test_masks(picture):
    part = np.ones((10, 20), np.uint8)
    part[0, 0] = 0
    frames = [request("initialize", picture, MaskRegion(part, 15, 10))]
    trax, server = trax_of(*frames, *[request("frame", picture)] * 2)
    tracker = RedTracker()
    serve(tracker, None, name="red", trax=trax)
    assert server.made_with[0] == [Region.MASK]
    ((box, mask),) = tracker.starts
    assert box == Box(15, 10, 20, 10)
    assert mask is not None
    assert (mask.height, mask.width, mask.area) == (HEIGHT, WIDTH, 199)
    _, (found, _), (lost, _) = server.replies
    assert (found.offset(), found.array().shape, found.array().sum()) == ((15, 10), (10, 20), 200)
    assert not lost.array().any()


def test_a_new_start_replaces_the_old_one(picture):
    truth = Polygon([(15.0, 10.0), (34.0, 10.0), (34.0, 19.0), (15.0, 19.0)])
    start, frame = request("initialize", picture, truth), request("frame", picture)
    trax, server = trax_of(start, frame, start, frame)
    assert serve(RedTracker(), REPORTS["min-max"], name="red", trax=trax) == 4
    assert server.replies[1] == server.replies[3]


def test_what_cannot_be_answered(picture, tmp_path):
    trax, _ = trax_of(request("frame", picture))
    with pytest.raises(EvaluationError, match="before"):
        serve(RedTracker(), None, name="red", trax=trax)
    empty = MaskRegion(np.zeros((2, 2), np.uint8), 0, 0)
    trax, _ = trax_of(request("initialize", picture, empty))
    with pytest.raises(EvaluationError, match="empty"):
        serve(RedTracker(), None, name="red", trax=trax)
    absent = SimpleNamespace(path=lambda: str(tmp_path / "none.jpg"))
    trax, _ = trax_of(request("initialize", absent, empty))
    with pytest.raises(EvaluationError, match=r"none\.jpg"):
        serve(RedTracker(), None, name="red", trax=trax)


def test_without_trax_the_command_says_what_to_install(monkeypatch, checkpoint):
    monkeypatch.setitem(sys.modules, "trax", None)
    with pytest.raises(EvaluationError, match="pip install vot-trax"):
        load_trax()
    assert_fails(run("evaluate", "trax", "--tracker", checkpoint), "pip install vot-trax")


def test_the_command_serves_its_tracker(monkeypatch, checkpoint, picture):
    truth = Polygon([(15.0, 10.0), (34.0, 10.0), (34.0, 19.0), (15.0, 19.0)])
    trax, server = trax_of(request("initialize", picture, truth), request("frame", picture))
    monkeypatch.setitem(sys.modules, "trax", trax)
    ran = run("evaluate", "trax", "--tracker", checkpoint, "--threads", 1, "--report", "opt")
    assert (ran.status, ran.out) == (0, "")
    assert server.made_with[3] == "random"
    assert len(server.replies) == 2
