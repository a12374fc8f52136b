"""A project file as tests write it, and as another program sees it."""

import contextlib
import sqlite3
from pathlib import Path

from annotator.formats import schema
from annotator.formats.project_file import ProjectFile
from tests.formats.projects import rich_project


def write_project(path: Path, project=None) -> Path:
    ProjectFile.create(path, project or rich_project()).close()
    return path


def database(path: Path) -> contextlib.closing[sqlite3.Connection]:
    """The file as another program sees it, closed at the end of the block."""
    return contextlib.closing(sqlite3.connect(path, isolation_level=None))


def version_in(path: Path) -> int:
    with database(path) as connection:
        return schema.version_of(connection)
