"""Random gestures, jobs, cancels, undos and reopens: the promises of the session hold."""

import random

import pytest
from PySide6.QtCore import QCoreApplication

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.core.project import Absence, Direction, Visibility
from tests.fakes import FakeTracker, Gate, square_mask
from tests.session.helpers import frozen, idle, manual_masks, wait_until

FRAMES = 16
GESTURES = 90
SEEDS = 20


class Labeler:
    """Does one random thing at a time to a session, within what the session allows."""

    def __init__(self, session, gate, chance):
        self.session = session
        self.gate = gate
        self.chance = chance

    def act(self):
        gestures = [
            self.start_track,
            self.brush,
            self.brush,
            self.propagate,
            self.propagate,
            self.propagate,
            self.let_arrive,
            self.let_arrive,
            self.let_arrive,
            self.stop,
            self.undo,
            self.undo,
            self.redo,
            self.delete_mask,
            self.delete_from,
            self.delete_track,
            self.set_states,
            self.redraw,
            self.rename,
            self.scrub,
            self.propagate_all,
            self.propagate_all,
            self.propagate_both,
            self.propagate_range,
            self.merge_between,
            self.split,
            self.merge_tracks,
            self.duplicate,
            self.delete_range,
            self.copy_mask,
            self.set_absent,
            self.move_layer,
            self.review,
        ]
        gesture = self.chance.choice(gestures)
        try:
            gesture()
        except AnnotatorError:
            return f"{gesture.__name__} (refused)"
        return gesture.__name__

    def frame(self):
        return self.chance.randrange(FRAMES)

    def frame_with_mask(self):
        tracks = self.session.project.tracks.values()
        frames = [i for one in tracks for i, seen in one.observations.items() if seen.mask]
        return self.chance.choice(frames or [0])

    def track_id(self):
        tracks = list(self.session.project.tracks)
        if not tracks:
            raise AnnotatorError("no object yet")
        return self.chance.choice(tracks)

    def mask(self):
        return square_mask((self.chance.randrange(60), self.chance.randrange(40), 9, 7))

    def start_track(self):
        box = Box(self.chance.randrange(70), self.chance.randrange(40), 12, 10)
        self.session.start_track(box, self.frame())

    def brush(self):
        self.session.set_mask(self.track_id(), self.frame(), self.mask(), "Brush stroke")

    def propagate(self):
        direction = self.chance.choice(list(Direction))
        track_id = self.track_id()
        keyframes = self.session.project.track(track_id).keyframes()
        start = self.chance.choice(keyframes) if keyframes else self.frame()
        self.session.propagate(track_id, start, direction)

    def let_arrive(self):
        """Workers may go on for some frames; no manual mask may change meanwhile."""
        # A redrawn box is asked for by a person; every other job leaves manual masks alone.
        redrawn = {job.track_id for job in self.session.jobs if job.kind == "predict"}
        before = {key: one for key, one in self._manual_masks() if key[0] not in redrawn}
        permits = self.chance.randrange(1, 7)
        self.gate.allow(permits)
        for _ in range(self.chance.randrange(1, 40)):
            QCoreApplication.processEvents()
        after = dict(self._manual_masks())
        assert {key: after.get(key) for key in before} == before

    def _manual_masks(self):
        return manual_masks(self.session).items()

    def stop(self):
        jobs = self.session.jobs
        self.session.stop(self.chance.choice(jobs).job_id if jobs else None)

    def undo(self):
        self.session.undo()

    def redo(self):
        self.session.redo()

    def delete_mask(self):
        self.session.delete_mask(self.track_id(), self.frame())

    def delete_from(self):
        self.session.delete_from(self.track_id(), self.frame())

    def delete_track(self):
        if self.chance.random() < 0.2:
            self.session.delete_track(self.track_id())

    def set_states(self):
        frames = range(self.frame(), FRAMES, 3)
        track_id = self.track_id()
        value = self.chance.random() < 0.5
        kind = self.chance.randrange(4)
        if kind == 0:
            self.session.set_reviewed(track_id, frames, value)
        elif kind == 1:
            self.session.set_locked(track_id, list(frames)[:1], value)
        elif kind == 2:
            self.session.set_flagged(track_id, frames, value)
        else:
            visibility = self.chance.choice(list(Visibility))
            self.session.set_visibility(track_id, list(frames)[:2], visibility)

    def redraw(self):
        self.session.redraw_box(self.track_id(), self.frame(), Box(20, 20, 8, 8))

    def rename(self):
        self.session.update_track(self.track_id(), name=f"name {self.chance.randrange(100)}")

    def propagate_all(self):
        directions = self.chance.choice([(Direction.FORWARD,), tuple(Direction)])
        self.session.propagate_all(self.frame_with_mask(), directions)

    def propagate_both(self):
        track_id = self.track_id()
        frames = list(self.session.project.track(track_id).observations)
        self.session.propagate_both(track_id, self.chance.choice(frames or [0]))

    def propagate_range(self):
        first = max(0, self.frame_with_mask() - 2)
        self.session.set_in_frame(first)
        self.session.set_out_frame(min(FRAMES - 1, first + 6))
        self.session.propagate_range()

    def merge_between(self):
        track_id, first = self.track_id(), self.chance.randrange(FRAMES - 4)
        self.session.set_mask(track_id, first, self.mask(), "Brush stroke")
        self.session.set_mask(track_id, first + 4, self.mask(), "Brush stroke")
        self.session.merge_between(track_id, first)

    def split(self):
        self.session.split_track(self.track_id(), self.frame())

    def merge_tracks(self):
        if self.chance.random() < 0.3:
            self.session.merge_tracks(self.track_id(), self.track_id())

    def duplicate(self):
        if len(self.session.project.tracks) < 8:
            self.session.duplicate_track(self.track_id())

    def delete_range(self):
        first = self.frame()
        self.session.delete_range(self.track_id(), first, first + 3)

    def copy_mask(self):
        track_id, offset = self.track_id(), self.chance.choice((-1, 1))
        frames = list(self.session.project.track(track_id).observations) or [0]
        frame = min(max(self.chance.choice(frames) - offset, 0), FRAMES - 1)
        self.session.copy_mask_from(track_id, frame, offset)

    def set_absent(self):
        first = self.frame()
        frames = range(first, min(FRAMES, first + 3))
        self.session.set_absent(self.track_id(), frames, self.chance.choice(list(Absence)))

    def move_layer(self):
        move = self.chance.choice(("up", "down", "top", "bottom"))
        self.session.move_layer(self.track_id(), move)

    def review(self):
        self.session.next_review()
        if self.chance.random() < 0.5:
            self.session.accept_review()

    def scrub(self):
        self.session.go_to_frame(self.frame())


def content(project):
    """What must come back: all but the next free id, which may only grow."""
    return project.video, project.media, project.categories, project.tracks


@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_gestures_keep_every_promise(make_session, qtbot, settings, seed):
    gate = Gate()
    settings.protects_others = seed % 2 == 0
    session = make_session(frame_count=FRAMES, tracker=FakeTracker(gate=gate))
    labeler = Labeler(session, gate, random.Random(seed))
    start = frozen(session)
    done = []
    for _ in range(GESTURES):
        done.append(labeler.act())
        session.project.check()
    gate.open()
    wait_until(qtbot, idle(session))
    while session.history.can_redo:  # gestures may end with an undo
        session.redo()
    end = frozen(session)

    while session.history.can_undo:
        session.undo()
        session.project.check()
    assert content(frozen(session)) == content(start), done
    while session.history.can_redo:
        session.redo()
        session.project.check()
    assert content(frozen(session)) == content(end), done

    path, last = session.project_path, frozen(session)
    session.close_project()
    session.open_project(path)
    assert frozen(session) == last, done
    assert list(session.project.tracks) == list(last.tracks)
