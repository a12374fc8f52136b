"""What the states of an observation are called, wherever they are shown."""

from PySide6.QtCore import QCoreApplication

from annotator.core.project import Absence, Observation, Origin, Visibility


def absence_text(absence: Absence) -> str:
    """Why there is no mask."""
    return {
        Absence.LEFT: _tr("it has left the picture"),
        Absence.NOT_YET: _tr("it has not appeared yet"),
        Absence.HIDDEN: _tr("it is hidden behind something"),
        Absence.UNKNOWN: _tr("not known"),
    }[absence]


def suggested_reasons(visibility: Visibility | None) -> list[str]:
    """Reasons that are often meant, besides the absences; any other text is as good."""
    if visibility is Visibility.OUT_OF_VIEW:
        return []
    if visibility is Visibility.OCCLUDED:
        return [_tr("behind another object"), _tr("behind the scenery"), _tr("reflection")]
    return [_tr("motion blur"), _tr("too small to see"), _tr("outline not clear"), _tr("doubtful")]


def reason_text(observation: Observation) -> str:
    """Why the state is what it is; empty where nobody has said it."""
    absence = None if observation.is_hidden else observation.absence  # its state says it
    parts = [] if absence is None else [absence_text(absence)]
    return " – ".join(filter(None, [*parts, observation.reason]))


def origin_text(observation: Observation) -> str:
    """Where a mask comes from. A keyframe is by hand once somebody has painted in it: what the
    network made of a person's box is theirs too, but not their outline.
    """
    made = observation.provenance
    if observation.is_keyframe and made is not None and made.source == "box" and not made.edits:
        return _tr("Keyframe: predicted from your box")
    return {
        Origin.MANUAL: _tr("Keyframe: made by hand"),
        Origin.PROPAGATED: _tr("Propagated"),
        Origin.MERGED: _tr("Merged from both sides"),
        Origin.IMPORTED: _tr("Imported"),
    }[observation.origin]


def dispute_text(observation: Observation) -> str:
    """How far the two sides of a merge differ; empty for every other mask."""
    if observation.disagreement is None:
        return ""
    text = _tr("{share} % of their pixels").format(share=round(100 * observation.disagreement))
    if observation.disputed is None:
        return text
    return text + _tr(" ({count} px)").format(count=observation.disputed.area)


def tool_text(source: str) -> str:
    """The tool of a provenance; a format or a network is called by its own name."""
    return {
        "box": _tr("box"),
        "brush": _tr("brush"),
        "eraser": _tr("eraser"),
        "polygon": _tr("polygon"),
        "lasso": _tr("lasso"),
        "move": _tr("moving"),
        "fill": _tr("filling holes"),
        "islands": _tr("dropping islands"),
        "smooth": _tr("smoothing"),
        "grow": _tr("growing"),
        "shrink": _tr("shrinking"),
        "snap": _tr("snapping to edges"),
        "copy": _tr("copying"),
        "state": _tr("setting the state"),
    }.get(source, source)


def _tr(text: str) -> str:
    return QCoreApplication.translate("states", text)
