"""Hypothesis strategies for core values."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from annotator.core.edits import (
    AddTrack,
    Compound,
    Edit,
    RemoveTrack,
    ReorderTracks,
    SetCategory,
    SetObservations,
    UpdateTrack,
    add_category,
    remove_category,
)
from annotator.core.frames import VideoInfo
from annotator.core.geometry import RotatedBox
from annotator.core.mask import Mask
from annotator.core.project import (
    Absence,
    Category,
    Direction,
    Observation,
    Origin,
    Project,
    Provenance,
    Track,
    Visibility,
)

HEIGHT, WIDTH, FRAMES = 6, 7, 12

arrays = hnp.arrays(
    np.bool_, st.tuples(st.integers(1, 17), st.integers(1, 17)), elements=st.booleans()
)
masks = hnp.arrays(np.bool_, (HEIGHT, WIDTH)).map(Mask.from_array)
provenances = st.builds(
    Provenance,
    source=st.sampled_from(["brush", "siammask"]),
    run_id=st.sampled_from(["", "run-1"]),
    seed_frame=st.none() | st.integers(0, FRAMES - 1),
    direction=st.none() | st.sampled_from(Direction),
    edits=st.integers(0, 3),
)
observations = st.builds(
    Observation,
    mask=st.none() | masks,
    origin=st.sampled_from(Origin),
    visibility=st.sampled_from(Visibility),
    score=st.none() | st.floats(0, 1),
    rotated_box=st.none() | st.just(RotatedBox(3, 3, 2, 1, 30)),
    provenance=st.none() | provenances,
    reviewed=st.booleans(),
    locked=st.booleans(),
    flagged=st.booleans(),
    disagreement=st.none() | st.floats(0, 1),
    absence=st.none() | st.sampled_from(Absence),
    reason=st.sampled_from(["", "behind the tree", "犬"]),
    disputed=st.none() | masks,
)
names = st.text("ab犬🐶 ", min_size=1, max_size=4)


def new_project() -> Project:
    video = VideoInfo(WIDTH, HEIGHT, FRAMES)
    return Project(video, categories={1: Category(1, "object")})


@st.composite
def edits_for(draw: st.DrawFn, project: Project) -> Edit:
    """An edit that the project accepts as it is now."""
    kinds = ["add", "category"]
    if project.tracks:
        kinds += ["remove", "update", "reorder", "observe", "observe", "observe", "compound"]
    kind = draw(st.sampled_from(kinds))
    categories = st.sampled_from(sorted(project.categories))
    tracks = st.sampled_from(sorted(project.tracks)) if project.tracks else st.nothing()
    if kind == "add":
        track = Track(
            project.next_track_id + draw(st.integers(0, 2)),
            draw(names),
            draw(categories),
            (1, 2, 3),
            observations=draw(
                st.dictionaries(st.integers(0, FRAMES - 1), observations, max_size=3)
            ),
        )
        return AddTrack(track, draw(st.none() | st.integers(0, len(project.tracks))))
    if kind == "category":
        category_id = draw(st.integers(1, 5))
        used = {track.category_id for track in project.tracks.values()}
        if category_id > 1 and category_id not in used and draw(st.booleans()):
            return remove_category(category_id)
        return add_category(Category(category_id, draw(names)))
    if kind == "remove":
        return RemoveTrack(draw(tracks))
    if kind == "update":
        changes = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "name": names,
                    "category_id": categories,
                    "color": st.just((9, 8, 7)),
                    "is_shown": st.booleans(),
                    "is_locked": st.booleans(),
                    "attributes": st.dictionaries(
                        names, st.dictionaries(st.integers(0, FRAMES - 1), names), max_size=2
                    ),
                },
            )
        )
        return UpdateTrack(draw(tracks), changes)
    if kind == "reorder":
        return ReorderTracks(tuple(draw(st.permutations(sorted(project.tracks)))))
    edit = SetObservations(
        draw(tracks),
        draw(st.dictionaries(st.integers(0, FRAMES - 1), st.none() | observations, max_size=5)),
    )
    if kind == "observe":
        return edit
    rename = SetCategory(1, Category(1, draw(names)))
    return Compound((edit, rename, UpdateTrack(edit.track_id, {"name": draw(names)})), "Both")
