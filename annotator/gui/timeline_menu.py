"""The timeline's context menu, and the words of its tooltips."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from annotator.core.project import (
    Absence,
    Direction,
    Observation,
    Project,
    Track,
    Visibility,
)
from annotator.gui.attempt import attempt
from annotator.gui.punctuation import listed
from annotator.gui.state_dialog import StateDialog
from annotator.gui.state_words import (
    absence_text,
    dispute_text,
    origin_text,
    reason_text,
    tool_text,
)
from annotator.gui.timeline_lanes import Lane, State
from annotator.session.session import Session


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)


class TimelineMenu(QMenu):
    """What can be done to one object at one frame, or in the in/out range around it."""

    def __init__(
        self, session: Session, track_id: int, frame: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._track_id = track_id
        self._frame = frame
        marked = session.marked_range
        is_in_range = marked is not None and frame in marked
        self.frames = marked if marked is not None and is_in_range else range(frame, frame + 1)
        self.setAccessibleName(self.tr("Frame states"))
        self._fill()

    def _add_title(self, text: str) -> None:
        """What the menu is about. Not a section: with a style sheet its text is not drawn."""
        title = self.addAction(text.replace("&", "&&"))
        title.setEnabled(False)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        self.addSeparator()

    def _fill(self) -> None:
        project = self._session.project
        if project is None or self._track_id not in project.tracks:
            return
        track = project.tracks[self._track_id]
        self._add_title(f"{track.name} · {_frames_text(self.frames)}")
        session, track_id, frames = self._session, self._track_id, self.frames
        for text, visibility in (
            (self.tr("Visible"), Visibility.VISIBLE),
            (self.tr("Occluded"), Visibility.OCCLUDED),
            (self.tr("Out of view (absent)"), Visibility.OUT_OF_VIEW),
        ):
            action = self._add(text, partial(session.set_visibility, track_id, frames, visibility))
            action.setCheckable(True)
            action.setChecked(self._all(track, "visibility", visibility))
        absences = self.addMenu(self.tr("Not seen because…"))
        for absence in Absence:
            change = partial(session.set_absent, track_id, frames, absence)
            self._add(absence_text(absence), change, absences)
        self._add(self.tr("State and reason…"), partial(self._ask_state, track))
        self.addSeparator()
        self._add_flag(track, self.tr("Reviewed"), "reviewed", session.set_reviewed)
        self._add_flag(track, self.tr("Locked"), "locked", session.set_locked)
        self._add_flag(track, self.tr("Flagged"), "flagged", session.set_flagged)
        self.addSeparator()
        propagate = partial(session.propagate, track_id, self._frame, on_reviewed="ask")
        forward = partial(propagate, direction=Direction.FORWARD)
        backward = partial(propagate, direction=Direction.BACKWARD)
        has_mask = self._has_mask(track)
        self._add(self.tr("Propagate forward from here"), forward).setEnabled(has_mask)
        self._add(self.tr("Propagate backward from here"), backward).setEnabled(has_mask)
        self.addSeparator()
        is_any = any(frame in track.observations for frame in frames)
        here = self.tr("Delete mask here") if len(frames) == 1 else self.tr("Delete range")
        self._add(here, self._delete).setEnabled(is_any)
        delete_from = partial(session.delete_from, track_id, self._frame)
        self._add(self.tr("Delete from here to the end"), delete_from)
        whole = partial(session.delete_track, track_id)
        self._add(self.tr("Delete the whole object"), whole)
        self.addSeparator()
        self._add(self.tr("Split object here"), self._split)

    def _split(self) -> None:
        self._session.select_track(self._session.split_track(self._track_id, self._frame))

    def _has_mask(self, track: Track) -> bool:
        observation = track.observations.get(self._frame)
        return observation is not None and observation.mask is not None

    def _all(self, track: Track, name: str, value: object) -> bool:
        """Whether every frame meant is observed and its field `name` is `value`."""
        found = [track.observations.get(frame) for frame in self.frames]
        return all(seen is not None and getattr(seen, name) is value for seen in found)

    def _add_flag(
        self,
        track: Track,
        text: str,
        name: str,
        verb: Callable[[int, range, bool], None],
    ) -> None:
        is_set = self._all(track, name, True)
        action = self._add(text, partial(verb, self._track_id, self.frames, not is_set))
        action.setCheckable(True)
        action.setChecked(is_set)

    def _add(self, text: str, call: Callable[[], object], menu: QMenu | None = None) -> QAction:
        action = (menu or self).addAction(text)
        action.triggered.connect(lambda _checked=False: attempt(self._session, call))
        return action

    def _ask_state(self, track: Track) -> None:
        dialog = StateDialog(self._session, track, self._frame, self.parentWidget())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _delete(self) -> None:
        if len(self.frames) == 1:
            self._session.delete_mask(self._track_id, self._frame)
        else:
            self._session.delete_range(self._track_id, self.frames.start, self.frames.stop - 1)


def _frames_text(frames: range) -> str:
    if len(frames) == 1:
        return _tr("frame {n}").format(n=frames.start + 1)
    return _tr("frames {a} to {b}").format(a=frames.start + 1, b=frames.stop)


def observation_text(track: Track, frame: int, observation: Observation | None) -> str:
    """Tooltip (rich text) of one frame of one lane: state, score, where it came from."""
    title = f"<b>{escape(track.name)}</b> · " + _tr("frame {n}").format(n=frame + 1)
    if observation is None:
        return title + "<br>" + _tr("Nothing here yet")
    lines = [title, origin_text(observation)]
    if observation.is_absent or observation.is_hidden:
        lines.pop()
    elif observation.mask is not None and observation.mask.is_empty:
        lines.append(_tr("The mask is empty: nothing is marked here"))
    lines += visibility_words(observation)
    states = mark_words(observation)
    if states:
        lines.append(listed(states).capitalize())
    reason = reason_text(observation)
    if reason:
        lines.append(escape(_tr("Because: {reason}").format(reason=reason)))
    if observation.score is not None:
        lines.append(_tr("Score {score:.2f}").format(score=observation.score))
    dispute = dispute_text(observation)
    if dispute:
        lines.append(_tr("Two sides differ: {dispute}").format(dispute=dispute))
    lines += _provenance_lines(observation)
    return "<br>".join(lines)


def mark_words(observation: Observation) -> list[str]:
    """What a person has said of it, beside whether it can be seen."""
    marks = (
        (observation.reviewed, _tr("reviewed")),
        (observation.locked, _tr("locked")),
        (observation.flagged, _tr("flagged")),
    )
    return [text for is_set, text in marks if is_set]


def visibility_words(observation: Observation) -> list[str]:
    """Nothing for what can be seen."""
    if observation.visibility is Visibility.OUT_OF_VIEW:
        return [_tr("Out of view")]
    if observation.is_hidden:
        return [_tr("Hidden behind something")]
    return [_tr("Occluded")] if observation.visibility is Visibility.OCCLUDED else []


def _provenance_lines(observation: Observation) -> list[str]:
    provenance = observation.provenance
    if provenance is None:
        return []
    lines = []
    if provenance.source and (provenance.edits or not provenance.checkpoint):
        lines.append(escape(_tr("Tool: {name}").format(name=tool_text(provenance.source))))
    if provenance.checkpoint:
        short_hash = provenance.checkpoint_hash[:8]
        made_by = "" if provenance.edits else f"{provenance.source} · "
        made_by = escape(made_by + provenance.checkpoint)
        lines.append(made_by + (f" ({escape(short_hash)})" if short_hash else ""))
    if provenance.seed_frame is not None:
        arrow = {Direction.FORWARD: "→", Direction.BACKWARD: "←", None: ""}[provenance.direction]
        seed = _tr("Run from frame {n}").format(n=provenance.seed_frame + 1)
        lines.append(f"{seed} {arrow}".rstrip())
    if provenance.created_at:
        lines.append(escape(provenance.created_at[:19].replace("T", " ") + " UTC"))
    return lines


def track_text(project: Project, track: Track, lane: Lane) -> str:
    """Tooltip (rich text) of a lane's header: name, category, how many frames of each kind."""
    category = project.categories.get(track.category_id)
    lines = [f"<b>{escape(track.name)}</b>" + (f" · {escape(category.name)}" if category else "")]
    for bit, text in (
        (State.MANUAL, _tr("{n} keyframes")),
        (State.PROPAGATED, _tr("{n} propagated")),
        (State.MERGED, _tr("{n} merged")),
        (State.IMPORTED, _tr("{n} imported")),
        (State.BLANK, _tr("{n} empty: nothing was found")),
        (State.ABSENT | State.OCCLUDED, _tr("{n} hidden behind something")),
        (State.ABSENT, _tr("{n} out of view")),
        (State.REVIEWED, _tr("{n} reviewed")),
        (State.LOCKED, _tr("{n} locked")),
        (State.FLAGGED, _tr("{n} flagged")),
    ):
        relevant = State.ABSENT | State.OCCLUDED if bit & State.ABSENT else bit
        count = int(np.count_nonzero((lane.states & int(relevant)) == int(bit)))
        if bit is State.MANUAL and count == 1:
            lines.append(_tr("1 keyframe"))
        elif count:
            lines.append(text.format(n=count))
    return "<br>".join(lines)
