"""Which project belongs to which media, and the other way round.

A project lies beside its media as `<stem>.annot`. Media are recognised by size and by a hash of
head and tail, so a project finds a clip that moved along with it, and notices one that is not
the clip it was made for.
"""

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotator.core.edits import Compound, Edit, SetMedia, SetObservations
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameSource, VideoInfo
from annotator.core.project import Category, MediaRef, Project
from annotator.formats.locking import FileLock, LockHeldError
from annotator.formats.project_file import ProjectFile, ProjectLockedError
from annotator.media.open_media import is_same_media, media_ref
from annotator.session.values import MediaProblem

SUFFIX = ".annot"


class MediaSource(FrameSource, Protocol):
    """A source that other threads can have their own of; they share what decoding finds out."""

    def another(self) -> FrameSource:
        """The same media, opened again for the calling thread."""
        ...


SourceOpener = Callable[[Path], MediaSource]


class MediaChangedError(AnnotatorError):
    """The chosen media are not those the project was made for; `relink_media` may be forced."""


@dataclass(frozen=True)
class Opened:
    """A project that was just opened or made, with what is to be told about it.

    `new_media` is set when the project has to remember another place of its media.
    """

    file: ProjectFile
    project: Project
    media_path: Path | None
    source: MediaSource | None
    problem: MediaProblem | None = None
    new_media: MediaRef | None = None
    warnings: tuple[str, ...] = ()


def project_path_beside(media_path: Path) -> Path:
    """`clip.mp4` → `clip.annot`; a folder `frames` → `frames.annot`."""
    if media_path.is_dir():
        return media_path.with_name(media_path.name + SUFFIX)
    return media_path.with_suffix(SUFFIX)


def open_beside(media_path: Path, project_path: Path | None, opener: SourceOpener) -> Opened:
    """Open media with its project; makes the project where there is none.

    When `<stem>.annot` belongs to other media of that stem (`clip.avi` beside `clip.mp4`), the
    project is `clip.mp4.annot` instead.
    """
    media_path = Path(os.path.abspath(media_path))
    source = opener(media_path)
    try:
        ref = media_ref(media_path)
        if project_path is not None:
            return _open_or_create(project_path, media_path, ref, source)
        beside = project_path_beside(media_path)
        if beside.exists():
            opened = _reopen(beside, media_path, ref, source)
            if opened is not None:
                return opened
            beside = media_path.with_name(media_path.name + SUFFIX)
        return _open_or_create(beside, media_path, ref, source)
    except BaseException:
        source.close()
        raise


def _open_or_create(
    project_path: Path, media_path: Path, ref: MediaRef, source: MediaSource
) -> Opened:
    if project_path.exists():
        opened = _reopen(project_path, media_path, ref, source)
        if opened is None:
            raise AnnotatorError(
                f"“{project_path.name}” belongs to another video; open it and relink its video, "
                "or choose another project name."
            )
        return opened
    project = Project(video=source.info, media=ref, categories={1: Category(1, "object")})
    file = ProjectFile.create(project_path, project)
    return Opened(file, project, media_path, source, warnings=_notices(source))


def _reopen(
    project_path: Path, media_path: Path, ref: MediaRef, source: MediaSource
) -> Opened | None:
    """The project, if it is one of these media; None if it belongs to others."""
    file, project, problems = ProjectFile.open(project_path)
    try:
        known = project.media
        warnings = problems + _notices(source)
        if known is None or is_same_media(known, media_path):
            _require_fitting(project, source.info)
            new_media = ref if known != ref else None
            return Opened(file, project, media_path, source, None, new_media, warnings)
        if Path(known.path) == media_path:
            source.close()
            problem = _changed(media_path)
            return Opened(file, project, None, None, problem, None, problems)
    except BaseException:
        file.close()
        raise
    file.close()
    return None


def open_project(project_path: Path, opener: SourceOpener) -> Opened:
    """Open a project and the media it names, or say what is wrong with the media."""
    file, project, warnings = ProjectFile.open(Path(project_path))
    try:
        known = project.media
        candidates = _media_candidates(known, Path(project_path))
        existing = [path for path in candidates if path.exists()]
        if known is None or not existing:
            named = candidates[0] if candidates else Path()
            problem = MediaProblem(
                named, "missing", f"The video “{named.name}” is not there any more; relink it."
            )
            return Opened(file, project, None, None, problem, None, warnings)
        same = next((path for path in existing if is_same_media(known, path)), None)
        if same is None:
            return Opened(file, project, None, None, _changed(existing[0]), None, warnings)
        return _with_media(file, project, known, same, opener, warnings)
    except BaseException:
        file.close()
        raise


