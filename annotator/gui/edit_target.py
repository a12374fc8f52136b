"""Which mask a tool may change, and how the result gets into the project."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from annotator.core.mask import Mask
from annotator.core.palette import track_color
from annotator.core.project import Project, Track
from annotator.gui.tools import ToolHost, selected_track


def paintable_track(host: ToolHost, *, may_be_new: bool = False) -> tuple[Track, int] | None:
    """The selected track and the frame on screen, if that mask may be painted on.

    `may_be_new`: where no object is selected, a track that is not in the project yet; `commit`
    puts it there.
    """
    frame_index, project = host.frame_index, host.session.project
    if frame_index is None:
        return None
    if may_be_new and project is not None and host.session.selected_track_id is None:
        new_id = project.next_track_id
        return Track(new_id, _tr("New object"), 0, track_color(new_id - 1)), frame_index
    track = selected_track(host)
    if track is None:
        return None
    observation = track.observations.get(frame_index)
    if track.is_locked:
        host.warn(_tr("“{0}” is locked; unlock it in the list to paint.").format(track.name))
        return None
    if observation is not None and observation.locked:
        host.warn(
            _tr("“{0}” is locked on this frame; press Shift+L to unlock it.").format(track.name)
        )
        return None
    if not track.is_shown:
        host.warn(_tr("“{0}” is hidden; show it in the list to paint.").format(track.name))
        return None
    return track, frame_index


def mask_of(track: Track, frame_index: int) -> Mask | None:
    """The mask of an object on a frame."""
    observation = track.observations.get(frame_index)
    return observation.mask if observation is not None else None


def other_masks(project: Project, track_id: int, frame_index: int) -> list[Mask]:
    """The masks of all other objects on that frame, hidden ones too."""
    found = [
        mask_of(track, frame_index) for track in project.tracks.values() if track.id != track_id
    ]
    return [mask for mask in found if mask is not None]


def protected_pixels(host: ToolHost, track_id: int, frame_index: int) -> NDArray[np.bool_] | None:
    """Where painting must not add anything, `(height, width)`; None: everywhere it may."""
    project = host.session.project
    if project is None or not host.session.settings.protects_others:
        return None
    others = other_masks(project, track_id, frame_index)
    if not others:
        return None
    blocked = np.zeros((project.video.height, project.video.width), np.bool_)
    for placed in map(host.placed, others):
        height, width = placed.pixels.shape
        blocked[placed.y : placed.y + height, placed.x : placed.x + width] |= placed.pixels
    return blocked


def commit(
    host: ToolHost, track: Track, frame_index: int, mask: Mask, label: str, source: str
) -> None:
    """Put a changed mask into the project: one undo step, or none where nothing changed.

    `source` is the tool, for the provenance.
    """
    before = mask_of(track, frame_index)
    if mask == before or (before is None and mask.is_empty):
        host.warn(_tr("That changes nothing here."))
        return
    session = host.session
    if session.project is not None and track.id not in session.project.tracks:
        session.select_track(session.add_object(frame_index, mask, label, source))
    else:
        session.set_mask(track.id, frame_index, mask, label, source)


def _tr(text: str) -> str:
    return QCoreApplication.translate("tools", text)
