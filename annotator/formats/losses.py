"""What a project holds and a format cannot, as facts: for people as sentences, for tests as rules.

`Loss` says how a project differs after it was exported and imported again. Three things are lost
in all formats, because they belong to this program and not to data sets: who made a mask (it
comes back as imported, with the format as its source), how objects are drawn (colour, shown,
locked) and the ids that are kept free for later.
"""

import enum


class Loss(enum.Enum):
    """The sentence for people is the value."""

    NAMES = "Names of objects are not stored"
    IDS = "objects are numbered anew"
    CATEGORIES = "categories are not stored"
    SUPERCATEGORIES = "supercategories are not stored"
    LAYERS = "the layer order is not stored"
    ABSENCE = "absent and unlabelled frames cannot be told apart"
    OCCLUSION = "whether an object is occluded is not stored"
    SCORES = "scores are not stored"
    REVIEW = "what is reviewed, locked or flagged is not stored"
    ROTATED_BOXES = "rotated boxes are not stored"
    ATTRIBUTES = "attributes are not stored"
    OVERLAPS = "where objects overlap, the upper layer has the pixels"
    BOXES = "masks become their boxes"
    ROTATED_ONLY = "masks become their rotated boxes"
    MERGED = "all objects become one foreground"
    PICTURES = "nothing can be read back: it is for looking at"


REPORT_KEEPS = frozenset({Loss.NAMES, Loss.IDS, Loss.CATEGORIES, Loss.SUPERCATEGORIES, Loss.LAYERS})
"""What `report.json`, which lies beside each export, brings back on import."""


def sentences(lost: frozenset[Loss], remark: str = "") -> str:
    """The losses in words, in the order of the enumeration."""
    parts = [loss.value for loss in Loss if loss in lost]
    text = "; ".join(parts)
    text = text[:1].upper() + text[1:] + ("." if text else "")
    return " ".join(part for part in (text, remark) if part)
