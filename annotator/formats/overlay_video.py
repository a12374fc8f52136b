"""The frames with the masks drawn over them: H.264 in MP4, or GIF. For looking at.

Each frame keeps its time, also at a variable rate. The file is decoded again and each frame
compared with what was drawn, by its mean brightness in 16 × 16 tiles (it is lossy, so not exactly).
H.264 wants even sizes: an odd last row or column is repeated.
"""

import enum
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import imageio.v3 as imageio
import numpy as np
from PIL import Image as PillowImage

from annotator.core.errors import AnnotatorError
from annotator.core.frames import Image
from annotator.core.project import Project
from annotator.formats.export import ExportJob, Recipe, Written
from annotator.formats.frame_names import frame_times
from annotator.formats.options import ExportError, ExportOptions
from annotator.formats.overlay_drawing import OverlayStyle, draw_overlay, overlay_style
from annotator.formats.parallel import in_order
from annotator.formats.pixel_hash import as_numbers, distance, pixel_hash
from annotator.formats.reports import Finding, ProblemList, VerifyReport
from annotator.formats.selection import Placed, select

_CRF = "18"
_PRESET = "medium"
_THREADS = 2
"""Fixed: x264 gives other bytes for another number of threads."""
_TICKS = 90_000
"""Per second: the usual clock of video, fine enough for any rate."""
_GIF_PIXELS = 480 * 480
_GIF_FRAMES = 600
_ALIKE = {"overlay": 5.0, "overlay-gif": 14.0}
"""Root mean square difference of brightness between what was drawn and what comes back."""
_MAX_SIDE = 16_384


class Variant(enum.Enum):
    MP4 = "overlay"
    GIF = "overlay-gif"


def preflight(variant: Variant, project: Project, options: ExportOptions) -> list[Finding]:
    count = len(select(project, options).frames)
    findings = []
    if variant is Variant.GIF and count > _GIF_FRAMES:
        text = f"A GIF of {count} frames is too large; export at most {_GIF_FRAMES}, or a video."
        findings.append(Finding("refuse", text))
    if project.video.width * (1 + options.side_by_side) > _MAX_SIDE:
        findings.append(Finding("refuse", "The pictures are too wide for H.264."))
    return findings


def write_files(variant: Variant, job: ExportJob) -> Written:
    """The film."""
    if job.source is None:
        raise ExportError("The overlay cannot be drawn without the video; relink it first.")
    style = _style(job)
    if variant is Variant.MP4:
        _write_mp4(job, style)
    else:
        _write_gif(job, style)
    frames = job.selection.frames
    mapped = [(index, f"{number:06d}", number) for number, index in enumerate(frames)]
    ids, masks = {}, 0
    for index in frames:
        for one in job.selection.masks(index):
            ids[one.track.id] = one.track.id
            masks += 1
    return Written(mapped, dict(sorted(ids.items())), masks, 1, _font_warnings(style))


def _font_warnings(style: OverlayStyle) -> tuple[str, ...]:
    letterings = list((style.names or {}).items())
    missing = [name for name, one in letterings if one.missing]
    of_system = [name for name, one in letterings if one.is_of_system]
    texts = []
    if missing:
        texts.append(
            f"No font here can draw all of '{missing[0]}'; question marks stand for the rest. "
            "Install a font with these letters, or rename the object."
        )
    if of_system:
        texts.append(f"'{of_system[0]}' is drawn in a font of this system; others may differ.")
    return tuple(texts)


def _pictures(job: ExportJob, style: OverlayStyle) -> Iterator[Image]:
    frames, video = job.selection.frames, job.project.video

    def images() -> Iterator[tuple[Image, list[Placed]]]:
        for number, index in enumerate(frames):
            job.tick(number, len(frames))
            yield job.read_image(index), job.selection.masks(index)

    def drawn(shown: tuple[Image, list[Placed]]) -> tuple[Image, str]:
        picture = draw_overlay(*shown, style)
        return picture, pixel_hash(picture)

    for picture, hashed in in_order(drawn, images(), pixels=video.width * video.height):
        job.drawn.append(hashed)
        yield picture


def _style(job: ExportJob) -> OverlayStyle:
    options = job.options
    return overlay_style(
        job.project.video.height,
        [track.name for track in job.selection.tracks],
        outlines=options.outlines,
        labels=options.labels,
        side_by_side=options.side_by_side,
    )


