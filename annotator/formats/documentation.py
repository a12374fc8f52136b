"""`docs/formats.md`, made from the table of formats so that it cannot go stale.

Written anew by ``python -m annotator.formats.documentation docs/formats.md``; a test compares.
"""

import sys
from pathlib import Path

from annotator.formats.losses import Loss
from annotator.formats.registry import CHOICES, FORMATS, Format

_OR = r"\|"
_HEAD = """\
# Formats

This page is made from the table in `annotator/formats/registry.py`
(`python -m annotator.formats.documentation docs/formats.md`).

```
annotator export P.annot FORMAT DEST [options]
annotator import FORMAT SRC -o P.annot [--media VIDEO]
annotator verify FORMAT PATH [--project P.annot]
```

"""

_COMMON = """
For all formats: frames (`--scope all|annotated|reviewed`, `--from`, `--to`, `--step`), objects
(`--track`), categories (`--category dog=animal`), `--no-pixel-hash`.

"""

_TAIL = """
## Every export

- is written beside its destination, read back by a reader that does not share the writer's code,
  compared mask by mask, and only then moved into place; an interrupted one changes nothing;
- says beforehand what the format's official evaluator would refuse or score wrongly;
- has the same bytes for the same project;
- has a `report.json` and a `frame_map.csv` in its folder (`NAME.report.json` and
  `NAME.frame_map.csv` beside a single file).

The **report** says what was exported, and in `objects` which object (`track_id`) has which number
in the export (`export_id`), name, category, supercategory and colour. The **frame map** has a line
for each exported frame:

| column | |
|---|---|
| `source_index` | frame of the video, 0-based: the *n*-th decoded one |
| `pts`, `time_s` | its time stamp in the file's own unit, and in seconds |
| `export_name`, `export_index` | what the format calls it: file name, number |
| `state` | of the frame: `reviewed`, `manual`, `imported`, `propagated`, `absent` or `unlabelled` |
| `pixel_hash` | see below; empty without the video |

The **pixel hash** is the mean brightness of 16 x 16 tiles. It survives re-encoding and rescaling:
`annotator import ... --media OTHER.mp4` finds the labelled frames in a video that was encoded
anew, cut, or has other frame rates, by the best assignment that keeps the order. It needs the
video at export, which is decoded for it (`--no-pixel-hash` leaves it out).

A destination whose folder does not exist yet is made, and unmade if the export fails.

Without `--images` no picture is written, though some formats name one (`file_name` in COCO); the
frame map leads to the frame of the video.

### Extra keys in COCO

Readers of COCO ignore them; without them the file is plain COCO.

| where | key | |
|---|---|---|
| image | `video_id`, `frame_index`, `pts`, `time_s` | the frame, as in the frame map |
| image | `absent` | objects known to have no mask there: `track_id`, `visibility` |
| annotation | `track_id` | the object; equal in all its frames |
| annotation | `attributes` | `origin`, `occluded`, `reviewed`, `locked`, `flagged` |
| annotation | `score` | of the tracker, 0 to 1 |
| annotation | `rotated_box` | centre x, y, width, height, degrees clockwise |
| annotation | `provenance_id` | who made the mask: an entry of the list `provenance` |

`origin` is `manual`, `propagated`, `merged` or `imported`. An entry of `provenance` has `source` (a
tool or the tracker), the weights with their SHA-256, the run, the frame and direction it came from,
the time, and how often the mask was edited by hand since.

## Every import

- makes a new project, or in the window (File > Import labels) new objects of the open one, as one
  undo step; what is there stays. Masks become observations of origin *imported*, which
  propagation never overwrites. Boxes become **box prompts**: imported observations with a box
  and without a mask. The window shows them dashed and runs them (Propagate > Run boxes),
  `annotator import ... --media VIDEO --run-boxes` does so at once: each box becomes a mask on its
  own frame, propagated in origin and not reviewed, and no mask that is there is replaced;
- uses `report.json` and `frame_map.csv` if they lie beside the data. Ids, names, categories,
  colours and the layer order then come back in all formats. The table says what is lost without;
- takes frames without a mask as *absent* in formats with a picture per frame, else as not
  labelled (`--empty absent|unknown`);
- refuses labels of another size than the video, or scales them if asked (`--scaling nearest`);
- trusts nothing: sizes, ids, run-lengths, polygons and names are checked before use. A refusal is
  one sentence that names the file and the line, character or item.

## Proved by others' readers

The tests read exports with pycocotools, Pillow, expat and json, with the rules of TrackEval,
mots_tools, the DAVIS and the YouTube-VIS evaluators, and with the VOT toolkit itself where it is
installed: `pip install "vot-toolkit==0.9.0" "attributee==0.1.9" "phx-class-registry==5.0.0"`
(0.9.0 does not import with attributee 0.1.10; with 0.1.8 it does).

Three things come back in no format, because they belong to this program: who made a mask, how an
object is drawn (shown, locked; its colour without the report), and ids kept free.
"""


def document() -> str:
    """The text of `docs/formats.md`."""
    lines = ["| name | format | out | in | checked with |", "|---|---|---|---|---|"]
    for one in FORMATS.values():
        kind = "folder" if one.is_folder else f"`{one.suffix}`"
        into = "yes" if one.reader is not None else "-"
        checked = one.recipe.verified_with
        lines.append(f"| `{one.name}` | {one.title} | {kind} | {into} | {checked} |")
    sections = (
        "\n".join(lines),
        "\n\n## What can be chosen\n",
        _COMMON,
        "\n".join(_choices()),
        "\n\n## What is lost\n\n",
        "\n".join(_losses()),
        "\n",
    )
    return "".join((_HEAD, *sections, _TAIL))


def _choices() -> list[str]:
    lines = ["| choice | formats |", "|---|---|"]
    for field, option in CHOICES.items():
        names = ", ".join(f"`{one.name}`" for one in FORMATS.values() if field in one.choices)
        lines.append(f"| `{option.replace('|', _OR)}` | {names} |")
    return lines


def _losses() -> list[str]:
    names = [loss.name.lower().replace("_", " ") for loss in Loss if loss is not Loss.PICTURES]
    lines = [f"| name | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    readable = [one for one in FORMATS.values() if one.reader is not None]
    for one in readable:
        marks = ["x" if loss in one.lost else "" for loss in Loss if loss is not Loss.PICTURES]
        lines.append(f"| `{one.name}` | {' | '.join(marks)} |")
    lines.append("")
    lines += [f"- **{n}**: {loss.value}" for n, loss in zip(names, Loss, strict=False)]
    lines.append("")
    lines += [_remark(one) for one in FORMATS.values() if one.remark]
    return lines


def _remark(one: Format) -> str:
    return f"- `{one.name}`: {one.remark}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(document(), "utf-8")
