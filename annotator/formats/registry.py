"""The table of formats: the dialog, the command line and the documentation are made from it.

A format is a record of functions (`Recipe`), not a subclass; adding one is adding a row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameSource, VideoInfo
from annotator.core.project import MediaRef, Project
from annotator.formats.coco import COCO
from annotator.formats.coco_read import read_coco
from annotator.formats.csv_table import CSV, read_csv
from annotator.formats.cvat import CVAT, CVAT_IMAGES
from annotator.formats.cvat_read import Variant as Cvat
from annotator.formats.cvat_read import read_cvat
from annotator.formats.davis import DAVIS, DAVIS_2016
from annotator.formats.davis_layout import Variant as Davis
from annotator.formats.davis_read import read_davis
from annotator.formats.export import Progress, Recipe, find_obstacles, run_export
from annotator.formats.importing import Imported, ImportOptions, import_project
from annotator.formats.labelme import LABELME, read_labelme
from annotator.formats.losses import Loss, sentences
from annotator.formats.mot import MOT, read_mot
from annotator.formats.mots import MOTS, MOTS_KITTI
from annotator.formats.mots_read import Variant as Mots
from annotator.formats.mots_read import read_mots
from annotator.formats.options import ExportCancelledError, ExportError, ExportOptions
from annotator.formats.overlay_video import OVERLAY, OVERLAY_GIF
from annotator.formats.png_masks import PNG_INDEX, PNG_MASKS, read_png_index, read_png_masks
from annotator.formats.reading import ImportCancelledError, Reader
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


def _no_progress(_fraction: float, _text: str) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """One row. `suffix` is empty for formats that are a folder."""

    recipe: Recipe
    title: str
    suffix: str
    lost: frozenset[Loss]
    """What the format's own files cannot hold, without the report that lies beside them."""
    remark: str = ""
    reader: Reader | None = None
    """None: the format is for looking at, and cannot be imported."""
    is_dense: bool = False
    """Every listed frame shows all objects, so one that is not there is absent."""
    needs_video: bool = False
    """It cannot be written without the frames."""

    @property
    def choices(self) -> frozenset[str]:
        """Fields of `ExportOptions` that make a difference here, beside those of all formats
        (which frames and objects, categories, pixel hashes).
        """
        return frozenset(_CHOICES[self.name].split())

    @property
    def import_choices(self) -> frozenset[str]:
        """Fields of `ImportOptions` that make a difference here, beside the scaling."""
        empty = {"empty"} if self.is_dense else set()
        return frozenset(_IMPORT_CHOICES.get(self.name, "").split()) | empty

    @property
    def losses(self) -> str:
        """What a project holds and this format cannot, in words for people."""
        return sentences(self.lost, self.remark)

    @property
    def name(self) -> str:
        """As on the command line."""
        return self.recipe.name

    @property
    def is_folder(self) -> bool:
        return self.recipe.is_folder

    def preflight(self, project: Project, options: ExportOptions) -> list[Finding]:
        """What would be refused or should be known, before anything is written."""
        return find_obstacles(self.recipe, project, options)

    def write(
        self,
        project: Project,
        destination: Path,
        options: ExportOptions | None = None,
        *,
        source: FrameSource | None = None,
        progress: Progress = _no_progress,
        should_stop: Callable[[], bool] = _never,
    ) -> ExportReport:
        """Write, read back with a reader that is not ours, move into place. On any
        `ExportError` (also when stopped: `ExportCancelledError`) nothing has changed.
        """
        return run_export(
            self.recipe,
            project,
            Path(destination),
            options or ExportOptions(),
            source=source,
            progress=progress,
            should_stop=should_stop,
        )

    def verify(self, path: Path, project: Project | None = None) -> VerifyReport:
        """Check an export of any origin; with a project, compare mask by mask."""
        try:
            return self.recipe.verify(Path(path), project)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ExportError(f"'{path}' cannot be read: {reason}; check the path.") from error

    def read(
        self,
        path: Path,
        options: ImportOptions | None = None,
        *,
        video: VideoInfo | None = None,
        source: FrameSource | None = None,
        media: MediaRef | None = None,
        progress: Progress = _no_progress,
        should_stop: Callable[[], bool] = _never,
    ) -> Imported:
        """A project made of a data set. With the video (`source`, and `media` to remember it by)
        sizes are compared and frames are found again after a re-encode; with its facts alone
        (`video`) sizes are compared.
        """
        path = Path(path)
        if self.reader is None:
            raise AnnotatorError(f"{self.title} cannot be imported; it holds pictures, no masks.")
        if not path.exists():
            raise AnnotatorError(f"'{path}' does not exist; check the path.")
        try:
            return import_project(
                self.name,
                self.reader,
                path,
                options or ImportOptions(),
                is_dense=self.is_dense,
                video=video,
                source=source,
                media=media,
                progress=progress,
                should_stop=should_stop,
            )
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise AnnotatorError(f"'{path}' cannot be read: {reason}; check the path.") from error


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


