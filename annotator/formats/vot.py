"""VOT: one text file per object, one line per frame: a mask, a rectangle or a rotated box.

Rules: FORMATS 5.8. Mask runs are row-major inside the tight box. Frames without a mask are `0`.
Tags say where an object is occluded or out of view, a value file its score; with several objects
their names end with the object's.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from annotator.core.geometry import RotatedBox
from annotator.core.project import Observation, Project, Track, Visibility
from annotator.formats.comparing import as_is, boxes, recipe_checks, rotated_boxes
from annotator.formats.export import SEQUENCE_NAME, ExportJob, Recipe, Written
from annotator.formats.options import ExportOptions
from annotator.formats.rasterize import row_runs
from annotator.formats.reports import Finding
from annotator.formats.selection import object_ids, select
from annotator.formats.staging import FRAME_MAP_NAME, REPORT_NAME
from annotator.formats.vot_read import TAGS, Region, object_name, read_vot


def preflight(region: Region, project: Project, options: ExportOptions) -> list[Finding]:
    selection = select(project, options)
    findings = []
    if region is not Region.MASK:
        text = f"Masks are written as {'rotated ' if region is Region.POLYGON else ''}boxes."
        findings.append(Finding("warn", text))
    first = (
        {one.track.id for one in selection.masks(selection.frames[0])}
        if selection.frames
        else set()
    )
    late = [
        track.name for track in selection.tracks if track.id in object_ids(selection).keys() - first
    ]
    if late:
        text = f"The toolkit starts trackers in the first frame, where '{late[0]}' is not yet."
        findings.append(Finding("warn", text))
    return findings


def write_files(region: Region, job: ExportJob) -> Written:
    """List, sequence, ground truth, tags and scores; on request the images."""
    root = job.target / job.sequence
    root.mkdir()
    frames = job.selection.frames
    (job.target / "list.txt").write_text(f"{job.sequence}\n", "utf-8")
    video = job.project.video
    (root / "sequence").write_text(
        f"name={job.sequence}\nfps={video.fps:g}\nwidth={video.width}\nheight={video.height}\n"
        f"length={len(frames)}\nchannels.color=color/%08d.jpg\n",
        "utf-8",
    )
    present = object_ids(job.selection)
    tracks = [track for track in job.selection.tracks if track.id in present]
    files, masks = 2, 0
    for number, track in enumerate(tracks):
        ending = "" if len(tracks) == 1 else f"_{object_name(track.id)}"
        masks += _write_regions(region, job, track, root / f"groundtruth{ending}.txt", number)
        files += 1
        for name, lines in _side_files(track, frames):
            (root / name.replace("*", ending)).write_text(lines, "ascii")
            files += 1
    if job.options.include_images:
        (root / "color").mkdir()
        for position, index in enumerate(frames):
            job.tick(position, len(frames))
            job.write_image(root / "color" / f"{position + 1:08d}.jpg", index)
        files += len(frames)
    mapped = [(index, f"{n:08d}", n) for n, index in enumerate(frames, start=1)]
    # The only object of a sequence has no name.
    ids = {tracks[0].id: 1} if len(tracks) == 1 else {track.id: track.id for track in tracks}
    return Written(mapped, ids, masks, files)


def _write_regions(region: Region, job: ExportJob, track: Track, path: Path, number: int) -> int:
    masks = 0
    frames, total = job.selection.frames, len(job.selection.tracks)
    with path.open("w", encoding="ascii", newline="\n") as file:
        for position, index in enumerate(frames):
            job.tick(number * len(frames) + position, total * len(frames))
            line = _line(region, track.observations.get(index))
            masks += line != "0"
            file.write(f"{line}\n")
    return masks


def _line(region: Region, observation: Observation | None) -> str:
    mask = observation.mask if observation is not None else None
    box = mask.box if mask is not None else None
    if observation is None or mask is None or box is None:
        return "0"
    if region is Region.RECTANGLE:
        return ",".join(f"{v:g}" for v in (box.x, box.y, box.width, box.height))
    if region is Region.POLYGON:
        turned = observation.rotated_box
        if turned is None:
            turned = RotatedBox(*box.center, box.width, box.height, 0.0)
        return ",".join(f"{v:.3f}" for v in turned.corners().ravel().tolist())
    x, y, crop = mask.crop()
    numbers = [x, y, crop.shape[1], crop.shape[0], *row_runs(crop)]
    return "m" + ",".join(map(str, numbers))


def _side_files(track: Track, frames: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """Names (`*` stands for the object) and contents; only of what occurs."""
    seen = [track.observations.get(index) for index in frames]
    for name, visibility in TAGS.items():
        if any(one is not None and one.visibility is visibility for one in seen):
            tags = (one is not None and one.visibility is visibility for one in seen)
            yield f"{name}*.tag", "".join(f"{int(tag)}\n" for tag in tags)
    scores = [_score(one) for one in seen]
    if any(score is not None for score in scores):
        lines = ("nan" if score is None else repr(float(score)) for score in scores)
        yield "score*.value", "".join(f"{line}\n" for line in lines)


def _score(one: Observation | None) -> float | None:
    if one is None or one.mask is None or one.visibility is Visibility.OUT_OF_VIEW:
        return None
    return one.score


def _recipe(region: Region) -> Recipe:
    shown = {Region.MASK: as_is, Region.RECTANGLE: boxes, Region.POLYGON: rotated_boxes}[region]
    check, verify = recipe_checks(read_vot, shown)
    return Recipe(
        name=region.value,
        is_folder=True,
        verified_with="the rules of the VOT toolkit",
        own_names=("list.txt", SEQUENCE_NAME, FRAME_MAP_NAME, REPORT_NAME),
        preflight=partial(preflight, region),
        write_files=partial(write_files, region),
        check_files=check,
        verify=verify,
    )


VOT = _recipe(Region.MASK)
VOT_RECTANGLE = _recipe(Region.RECTANGLE)
VOT_POLYGON = _recipe(Region.POLYGON)
