"""Frozen values that the session shows to the window."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from annotator.core.project import Direction
from annotator.session.requests import Order

Level = Literal["info", "warning", "error"]
JobKind = Literal["predict", "propagate", "merge", "candidates", "export", "import", "load"]
JobState = Literal["done", "stopped", "failed"]


@dataclass(frozen=True)
class JobStatus:
    """One running job. `fps` is a moving average; `eta_s` is None until a rate is known."""

    job_id: int
    track_id: int | None
    kind: JobKind
    label: str
    done: int
    total: int
    fps: float = 0.0
    eta_s: float | None = None
    direction: Direction | None = None
    is_waiting: bool = False
    """In the queue: it starts when others have ended."""


@dataclass(frozen=True)
class JobResult:
    """How a job ended. `path`: what it wrote, if it wrote something."""

    job_id: int
    state: JobState
    text: str = ""
    path: Path | None = None


@dataclass(frozen=True)
class Notice:
    """One sentence for the person. `can_undo`: offer an Undo button beside it."""

    level: Level
    text: str
    can_undo: bool = False
    preview: Order | None = None
    """Offer to show what this would change."""
    is_prompt: bool = False
    """It asks for a gesture: when that was made or given up, it has nothing more to say."""


@dataclass(frozen=True)
class FormatInfo:
    """A format as the dialogs of export and import show it. `suffix` is empty for folders."""

    name: str
    title: str
    is_folder: bool
    suffix: str
    losses: str
    choices: frozenset[str] = frozenset()
    """Fields of `ExportOptions` (`ImportOptions`) that make a difference in this format, beside
    the common ones.
    """
    needs_video: bool = False


@dataclass(frozen=True)
class MediaProblem:
    """The media of an opened project is missing, or is not the file that was annotated."""

    path: Path
    kind: Literal["missing", "changed", "unreadable"]
    text: str


@dataclass(frozen=True)
class HistoryState:
    """What undo and redo would do now; a running job counts as something to undo."""

    can_undo: bool = False
    can_redo: bool = False
    undo_label: str = ""
    redo_label: str = ""
