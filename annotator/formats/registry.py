"""The table of formats: the dialog, the command line and the documentation are made from it.

A format is a record of functions (`Format`), not a subclass; adding one is adding a row.
"""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from annotator.core.errors import AnnotatorError
from annotator.formats.coco import COCO
from annotator.formats.coco_read import read_coco
from annotator.formats.csv_table import CSV, read_csv
from annotator.formats.cvat import CVAT, CVAT_IMAGES
from annotator.formats.cvat_read import Variant as Cvat
from annotator.formats.cvat_read import read_cvat
from annotator.formats.davis import DAVIS, DAVIS_2016
from annotator.formats.davis_layout import Variant as Davis
from annotator.formats.davis_read import read_davis
from annotator.formats.format import Format
from annotator.formats.importing import Imported, ImportOptions
from annotator.formats.labelme import LABELME, read_labelme
from annotator.formats.losses import Loss
from annotator.formats.mot import MOT, read_mot
from annotator.formats.mots import MOTS, MOTS_KITTI
from annotator.formats.mots_read import Variant as Mots
from annotator.formats.mots_read import read_mots
from annotator.formats.options import ExportCancelledError, ExportError, ExportOptions
from annotator.formats.overlay_video import OVERLAY, OVERLAY_GIF
from annotator.formats.png_masks import PNG_INDEX, PNG_MASKS, read_png_index, read_png_masks
from annotator.formats.reading import ImportCancelledError
from annotator.formats.reports import ExportReport, Finding, VerifyReport
from annotator.formats.vot import VOT, VOT_POLYGON, VOT_RECTANGLE
from annotator.formats.vot_read import read_vot
from annotator.formats.yolo import YOLO, read_yolo
from annotator.formats.youtube_vis import YOUTUBE_VIS
from annotator.formats.youtube_vis_read import read_youtube_vis
from annotator.formats.youtube_vos import YOUTUBE_VOS, read_youtube_vos

__all__ = [
    "CHOICES",
    "FORMATS",
    "ExportCancelledError",
    "ExportError",
    "ExportOptions",
    "ExportReport",
    "Finding",
    "Format",
    "ImportCancelledError",
    "ImportOptions",
    "Imported",
    "Loss",
    "VerifyReport",
    "find_format",
]

CHOICES: Mapping[str, str] = MappingProxyType(
    {
        "include_images": "--images",
        "frame_names": "--frame-names source|numbered",
        "sequence_name": "--sequence NAME",
        "image_set": "--image-set train|val",
        "overlaps": "--overlaps layer_order|refuse",
        "segmentation": "--segmentation rle|polygons",
        "holes": "--holes rle|fill",
        "parts": "--parts bridge|split",
        "outlines": "--outlines / --no-outlines",
        "labels": "--labels / --no-labels",
        "side_by_side": "--side-by-side",
    }
)
"""Fields of `ExportOptions` that concern some formats, and how the command line has them."""

_STATES = frozenset(
    {
        Loss.OCCLUSION,
        Loss.SCORES,
        Loss.REVIEW,
        Loss.ROTATED_BOXES,
        Loss.ABSENCE,
        Loss.ATTRIBUTES,
    }
)
_NAMES = frozenset({Loss.NAMES, Loss.CATEGORIES, Loss.SUPERCATEGORIES, Loss.LAYERS})
_DRAWINGS = (_STATES | {Loss.SUPERCATEGORIES, Loss.LAYERS}) - {Loss.OCCLUSION}
_ATTRIBUTES = (
    "Of attributes, a value begins at the next mask; numbers get limits that hold all values "
    "(beyond a billion or six decimals they are texts); where there is no default, a number is 0, "
    "yes or no is no, and a choice the first."
)
_INDICES = _STATES | _NAMES | {Loss.IDS, Loss.OVERLAPS}