def _with_media(
    file: ProjectFile,
    project: Project,
    known: MediaRef,
    media_path: Path,
    opener: SourceOpener,
    warnings: tuple[str, ...],
) -> Opened:
    try:
        source = opener(media_path)
    except AnnotatorError as error:
        problem = MediaProblem(media_path, "unreadable", str(error))
        return Opened(file, project, None, None, problem, None, warnings)
    try:
        _require_fitting(project, source.info)
        new_media = media_ref(media_path) if Path(known.path) != media_path else None
    except AnnotatorError as error:
        source.close()
        problem = MediaProblem(media_path, "changed", str(error))
        return Opened(file, project, None, None, problem, None, warnings)
    return Opened(file, project, media_path, source, None, new_media, warnings + _notices(source))


def _media_candidates(known: MediaRef | None, project_path: Path) -> list[Path]:
    if known is None:
        return []
    recorded = project_path.parent / known.path  # an absolute path stays as it is
    beside = project_path.parent / Path(known.path).name
    return [recorded] if recorded == beside else [recorded, beside]


def _changed(path: Path) -> MediaProblem:
    text = f"“{path.name}” is not the video that was annotated (size or content differ); relink it."
    return MediaProblem(path, "changed", text)


def _notices(source: FrameSource) -> tuple[str, ...]:
    """What the decoder has to say of a damaged file; folders and fakes may have nothing."""
    return tuple(getattr(source, "notices", ()))


def _require_fitting(project: Project, video: VideoInfo) -> None:
    known = project.video
    if (known.width, known.height) != (video.width, video.height):
        raise AnnotatorError(
            f"The video is {video.width} × {video.height} pixels, the masks of the project are "
            f"{known.width} × {known.height}; choose the video that was annotated."
        )


def relinked(project: Project, media_path: Path, video: VideoInfo, *, force: bool) -> SetMedia:
    """The edit that makes these the media of the project. Raises when they do not fit.

    Another size of the picture, or fewer frames than have masks, is never accepted; other
    content only with `force`.
    """
    _require_fitting(project, video)
    last = max((max(t.observations, default=-1) for t in project.tracks.values()), default=-1)
    if video.frame_count <= last:
        raise AnnotatorError(
            f"The video has {video.frame_count} frames, but frame {last + 1} is annotated; "
            "choose the video that was annotated."
        )
    known = project.media
    if known is not None and not force and not is_same_media(known, media_path):
        raise MediaChangedError(
            f"“{media_path.name}” is not the video that was annotated (size or content differ); "
            "its masks may not fit. Relink it anyway, or choose another file."
        )
    return SetMedia(media_ref(media_path), video)


def recount(project: Project, video: VideoInfo) -> tuple[Edit, int] | None:
    """The edit after decoding has found out more about the video; how many masks are lost.

    None when nothing is new. Masks on frames that do not exist have to go.
    """
    known = project.video
    if video == known or (known.width, known.height) != (video.width, video.height):
        return None
    if known.is_count_exact and not video.is_count_exact:
        return None  # an index read again says less than what was decoded before
    label = "Count frames"
    removals: list[Edit] = []
    lost = 0
    for track in project.tracks.values():
        beyond = [index for index in track.observations if index >= video.frame_count]
        lost += len(beyond)
        if beyond:
            removals.append(SetObservations(track.id, dict.fromkeys(beyond), label))
    media = SetMedia(project.media, video, label)
    return (Compound((*removals, media), label) if removals else media), lost


def write_copy(project: Project, path: Path) -> None:
    """Write a project file with all of `project`; replaces `path` when it is complete.

    Written from memory, so it works while the project's own disk is full or gone.
    """
    path = Path(path)
    partial = path.with_name(f".annotator-{secrets.token_hex(6)}{SUFFIX}")
    try:
        lock = FileLock.acquire(path)
    except LockHeldError:
        raise ProjectLockedError(
            f"“{path.name}” is open in a window; choose another name for the copy."
        ) from None
    except OSError as error:
        raise AnnotatorError(
            f"The copy cannot be written to “{path.parent}” ({error.strerror}); "
            "choose another folder."
        ) from error
    try:
        ProjectFile.create(partial, project).close()
        os.replace(partial, path)
    finally:
        lock.release()
        with contextlib.suppress(OSError):
            partial.unlink()