def _times(job: ExportJob) -> list[Fraction]:
    """Seconds of each frame from the first one; strictly growing."""
    rate = Fraction(max(job.project.video.fps, 0.01)).limit_denominator(100_000)
    known = [frame_times(job.project, job.source, index)[1] for index in job.selection.frames]
    times = [Fraction(time).limit_denominator(_TICKS) for time in known if time is not None]
    if len(times) < len(known) or any(b <= a for a, b in pairwise(times)):
        first = job.selection.frames[0]
        return [(index - first) / rate for index in job.selection.frames]
    return [time - times[0] for time in times]


def _write_mp4(job: ExportJob, style: OverlayStyle) -> None:
    video = job.project.video
    width = video.width * (1 + job.options.side_by_side)
    times = _times(job)
    with av.open(str(job.target), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = film.add_stream("libx264", rate=Fraction(max(1, round(video.fps * 1000)), 1000))
        stream.width, stream.height = width + width % 2, video.height + video.height % 2
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": _CRF, "preset": _PRESET, "threads": str(_THREADS)}
        stream.codec_context.time_base = Fraction(1, _TICKS)
        stream.codec_context.thread_count = _THREADS
        for picture, time in zip(_pictures(job, style), times, strict=True):
            frame = av.VideoFrame.from_ndarray(_even(picture), format="rgb24")
            frame.pts = round(time * _TICKS)
            frame.time_base = Fraction(1, _TICKS)
            for packet in stream.encode(frame):
                film.mux(packet)
        for packet in stream.encode():
            film.mux(packet)


def _even(picture: Image) -> Image:
    height, width = picture.shape[:2]
    if height % 2 or width % 2:
        picture = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(picture)


def _write_gif(job: ExportJob, style: OverlayStyle) -> None:
    """Scaled down: a GIF of full size is of no use to anybody."""
    pictures = []
    for picture in _pictures(job, style):
        height, width = picture.shape[:2]
        factor = min(1.0, (_GIF_PIXELS / (height * width)) ** 0.5)
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        scaled = PillowImage.fromarray(picture).resize(size, PillowImage.Resampling.BOX)
        pictures.append(np.asarray(scaled))
    times = [*map(float, _times(job))]
    ends = [*times[1:], times[-1] + 1 / max(job.project.video.fps, 0.01)]
    # GIF counts in hundredths of a second, and viewers slow down below two of them.
    shown = [max(20, round((b - a) * 100) * 10) for a, b in zip(times, ends, strict=True)]
    imageio.imwrite(
        job.target, np.stack(pictures), plugin="pillow", extension=".gif", duration=shown, loop=0
    )


# Reading back


def check_files(variant: Variant, job: ExportJob, written: Written) -> VerifyReport:
    """Decode the film and compare each frame with what was drawn."""
    wanted = as_numbers(job.drawn)
    problems = ProblemList()
    count = 0
    for number, picture in enumerate(_decoded(variant, job.target)):
        job.tick(number, len(wanted))
        count += 1
        if number >= len(wanted):
            continue
        width = job.project.video.width * (1 + job.options.side_by_side)
        if variant is Variant.MP4:
            picture = picture[: job.project.video.height, :width]
        far = float(distance(as_numbers([pixel_hash(picture)])[0], wanted[number]))
        if far > _ALIKE[variant.value]:
            problems.add(f"frame {number + 1} does not look as it was drawn (by {far:.1f}).")
    if count != len(wanted):
        problems.add(f"{count} frames came back instead of {len(wanted)}.")
    return VerifyReport(problems.all(), written.masks)


def _decoded(variant: Variant, path: Path) -> Iterator[Image]:
    if variant is Variant.GIF:
        yield from imageio.imiter(path, plugin="pillow", mode="RGB")
        return
    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def verify(variant: Variant, path: Path, project: Project | None) -> VerifyReport:
    """Whether it decodes, and with how many frames."""
    problems, notes = ProblemList(), []
    try:
        frames = sum(1 for _ in _decoded(variant, path))
        notes.append(f"{frames} frames; what they show is not compared.")
    except (OSError, ValueError, av.error.FFmpegError) as error:
        problems.add(f"'{path.name}' cannot be decoded ({str(error)[:120]}).")
    except AnnotatorError as error:
        problems.add(str(error))
    return VerifyReport(problems.all(), 0, tuple(notes))


def _recipe(variant: Variant) -> Recipe:
    return Recipe(
        name=variant.value,
        is_folder=False,
        verified_with="PyAV" if variant is Variant.MP4 else "Pillow",
        own_names=(),
        preflight=partial(preflight, variant),
        write_files=partial(write_files, variant),
        check_files=partial(check_files, variant),
        verify=partial(verify, variant),
        reads_pictures=True,
    )


OVERLAY = _recipe(Variant.MP4)
OVERLAY_GIF = _recipe(Variant.GIF)