def _fields(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _table(*formats: Format) -> Mapping[str, Format]:
    return MappingProxyType({one.name: one for one in formats})


FORMATS = _table(
    Format(
        COCO,
        "COCO instances (JSON)",
        ".json",
        frozenset({Loss.NAMES, Loss.LAYERS, Loss.ATTRIBUTES}),
        "States, scores and rotated boxes are in extra keys, which other COCO tools ignore. "
        "Polygons cannot hold holes: such masks are written as run-lengths, or filled if asked.",
        read_coco,
        choices=_fields("include_images frame_names segmentation holes"),
    ),
    Format(
        YOUTUBE_VIS,
        "YouTube-VIS (COCO for video, JSON)",
        ".json",
        _STATES | {Loss.LAYERS},
        "Names of objects are in an extra key, which other tools ignore.",
        read_youtube_vis,
        choices=_fields("include_images frame_names sequence_name"),
        read_choices=_fields("sequence"),
    ),
    Format(
        DAVIS,
        "DAVIS 2017 (palette PNG)",
        "",
        _INDICES,
        "At most 253 objects. Frames are numbered anew from 0.",
        partial(read_davis, Davis.DAVIS_2017),
        is_dense=True,
        choices=_fields("include_images overlaps sequence_name image_set"),
        read_choices=_fields("sequence"),
    ),
    Format(
        DAVIS_2016,
        "DAVIS 2016 (black and white PNG)",
        "",
        _STATES | _NAMES | {Loss.IDS, Loss.MERGED},
        "Frames are numbered anew from 0.",
        partial(read_davis, Davis.DAVIS_2016),
        is_dense=True,
        choices=_fields("include_images sequence_name image_set"),
        read_choices=_fields("sequence"),
    ),
    Format(
        YOUTUBE_VOS,
        "YouTube-VOS (palette PNG, meta.json)",
        "",
        _INDICES - {Loss.CATEGORIES},
        "At most 253 objects.",
        read_youtube_vos,
        is_dense=True,
        choices=_fields("include_images overlaps sequence_name image_set"),
        read_choices=_fields("sequence"),
    ),
    Format(
        MOTS,
        "MOTS (MOTSChallenge, text and 16-bit PNG)",
        "",
        _INDICES - {Loss.CATEGORIES},
        "The evaluators know cars and pedestrians only. Frames are numbered anew from 1.",
        partial(read_mots, Mots.CHALLENGE),
        choices=_fields("include_images overlaps sequence_name"),
        read_choices=_fields("sequence first_number"),
    ),
    Format(
        MOTS_KITTI,
        "KITTI MOTS (text and 16-bit PNG)",
        "",
        _INDICES - {Loss.CATEGORIES},
        "The evaluators know cars and pedestrians only. Frames are numbered anew from 0.",
        partial(read_mots, Mots.KITTI),
        choices=_fields("include_images overlaps sequence_name"),
        read_choices=_fields("sequence first_number"),
    ),
    Format(
        MOT,
        "MOTChallenge (boxes, text)",
        "",
        (_STATES | _NAMES | {Loss.BOXES}) - {Loss.OCCLUSION, Loss.CATEGORIES},
        "Frames are numbered anew from 1.",
        read_mot,
        choices=_fields("include_images sequence_name"),
        read_choices=_fields("sequence first_number"),
    ),
    Format(
        VOT,
        "VOT (masks, text)",
        "",
        _NAMES | {Loss.IDS, Loss.REVIEW, Loss.ROTATED_BOXES, Loss.ATTRIBUTES},
        "States are tags, scores a value file. Frames are numbered anew from 1.",
        read_vot,
        choices=_fields("include_images sequence_name"),
        read_choices=_fields("sequence"),
    ),
    Format(
        VOT_RECTANGLE,
        "VOT (rectangles, text)",
        "",
        _NAMES | {Loss.IDS, Loss.REVIEW, Loss.BOXES, Loss.ROTATED_BOXES, Loss.ATTRIBUTES},
        "States are tags, scores a value file. Frames are numbered anew from 1.",
        read_vot,
        choices=_fields("include_images sequence_name"),
        read_choices=_fields("sequence"),
    ),
    Format(
        VOT_POLYGON,
        "VOT (rotated boxes, text)",
        "",
        _NAMES | {Loss.IDS, Loss.REVIEW, Loss.ROTATED_ONLY, Loss.ATTRIBUTES},
        "States are tags, scores a value file. Frames are numbered anew from 1.",
        read_vot,
        choices=_fields("include_images sequence_name"),
        read_choices=_fields("sequence"),
    ),
    Format(
        CVAT,
        "CVAT for video 1.1 (polygons, XML)",
        ".xml",
        (_DRAWINGS | {Loss.NAMES}) - {Loss.ATTRIBUTES},
        "Holes and separate parts are joined by bridges of no width, which other tools show. "
        + _ATTRIBUTES,
        partial(read_cvat, Cvat.VIDEO),
        choices=_fields("include_images sequence_name"),
    ),
    Format(
        CVAT_IMAGES,
        "CVAT for images 1.1 (masks, XML)",
        ".xml",
        (_DRAWINGS | {Loss.NAMES}) - {Loss.ATTRIBUTES},
        _ATTRIBUTES,
        partial(read_cvat, Cvat.IMAGES),
        choices=_fields("include_images frame_names sequence_name"),
    ),
    Format(
        LABELME,
        "labelme (JSON per frame)",
        "",
        _DRAWINGS - {Loss.REVIEW},
        "What is occluded or reviewed is in flags.",
        read_labelme,
        choices=_fields("include_images frame_names"),
    ),
    Format(
        YOLO,
        "YOLO segmentation (text per frame)",
        "",
        _DRAWINGS | {Loss.NAMES, Loss.OCCLUSION},
        "Holes are joined by bridges of no width, and so are separate parts, unless each is asked "
        "for as a line. Which line is which object is in tracks.csv, which other tools ignore.",
        read_yolo,
        choices=_fields("include_images frame_names image_set parts"),
        read_choices=_fields("sequence"),
    ),
    Format(
        CSV,
        "Table (CSV)",
        ".csv",
        frozenset({Loss.LAYERS, Loss.ROTATED_ONLY, Loss.ATTRIBUTES}),
        "",
        read_csv,
    ),
    Format(
        PNG_MASKS,
        "PNG per object (black and white)",
        "",
        _STATES | _NAMES,
        "",
        read_png_masks,
        is_dense=True,
        choices=_fields("include_images frame_names"),
    ),
    Format(
        PNG_INDEX,
        "PNG of indices",
        "",
        _INDICES,
        "At most 253 objects.",
        read_png_index,
        is_dense=True,
        choices=_fields("include_images frame_names overlaps"),
    ),
    Format(
        OVERLAY,
        "Overlay video (MP4, H.264)",
        ".mp4",
        frozenset({Loss.PICTURES}),
        needs_video=True,
        choices=_fields("outlines labels side_by_side"),
    ),
    Format(
        OVERLAY_GIF,
        "Overlay animation (GIF)",
        ".gif",
        frozenset({Loss.PICTURES}),
        "At most 600 frames, scaled down.",
        needs_video=True,
        choices=_fields("outlines labels side_by_side"),
    ),
)


def find_format(name: str) -> Format:
    """The format of that name; an error that lists the known ones."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise AnnotatorError(f"There is no format '{name}'; choose one of {known}.") from None
