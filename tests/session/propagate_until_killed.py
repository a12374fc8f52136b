"""Run by test_kill.py: propagates an object of an existing project until somebody kills it.

Prints, for every mask when the session announces it (which is when it is painted), the frame,
the run's id and the time that this process has used.
"""

import sys
from pathlib import Path
from time import process_time

from PySide6.QtCore import QCoreApplication, QObject, Slot

from annotator.core.edits import SetObservations
from annotator.core.project import Direction
from annotator.session.session import Session
from annotator.session.settings import Settings
from tests.fakes import FakeTracker, fake_opener


class Announcer(QObject):
    """Writes a line for every mask that a propagation brings, with the time of this process."""

    @Slot(object)
    def on_edited(self, edit: object) -> None:
        if not isinstance(edit, SetObservations):
            return
        for frame_index, observation in edit.observations.items():
            assert observation is not None
            assert observation.provenance is not None
            line = f"{frame_index} {observation.provenance.run_id} {process_time()}\n"
            sys.stdout.write(line)
        sys.stdout.flush()


def main(folder: Path, frame_count: int, size: tuple[int, int]) -> None:
    """Open `folder/clip.annot` and propagate object 1 from frame 0, again and again."""
    app = QCoreApplication([])
    tracker = FakeTracker(velocity=(0.001, 0))
    session = Session(
        fake_opener(frame_count, size), lambda _: tracker, Settings(folder / "settings.ini")
    )
    session.open_project(folder / "clip.annot")
    announcer = Announcer()
    session.edited.connect(announcer.on_edited)
    session.job_ended.connect(lambda _: session.propagate(1, 0, Direction.FORWARD))
    session.propagate(1, 0, Direction.FORWARD)
    app.exec()
    session.shutdown()


if __name__ == "__main__":
    folder, *numbers = sys.argv[1:]
    count, width, height = map(int, numbers)
    main(Path(folder), count, (width, height))
