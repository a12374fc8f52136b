"""Import as a task of a worker: a data set is read beside the project and added as one edit.

Nothing that is in the project is changed: every object that is read becomes a new one. Its
category is the one of that name, if there is one, and gets the attributes that it lacks.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from annotator.core.edits import AddTrack, Compound, Edit, SetCategory
from annotator.core.frames import SourceFactory, VideoInfo
from annotator.core.palette import track_color
from annotator.core.project import Category, Project, Track
from annotator.formats.guessing import guessed_format
from annotator.formats.importing import Imported, ImportOptions
from annotator.formats.registry import FORMATS, find_format
from annotator.session.tasks import Progress, Work
from annotator.session.values import FormatInfo

__all__ = [
    "ImportOptions",
    "Imported",
    "guessed_format",
    "import_edit",
    "import_infos",
    "import_task",
]


def import_infos() -> list[FormatInfo]:
    """The formats that can be read, in the order of the table."""
    return [
        FormatInfo(one.name, one.title, one.is_folder, one.suffix, one.losses, one.import_choices)
        for one in FORMATS.values()
        if one.reader is not None
    ]


def import_task(
    video: VideoInfo,
    format_name: str,
    path: Path,
    options: ImportOptions | None,
    source_factory: SourceFactory | None,
) -> Work[Imported]:
    """A task that reads `path` for a project on `video`."""
    chosen = find_format(format_name)

    def run(progress: Progress, should_stop: Callable[[], bool]) -> Imported:
        source = source_factory() if source_factory is not None else None
        try:
            return chosen.read(
                path,
                options,
                video=video,
                source=source,
                progress=progress,
                should_stop=should_stop,
            )
        finally:
            if source is not None:
                source.close()

    return run


def import_edit(project: Project, imported: Project, label: str) -> Compound:
    """One edit that adds the objects of `imported`, which is on the same video, on top."""
    edits: list[Edit] = []
    categories: dict[int, int] = {}
    used = {track.category_id for track in imported.tracks.values()}
    known = dict(project.categories)
    for category in imported.categories.values():
        if category.id in used:
            own = _own_category(known, category)
            categories[category.id] = own.id
            if known.get(own.id) != own:
                known[own.id] = own
                edits.append(SetCategory(own.id, own, label))
    for new_id, track in enumerate(imported.tracks.values(), start=project.next_track_id):
        added = _renumbered(track, new_id)
        added.category_id = categories[track.category_id]
        edits.append(AddTrack(added, label=label))
    return Compound(tuple(edits), label)


def _own_category(known: dict[int, Category], wanted: Category) -> Category:
    """The one of that name, with the attributes that it lacks; else a new one."""
    for one in known.values():
        if one.name == wanted.name:
            names = {attribute.name for attribute in one.attributes}
            lacking = tuple(a for a in wanted.attributes if a.name not in names)
            return replace(one, attributes=one.attributes + lacking) if lacking else one
    is_free = wanted.id not in known
    return wanted if is_free else replace(wanted, id=max(known) + 1)


def _renumbered(track: Track, new_id: int) -> Track:
    """A copy under another id; a name or colour that only says the id says the new one."""
    added = replace(track.copy(), id=new_id)
    if track.name == f"object {track.id}":
        added.name = f"object {new_id}"
    if track.color == track_color(track.id - 1):
        added.color = track_color(new_id - 1)
    return added
