"""Damaged data sets for the importers: a few good exports, mutated with a seed.

The test runs some hundred per importer. For the long run::

    python -m tests.formats.fuzz 20000 coco mots vot

It says how many were read, how many refused, the slowest import and the memory.
"""

import collections
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from annotator.core.errors import AnnotatorError
from annotator.core.mask import Mask
from annotator.core.project import Project
from annotator.formats.importing import ImportOptions
from annotator.formats.registry import FORMATS, ExportOptions
from tests.fakes import FakeSource
from tests.formats.projects import rich_project

IMPORTED = [name for name, form in FORMATS.items() if form.reader is not None]
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
EXTREMES = (
    *(b"0", b"-1", b"1", b"2", b"255", b"65535", b"65536", b"1000000", b"2147483648"),
    *(b"99999999999999999999", b"1e308", b"1e999", b"-1e9", b"NaN", b"nan", b"Infinity", b"0.5"),
    *(b"", b"null", b'"x"', b"[]", b"{}", b"true", b"16384", b"8192", b"4294967297"),
)
TEXTS = (
    *(b"../../etc/passwd", b"/etc/passwd", b"C:\\x", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(b"\n\n\n", b",,,,", b"[" * 3000, b'{"a":' * 3000, b"<a>" * 200, b"'", b'"', b"=", b"%"),
    *(b'<!DOCTYPE x [<!ENTITY a "b">]>', b"&a;", b"&#0;", b"&#x110000;", b"\\u0000", b"\\ud800"),
)


def seeds(folder: Path, name: str) -> list[Path]:
    """Small good exports of one format, with and without the files beside them."""
    project = rich_project()
    holed = project.tracks[2].observations[1].mask.to_array()
    holed[14:16, :] = False
    project.tracks[2].observations[1] = _with_mask(project, Mask.from_array(holed))
    form, places = FORMATS[name], []
    for number, options in enumerate((ExportOptions(), ExportOptions(frame_step=2))):
        place = folder / f"{number}" / f"data{form.suffix}"
        place.parent.mkdir()
        form.write(project, place, options)
        places.append(place)
    for sidecar in places[0].parent.rglob("*report.json"):
        sidecar.unlink()
    return places


def _with_mask(project: Project, mask: Mask) -> object:
    from dataclasses import replace

    return replace(project.tracks[2].observations[1], mask=mask)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """One to four changes of different kinds."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        data = rng.choice(MUTATIONS)(data, rng)
    return data[: 2**20]


def _flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return b"x"
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << rng.randrange(8))]) + data[place + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _remove(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.choice((1, 2, 8, 100)) :]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    part = data[start : start + rng.choice((1, 5, 50, 500))]
    return data[:start] + part * rng.choice((2, 3, 20)) + data[start:]


def _number(data: bytes, rng: random.Random) -> bytes:
    found = list(NUMBER.finditer(data))
    if not found:
        return _flip(data, rng)
    one = rng.choice(found)
    return data[: one.start()] + rng.choice(EXTREMES) + data[one.end() :]


def _swap_numbers(data: bytes, rng: random.Random) -> bytes:
    found = list(NUMBER.finditer(data))
    if len(found) < 2:
        return _flip(data, rng)
    one, two = sorted(rng.sample(found, 2), key=lambda match: match.start())
    between = data[one.end() : two.start()]
    return data[: one.start()] + two.group() + between + one.group() + data[two.end() :]


def _insert(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    return data[:place] + rng.choice(TEXTS) + data[place:]


def _line(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    place, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    kind = rng.randrange(3)
    if kind == 0:
        del lines[place]
    elif kind == 1:
        lines.insert(other, lines[place])
    else:
        lines[place], lines[other] = lines[other], lines[place]
    return b"\n".join(lines)


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip, _cut, _remove, _repeat, _number, _number, _number, _swap_numbers, _insert, _line),
)


class Fuzzer:
    """Mutates one file of a good export, imports, and puts the file back."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._places = seeds(folder, name)
        self._files = [
            (place, [file for file in sorted(place.parent.rglob("*")) if file.is_file()])
            for place in self._places
        ]
        self.outcomes: collections.Counter[str] = collections.Counter()
        self.slowest_s = 0.0
        self.slowest_seed = -1

    def run(self, seed: int) -> str:
        """The refusal, or "" when it could be imported. Any other exception is a defect."""
        rng = random.Random(seed)
        place, files = rng.choice(self._files)
        file = rng.choice(files)
        good = file.read_bytes()
        source = FakeSource(6, (64, 40)) if rng.random() < 0.5 else None
        options = ImportOptions(
            scaling=rng.choice(("refuse", "nearest")), empty=rng.choice((None, "absent", "unknown"))
        )
        if rng.random() < 0.03:
            file.unlink()
        else:
            file.write_bytes(mutated(good, rng))
        started = time.process_time()  # not disturbed by what else runs
        try:
            FORMATS[self._name].read(place, options, source=source)
        except AnnotatorError as error:
            self.outcomes["refused"] += 1
            return str(error)
        else:
            self.outcomes["read"] += 1
            return ""
        finally:
            file.write_bytes(good)
            taken = time.process_time() - started
            if taken > self.slowest_s:
                self.slowest_s, self.slowest_seed = taken, seed


def is_one_sentence(refusal: str) -> bool:
    """Short, on one line, with a full stop; "" is no refusal."""
    good = "\n" not in refusal and len(refusal) < 500 and refusal.endswith(".")
    return not refusal or good


def main(count: int, names: list[str]) -> None:
    """The long run."""
    for name in names or IMPORTED:
        folder = Path(tempfile.mkdtemp(prefix="annotator-fuzz-"))
        try:
            fuzzer = Fuzzer(name, folder)
            for seed in range(count):
                try:
                    refusal = fuzzer.run(seed)
                    if not is_one_sentence(refusal):
                        sys.stdout.write(f"{name}: seed {seed}: no sentence: {refusal[:200]!r}\n")
                except Exception as error:
                    sys.stdout.write(f"{name}: seed {seed}: {type(error).__name__}: {error}\n")
                    fuzzer.outcomes["DEFECT"] += 1
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            sys.stdout.write(
                f"{name}: {dict(fuzzer.outcomes)}, slowest {fuzzer.slowest_s:.2f} s "
                f"(seed {fuzzer.slowest_seed}), memory up to {memory} MB\n"
            )
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    np.seterr(all="raise")
    main(int(sys.argv[1]), sys.argv[2:])