_CHOICES = {
    "coco": "include_images frame_names segmentation holes",
    "youtube-vis": "include_images frame_names sequence_name",
    "davis": "include_images overlaps sequence_name image_set",
    "davis2016": "include_images sequence_name image_set",
    "youtube-vos": "include_images overlaps sequence_name image_set",
    "mots": "include_images overlaps sequence_name",
    "mots-kitti": "include_images overlaps sequence_name",
    "mot": "include_images sequence_name",
    "vot": "include_images sequence_name",
    "vot-rectangle": "include_images sequence_name",
    "vot-polygon": "include_images sequence_name",
    "cvat": "include_images sequence_name",
    "cvat-images": "include_images frame_names sequence_name",
    "labelme": "include_images frame_names",
    "yolo-seg": "include_images frame_names image_set parts",
    "csv": "",
    "png-masks": "include_images frame_names",
    "png-index": "include_images frame_names overlaps",
    "overlay": "outlines labels side_by_side",
    "overlay-gif": "outlines labels side_by_side",
}
_IMPORT_CHOICES = {
    "davis": "sequence",
    "davis2016": "sequence",
    "youtube-vis": "sequence",
    "youtube-vos": "sequence",
    "mots": "sequence first_number",
    "mots-kitti": "sequence first_number",
    "mot": "sequence first_number",
    "vot": "sequence",
    "vot-rectangle": "sequence",
    "vot-polygon": "sequence",
    "yolo-seg": "sequence",
}
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
    ),
    Format(
        YOUTUBE_VIS,
        "YouTube-VIS (COCO for video, JSON)",
        ".json",
        _STATES | {Loss.LAYERS},
        "Names of objects are in an extra key, which other tools ignore.",
        read_youtube_vis,
    ),
    Format(
        DAVIS,
        "DAVIS 2017 (palette PNG)",
        "",
        _INDICES,
        "At most 253 objects. Frames are numbered anew from 0.",
        partial(read_davis, Davis.DAVIS_2017),
        is_dense=True,
    ),
    Format(
        DAVIS_2016,
        "DAVIS 2016 (black and white PNG)",
        "",
        _STATES | _NAMES | {Loss.IDS, Loss.MERGED},
        "Frames are numbered anew from 0.",
        partial(read_davis, Davis.DAVIS_2016),
        is_dense=True,
    ),
    Format(
        YOUTUBE_VOS,
        "YouTube-VOS (palette PNG, meta.json)",
        "",
        _INDICES - {Loss.CATEGORIES},
        "At most 253 objects.",
        read_youtube_vos,
        is_dense=True,
    ),
    Format(
        MOTS,
        "MOTS (MOTSChallenge, text and 16-bit PNG)",
        "",
        _INDICES - {Loss.CATEGORIES},
        "The evaluators know cars and pedestrians only. Frames are numbered anew from 1.",
        partial(read_mots, Mots.CHALLENGE),
    ),
    Format(
        MOTS_KITTI,
        "KITTI MOTS (text and 16-bit PNG)",
        "",
        _INDICES - {Loss.CATEGORIES},
        "The evaluators know cars and pedestrians only. Frames are numbered anew from 0.",
        partial(read_mots, Mots.KITTI),
    ),
    Format(
        MOT,
        "MOTChallenge (boxes, text)",
        "",
        (_STATES | _NAMES | {Loss.BOXES}) - {Loss.OCCLUSION, Loss.CATEGORIES},
        "Frames are numbered anew from 1.",
        read_mot,
    ),
    Format(
        VOT,
        "VOT (masks, text)",
        "",
        _NAMES | {Loss.IDS, Loss.REVIEW, Loss.ROTATED_BOXES, Loss.ATTRIBUTES},
        "States are tags, scores a value file. Frames are numbered anew from 1.",
        read_vot,
    ),
    Format(
        VOT_RECTANGLE,
        "VOT (rectangles, text)",
        "",
        _NAMES | {Loss.IDS, Loss.REVIEW, Loss.BOXES, Loss.ROTATED_BOXES, Loss.ATTRIBUTES},
        "States are tags, scores a value file. Frames are numbered anew from 1.",
        read_vot,
    ),
    Format(
        VOT_POLYGON,
        "VOT (rotated boxes, text)",
        "",
        _NAMES | {Loss.IDS, Loss.REVIEW, Loss.ROTATED_ONLY, Loss.ATTRIBUTES},
        "States are tags, scores a value file. Frames are numbered anew from 1.",
        read_vot,
    ),
    Format(
        CVAT,
        "CVAT for video 1.1 (polygons, XML)",
        ".xml",
        (_DRAWINGS | {Loss.NAMES}) - {Loss.ATTRIBUTES},
        "Holes and separate parts are joined by bridges of no width, which other tools show. "
        + _ATTRIBUTES,
        partial(read_cvat, Cvat.VIDEO),
    ),
    Format(
        CVAT_IMAGES,
        "CVAT for images 1.1 (masks, XML)",
        ".xml",
        (_DRAWINGS | {Loss.NAMES}) - {Loss.ATTRIBUTES},
        _ATTRIBUTES,
        partial(read_cvat, Cvat.IMAGES),
    ),
    Format(
        LABELME,
        "labelme (JSON per frame)",
        "",
        _DRAWINGS - {Loss.REVIEW},
        "What is occluded or reviewed is in flags.",
        read_labelme,
    ),
    Format(
        YOLO,
        "YOLO segmentation (text per frame)",
        "",
        _DRAWINGS | {Loss.NAMES, Loss.OCCLUSION},
        "Holes are joined by bridges of no width, and so are separate parts, unless each is asked "
        "for as a line. Which line is which object is in tracks.csv, which other tools ignore.",
        read_yolo,
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
    ),
    Format(
        PNG_INDEX,
        "PNG of indices",
        "",
        _INDICES,
        "At most 253 objects.",
        read_png_index,
        is_dense=True,
    ),
    Format(
        OVERLAY,
        "Overlay video (MP4, H.264)",
        ".mp4",
        frozenset({Loss.PICTURES}),
        needs_video=True,
    ),
    Format(
        OVERLAY_GIF,
        "Overlay animation (GIF)",
        ".gif",
        frozenset({Loss.PICTURES}),
        "At most 600 frames, scaled down.",
        needs_video=True,
    ),
)


def find_format(name: str) -> Format:
    """The format of that name; an error that lists the known ones."""
    try:
        return FORMATS[name]
    except KeyError:
        known = ", ".join(FORMATS)
        raise AnnotatorError(f"There is no format '{name}'; choose one of {known}.") from None
