"""The page about formats is the one that the table makes."""

from dataclasses import fields
from pathlib import Path

from typer.testing import CliRunner

from annotator.cli.application import application
from annotator.formats.documentation import document
from annotator.formats.frame_names import COLUMNS
from annotator.formats.losses import REPORT_KEEPS, Loss, sentences
from annotator.formats.registry import CHOICES, FORMATS, ExportOptions
from annotator.session.export_task import format_infos

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


def test_the_page_has_the_choices_of_the_registry():
    rows = dict(
        line.strip("| ").split(" | ")
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| `--")
    )
    assert len(rows) == len(CHOICES)
    for field, option in CHOICES.items():
        named = rows[f"`{option}`".replace("|", "\\|")].replace("`", "").split(", ")
        assert named == [one.name for one in FORMATS.values() if field in one.choices]


def test_the_page_has_the_losses_of_the_registry():
    section = PAGE.read_text("utf-8").partition("## What is lost")[2].partition("\n## ")[0]
    lines = section.splitlines()
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    losses = [Loss[name.upper().replace(" ", "_")] for name in table[0][1:]]
    for row in table[2:]:
        lost = {loss for loss, mark in zip(losses, row[1:], strict=True) if mark == "x"}
        assert lost == FORMATS[row[0].strip("`")].lost


def test_the_page_names_every_column_of_the_frame_map():
    assert all(f"`{column}`" in document() for column in COLUMNS)


def test_every_choice_is_an_option_of_the_command_line():
    shown = CliRunner().invoke(application(), ["export", "--help"], env={"COLUMNS": "300"}).output
    for option in CHOICES.values():
        assert option.split()[0] in shown


def test_the_dialog_is_told_what_the_registry_has():
    for info in format_infos():
        one = FORMATS[info.name]
        assert (info.choices, info.needs_video) == (one.choices, one.needs_video)


def test_losses_are_sentences():
    assert sentences(frozenset()) == ""
    assert sentences(frozenset({Loss.IDS, Loss.NAMES}), "More.") == (
        "Names of objects are not stored; objects are numbered anew. More."
    )
    assert sentences(frozenset({Loss.SCORES})) == "Scores are not stored."
    assert set(Loss) > REPORT_KEEPS
