"""Fixtures of the session's tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from annotator.session.playback import Playhead

MIB = 2**20


@pytest.fixture
def playhead(qapp: Any) -> Iterator[Playhead]:
    """One without media, closed in the end."""
    made = Playhead(64 * MIB)
    yield made
    made.close()
