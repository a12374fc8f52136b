"""Projects for the tests of this folder: moving ellipses, and every state a frame can have."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from annotator.core.attributes import Attribute, Kind
from annotator.core.frames import VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.palette import track_color
from annotator.core.project import (
    Category,
    Direction,
    MediaRef,
    Observation,
    Origin,
    Project,
    Provenance,
    Track,
    Visibility,
)

RUN = Provenance("siammask", "light", "ab12", "run-1", 0, Direction.FORWARD, "2024-05-01T10:00:00Z")


def ellipse(
    height: int, width: int, center: tuple[float, float], radii: tuple[float, float]
) -> NDArray[np.bool_]:
    """(height, width) bool; `center` and `radii` are (x, y)."""
    y, x = np.mgrid[:height, :width]
    inside = ((x - center[0]) / radii[0]) ** 2 + ((y - center[1]) / radii[1]) ** 2 <= 1
    return np.asarray(inside, np.bool_)


def moving_ellipse(height: int, width: int, frame_index: int, track_id: int) -> Mask:
    """Apart from each other for few tracks on a wide picture; never empty."""
    center = ((12 + 9 * track_id + frame_index) % width, (8 + 7 * track_id) % height)
    return Mask.from_array(ellipse(height, width, center, (5, 4)))


def make_project(
    *, frames: int = 6, tracks: int = 2, size: tuple[int, int] = (64, 40), name: str = "clip"
) -> Project:
    """`size` is (width, height). Frame 0 of each track is a keyframe, the others propagated."""
    width, height = size
    project = Project(
        video=VideoInfo(width, height, frames, 25.0, is_count_exact=True),
        media=MediaRef(f"/videos/{name}.mp4", 1234, "00" * 32),
        categories={1: Category(1, "dog", "animal"), 2: Category(2, "cat")},
        next_track_id=tracks + 1,
    )
    for track_id in range(1, tracks + 1):
        track = Track(track_id, f"object {track_id}", 1 + track_id % 2, track_color(track_id - 1))
        for index in range(frames):
            track.observations[index] = Observation(
                moving_ellipse(height, width, index, track_id),
                Origin.PROPAGATED if index else Origin.MANUAL,
                score=None if index == 0 else 0.5 + index / (4 * frames),
                provenance=RUN if index else Provenance("brush"),
            )
        project.tracks[track_id] = track
    return project


def rich_project() -> Project:
    """Six frames with each origin, visibility and flag, a rotated box, an absent object."""
    project = make_project()
    first = project.tracks[1].observations
    mask = first[2].mask
    first[1] = Observation(mask, Origin.MERGED, Visibility.OCCLUDED, 0.25, reviewed=True)
    first[2] = Observation(mask, Origin.IMPORTED, locked=True, flagged=True, disagreement=0.25)
    first[3] = Observation(None, Origin.MANUAL, Visibility.OUT_OF_VIEW)
    first[4] = Observation(
        mask, Origin.PROPAGATED, rotated_box=RotatedBox(10.25, 8.5, 12.0, 6.75, -33.125)
    )
    project.tracks[2].is_locked = True
    project.tracks[2].is_shown = False
    project.tracks[1].name = "犬 🐕 «dog»"
    asked = (
        Attribute("pose & gait", Kind.CHOICE, True, ("stands", "犬 runs"), "stands"),
        Attribute("weight", Kind.NUMBER, default=4.5),
        Attribute("chipped", Kind.BOOLEAN),
        Attribute("breed", Kind.TEXT),
    )
    for category_id, category in project.categories.items():
        project.categories[category_id] = replace(category, attributes=asked)
    project.tracks[1].attributes = {
        "pose & gait": {2: "犬 runs", 4: "stands"},
        "weight": {0: 12.25},
        "chipped": {0: True},
        "breed": {0: "<poodle>"},
    }
    return project
