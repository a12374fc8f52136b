"""The page about formats is the one that the table makes."""

from dataclasses import fields
from pathlib import Path

from annotator.formats.documentation import document
from annotator.formats.losses import REPORT_KEEPS, Loss, sentences
from annotator.formats.registry import FORMATS, ExportOptions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == document(), "python -m annotator.formats.documentation"


def test_every_format_is_on_it():
    for name, one in FORMATS.items():
        assert f"`{name}`" in document()
        assert one.losses.endswith(".")
        assert (one.reader is None) == (one.lost == {Loss.PICTURES})


def test_the_choices_of_a_format_are_options():
    options = {field.name for field in fields(ExportOptions)}
    for one in FORMATS.values():
        assert one.choices <= options
        assert ("image_set" in one.choices) == (
            one.name[:4] in ("davi", "yolo") or one.name == "youtube-vos"
        )
    assert FORMATS["coco"].choices == {"include_images", "frame_names", "segmentation", "holes"}


def test_losses_are_sentences():
    assert sentences(frozenset()) == ""
    assert sentences(frozenset({Loss.IDS, Loss.NAMES}), "More.") == (
        "Names of objects are not stored; objects are numbered anew. More."
    )
    assert sentences(frozenset({Loss.SCORES})) == "Scores are not stored."
    assert set(Loss) > REPORT_KEEPS
