"""A desktop of its own for one program: X server, window manager, mouse, keyboard and screen.

Xvfb maps its screen into a file, so looking at it costs no more than reading that file. Input is
xdotool's, which goes through the server's XTEST extension: the program cannot tell it from a
person's mouse and keyboard.
"""

import contextlib
import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Point = tuple[float, float]

PROGRAMS = ("Xvfb", "openbox", "xdotool")
SIZE = (1440, 900)
POLL_S = 0.05
STEP_S, REST_S = 0.006, 0.1
"""How long the mouse stays at a step of a drag, and at its corners."""
PATIENCE_S = 60.0
"""Generous: a wait ends as soon as its condition holds, and only a failure takes this long."""

# Openbox's own keys would swallow the program's; closing a window is the manager's business.
WINDOW_MANAGER_CONFIG = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <desktops><number>1</number></desktops>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
  <mouse><context name="Client">
    <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
  </context></mouse>
</openbox_config>
"""


def missing_programs() -> list[str]:
    """Which of the programs a desktop is made of are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def wait_until(condition: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Return as soon as `condition` is true; fails, naming `what`, when patience is over."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience_s:.0f} s in vain: {what}"
        time.sleep(POLL_S)


@dataclass(frozen=True)
class Desktop:
    """Coordinates are pixels of the screen."""

    display: str
    framebuffer: Path

    # -- looking ----------------------------------------------------------------------------

    def screen(self) -> Pixels:
        """What is on the screen, ``(height, width, 3)`` RGB."""
        data = self.framebuffer.read_bytes()
        # The header of an XWD file: 25 big-endian words, a name, then colour map and picture.
        header = np.frombuffer(data, ">u4", 25)
        start, height, row_bytes = header[0] + 12 * header[19], int(header[5]), int(header[12])
        rows = np.frombuffer(data, np.uint8, height * row_bytes, int(start))
        blue_first = rows.reshape(height, row_bytes // 4, 4)[:, : int(header[4])]
        return np.ascontiguousarray(blue_first[..., 2::-1])

    def settle(self, looks: int = 4) -> Pixels:
        """The screen once nothing has moved on it for some looks."""
        seen: list[Pixels] = []

        def is_still() -> bool:
            seen.append(self.screen())
            last = seen[-looks:]
            return len(last) == looks and all(np.array_equal(last[0], one) for one in last[1:])

        wait_until(is_still, "the screen comes to rest")
        return seen[-1]

    def save(self, path: Path) -> None:
        """A picture of the screen as it is now."""
        assert cv2.imwrite(str(path), self.screen()[..., ::-1]), path

    # -- windows ----------------------------------------------------------------------------

    def active_title(self) -> str:
        """Of the window that gets the keys."""
        return self._xdotool("getactivewindow", "getwindowname", is_checked=False)

    def wait_for_window(self, beginning: str) -> None:
        """Until a window whose title begins so has the keyboard."""
        wait_until(lambda: self.active_title().startswith(beginning), f"window “{beginning}…”")

    # -- doing ------------------------------------------------------------------------------

    def key(self, *keys: str) -> None:
        """Press and release keys, as xdotool names them (``ctrl+shift+p``, ``Page_Up``)."""
        self._xdotool("key", "--delay", "20", *keys)

    def type(self, text: str) -> None:
        """Letter by letter."""
        self._xdotool("type", "--delay", "8", text)

    def move(self, point: Point) -> None:
        """The pointer goes there."""
        self._xdotool("mousemove", *_whole(point))

    def click(self, point: Point, button: int = 1) -> None:
        """Press and release a button of the mouse there."""
        self._xdotool("mousemove", *_whole(point), "sleep", "0.03", "click", str(button))

    def wheel(self, point: Point, notches: int, *, held: str = "") -> None:
        """Up (positive) or down, with a modifier held."""
        turns = ["click", "--repeat", str(abs(notches)), "4" if notches > 0 else "5"]
        self._xdotool("mousemove", *_whole(point), "sleep", "0.03", *_holding(held, turns))

    def drag(self, points: Sequence[Point], *, held: str = "") -> None:
        """Hold the left button along a line, in steps as a hand makes them.

        It rests at corners, because a busy program is told of the newest place only.
        """
        motion = [
            word
            for start, end in itertools.pairwise(points)
            for step in _steps(start, end)
            for word in (
                "mousemove",
                *_whole(step),
                "sleep",
                str(REST_S if step == end else STEP_S),
            )
        ]
        gesture = ["mousedown", "1", "sleep", "0.02", *motion, "mouseup", "1"]
        start = ["mousemove", *_whole(points[0]), "sleep", "0.03"]
        self._xdotool(*start, *_holding(held, gesture))

    def hold(self, key: str, *, is_down: bool) -> None:
        """Press a key without letting go, or let go."""
        self._xdotool("keydown" if is_down else "keyup", key)

    def _xdotool(self, *words: str, is_checked: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=os.environ | {"DISPLAY": self.display},
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0 or not is_checked, f"xdotool {words}: {done.stderr}"
        return done.stdout.strip()


def _whole(point: Point) -> tuple[str, str]:
    return str(round(point[0])), str(round(point[1]))


def _holding(modifier: str, words: list[str]) -> list[str]:
    return ["keydown", modifier, *words, "keyup", modifier] if modifier else words


def _steps(start: Point, end: Point, length_px: float = 8.0) -> list[Point]:
    """The way from one point to the next, without the first, in steps of about `length_px`."""
    (x0, y0), (x1, y1) = start, end
    count = max(1, round(float(np.hypot(x1 - x0, y1 - y0)) / length_px))
    between = [(x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(1, count)]
    return [*between, end]


@contextlib.contextmanager
def running_desktop(folder: Path, number: int | None = None) -> Iterator[Desktop]:
    """Start one; `number` of the display, or any free one. Its files lie in `folder`."""
    config = folder / "openbox.xml"
    config.write_text(WINDOW_MANAGER_CONFIG, encoding="utf-8")
    read_end, write_end = os.pipe()
    width, height = SIZE
    command = ["Xvfb", *([] if number is None else [f":{number}"]), "-displayfd", str(write_end)]
    command += ["-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder), "-nolisten", "tcp"]
    with contextlib.ExitStack() as stack:
        _start(stack, command, os.environ, pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as pipe:
            answer = pipe.readline().strip()
        assert answer.isdigit(), "the X server did not start"
        desktop = Desktop(f":{answer}", folder / "Xvfb_screen0")
        surroundings = {**os.environ, "DISPLAY": desktop.display, "HOME": str(folder)}
        _start(stack, ["openbox", "--config-file", str(config)], surroundings)
        yield desktop


def _start(
    stack: contextlib.ExitStack,
    command: list[str],
    environment: "os._Environ[str] | dict[str, str]",
    pass_fds: tuple[int, ...] = (),
) -> None:
    """Start a process that ends with the stack."""
    process = subprocess.Popen(
        command, env=environment, pass_fds=pass_fds,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stack.callback(process.wait)
    stack.callback(process.terminate)
