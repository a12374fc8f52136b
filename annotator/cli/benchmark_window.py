"""A window for `annotator benchmark`, with default settings of its own."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.options import TrackerChoice
from annotator.cli.window import go_offscreen, has_display, tracker_from

if TYPE_CHECKING:
    from annotator.gui.main_window import MainWindow
    from annotator.session.session import Session


@contextlib.contextmanager
def shown_window(
    choice: TrackerChoice, settings_path: Path
) -> Iterator[tuple["Session", "MainWindow"]]:
    """Session and window, shown: offscreen where there is no display."""
    if not has_display():
        go_offscreen(settings_path.parent)
    from annotator import app

    app.create_application()
    from annotator.session.settings import Settings

    settings = Settings(settings_path)
    with app.opened_window(tracker_from(choice), None, settings) as (session, window):
        window.show()
        yield session, window


def look_around(path: Path, settings_path: Path) -> dict[str, Any]:
    """Open a project in a window and use it; called in a process of its own."""
    # As in `annotator.__main__`, which such a process does not run.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with shown_window(TrackerChoice(), settings_path) as (session, window):
        from annotator.benchmarks import looking_around
        from annotator.benchmarks.project import resident_mib

        return looking_around.look_around(session, window, path, resident_mib)
