"""Project files of the commands: read one, or record a run into a new one."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.cli.console import say
from annotator.cli.pipeline import WriteBehind
from annotator.core.edits import Edit
from annotator.core.project import Project
from annotator.formats.project_file import Changes, ProjectFile, changes_of, load_project

SUFFIX = ".annot"


def read_project(path: Path) -> Project:
    """A project as it was last saved, also while a window has it open. Says what is damaged."""
    project, problems = load_project(path)
    for problem in problems:
        say(f"Note: {problem}")
    return project


@contextlib.contextmanager
def recording(path: Path, project: Project) -> Iterator[Callable[[Edit], None]]:
    """A new project file; yields `record(edit)`, which applies an edit and saves it.

    Each edit is one transaction, written by a thread of its own; on leaving, all of them are on
    disk. When the first mask could not be made, no file is left behind.
    """
    file = ProjectFile.create(path, project)
    masks_saved = threading.Event()

    def save(changes: Changes) -> None:
        file.save(changes)
        if changes.observations:
            masks_saved.set()

    writer = WriteBehind(save)
    writer.start()

    def record(edit: Edit) -> None:
        edit.apply(project)
        writer.put(changes_of(edit, project))

    try:
        try:
            yield record
        finally:
            try:
                writer.close()
            finally:
                file.close()
    except BaseException:
        if not masks_saved.is_set():
            path.unlink(missing_ok=True)
        raise
