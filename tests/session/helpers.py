"""What the session tests share."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, SignalInstance

from annotator.core.geometry import Box
from annotator.core.project import Origin, Project
from annotator.session.playback import Playhead
from annotator.session.session import Session
from tests.fakes import FakeSource, Gate

WAIT_MS = 30_000


class Recorder(QObject):
    """Keeps what a signal sent, in order: the argument, or a tuple of several (or none)."""

    def __init__(self, signal: SignalInstance, also: Callable[[Any], None] | None = None) -> None:
        super().__init__()
        self.values: list[Any] = []
        self._also = also
        signal.connect(self._on_sent)

    def _on_sent(self, *values: Any) -> None:
        value = values[0] if len(values) == 1 else values
        self.values.append(value)
        if self._also is not None:
            self._also(value)


def wait_until(qtbot: Any, condition: Callable[[], bool]) -> None:
    """Turn the event loop until the condition holds."""
    qtbot.waitUntil(condition, timeout=WAIT_MS)


def idle(session: Session) -> Callable[[], bool]:
    """A condition: no job runs."""
    return lambda: session.jobs == ()


def drain(qtbot: Any, session: Session) -> None:
    """Wait until no job thread is left, so that nothing can arrive any more."""
    wait_until(qtbot, lambda: not session._board._threads)


def frozen(session: Session) -> Project:
    """The project as it is now, to compare with later."""
    assert session.project is not None
    return session.project.copy()


def started_track(session: Session, qtbot: Any, frame: int, box: Box | None = None) -> int:
    """An object with a mask on `frame`."""
    track_id = session.start_track(box or Box(10, 20, 12, 12), frame)
    assert session.project is not None
    project = session.project
    wait_until(qtbot, lambda: project.observation(track_id, frame) is not None)
    wait_until(qtbot, lambda: all(job.kind != "predict" for job in session.jobs))
    return track_id


def propagated_frames(session: Session, track_id: int) -> list[int]:
    """Frames of an object that the tracker filled, in order."""
    assert session.project is not None
    observations = session.project.track(track_id).observations
    return sorted(i for i, one in observations.items() if one.origin is Origin.PROPAGATED)


def manual_masks(session: Session) -> dict[tuple[int, int], Any]:
    """All manual observations, by track and frame."""
    assert session.project is not None
    return {
        (track.id, index): one
        for track in session.project.tracks.values()
        for index, one in track.observations.items()
        if one.origin is Origin.MANUAL
    }


def show(playhead: Playhead, source: FakeSource) -> None:
    """Open a made source in a playhead."""
    playhead.open(source, source.another, source.info.frame_count)


class GatedSource(FakeSource):
    """Decodes only when the test lets it; remembers what it decoded."""

    def __init__(self, gate: Gate, reads: list[int], **kinds: Any) -> None:
        super().__init__(**kinds)
        self.gate, self.reads = gate, reads

    def another(self) -> "GatedSource":
        return GatedSource(self.gate, self.reads, frame_count=self.info.frame_count)

    def read(self, frame_index: int) -> Any:
        self.gate.pass_through()
        self.reads.append(frame_index)
        return super().read(frame_index)
