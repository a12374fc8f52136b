"""What to propagate: boxes from the command line or from a JSON file."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex, VideoInfo
from annotator.core.geometry import Box
from annotator.tracking.tracker import check_box

DEFAULT_CATEGORY = "object"


class PromptError(AnnotatorError):
    """A box or a prompts file that cannot be used."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One box on one frame. Prompts with the same name and category are the same object."""

    name: str
    category: str
    frame: FrameIndex
    box: Box


def parse_box(text: str) -> Box:
    """A box from `X,Y,W,H`, in pixels. Raises `ValueError` if it is something else."""
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError(
            f"'{text}' is not a box; write X,Y,W,H in pixels, as in 10,20,64,48"
        ) from None
    return Box(x, y, width, height)


def read_prompts(path: Path) -> list[Prompt]:
    """The prompts of a JSON file: a list of `{"name", "category", "frame", "box"}`."""
    from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

    class Entry(BaseModel):
        model_config = ConfigDict(extra="forbid")
        name: Annotated[str, Field(min_length=1)] | None = None
        category: Annotated[str, Field(min_length=1)] = DEFAULT_CATEGORY
        frame: Annotated[int, Field(ge=0)] = 0
        box: tuple[float, float, float, float]

    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PromptError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise PromptError(f"{path} is not a JSON file of prompts: {error}.") from error
    try:
        entries = TypeAdapter(list[Entry]).validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ", ".join(
            f"entry {part + 1}" if isinstance(part, int) else f"'{part}'"
            for part in first["loc"][:2]
        )
        message = first["msg"][0].lower() + first["msg"][1:]
        raise PromptError(f"{path}: {where + ': ' if where else ''}{message}.") from error
    if not entries:
        raise PromptError(f"{path} holds no prompts; add at least one box.")
    return [
        Prompt(entry.name or f"object {number}", entry.category, entry.frame, Box(*entry.box))
        for number, entry in enumerate(entries, 1)
    ]


def check_prompts(prompts: list[Prompt], video: VideoInfo) -> None:
    """Raise `AnnotatorError` if a box has no area in the picture or its frame does not exist."""
    keys: set[tuple[str, str, int]] = set()
    for prompt in prompts:
        if not 0 <= prompt.frame < video.frame_count:
            raise PromptError(
                f"'{prompt.name}' is on frame {prompt.frame}, but the video has the frames "
                f"0 to {video.frame_count - 1}."
            )
        check_box(prompt.box, width=video.width, height=video.height)
        key = (prompt.name, prompt.category, prompt.frame)
        if key in keys:
            raise PromptError(
                f"'{prompt.name}' has two boxes on frame {prompt.frame}; name one object otherwise."
            )
        keys.add(key)
