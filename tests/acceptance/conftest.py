"""Where the pictures go: into ``ANNOTATOR_SCREENSHOTS``, else away with the test's own folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.desktop import Desktop, missing_programs, running_desktop


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder for the pictures of the screen."""
    named = os.environ.get("ANNOTATOR_SCREENSHOTS")
    folder = Path(named) if named else tmp_path / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    """A screen of its own; on display ``ANNOTATOR_TEST_DISPLAY`` (a number) or any free one."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"no real window without {', '.join(missing)}")
    number = os.environ.get("ANNOTATOR_TEST_DISPLAY")
    folder = tmp_path / "desktop"
    folder.mkdir()
    with running_desktop(folder, int(number) if number else None) as found:
        yield found
