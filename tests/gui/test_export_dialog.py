"""Export from the dialog: the files are written, verified, and the dialog says so."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from annotator.core.project import Visibility
from annotator.gui.export_dialog import ExportDialog
from tests.fakes import square_mask
from tests.gui.test_timeline import add_tracks

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=12)
    add_tracks(session, 2)
    for frame in range(12):
        session.set_mask(1, frame, square_mask((5 + frame, 5, 20, 20)), "Brush")
    session.set_mask(2, 3, square_mask((40, 30, 10, 12)), "Brush")
    return session


@pytest.fixture
def dialog(session, qtbot):
    dialog = ExportDialog(session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def choose_format(dialog: ExportDialog, name: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(name))


def export(qtbot, dialog: ExportDialog) -> str:
    """Press Export and wait for the end; what the dialog says then."""
    qtbot.mouseClick(dialog.start_button, LEFT)
    qtbot.waitUntil(lambda: dialog._job_id is None and dialog.outcome.isVisible())
    return dialog.outcome.text()


def test_it_does_not_block_the_window(dialog) -> None:
    assert not dialog.isModal()
    assert dialog.isVisible()


def test_all_formats_are_offered_with_their_losses(dialog, session) -> None:
    offered = [dialog.format.itemData(i) for i in range(dialog.format.count())]
    assert offered == [info.name for info in session.export_formats()]
    for info in session.export_formats():
        choose_format(dialog, info.name)
        assert dialog.losses.text() == info.losses
        assert dialog.path.text() == str(dialog.default_destination(info))


def test_coco(dialog, tmp_path, qtbot) -> None:
    target = tmp_path / "out put 标注.json"
    choose_format(dialog, "coco")
    dialog.path.setText(str(target))
    text = export(qtbot, dialog)
    assert text.startswith("✓")
    assert str(target) in text
    data = json.loads(target.read_text("utf-8"))
    assert len(data["annotations"]) == 13
    assert len(data["images"]) == 12


def test_davis_is_a_folder(dialog, tmp_path, qtbot) -> None:
    choose_format(dialog, "davis")
    dialog.path.setText(str(tmp_path / "davis"))
    assert export(qtbot, dialog).startswith("✓")
    assert len(list((tmp_path / "davis").rglob("*.png"))) == 12


def test_scope_objects_range_and_step(dialog, session, tmp_path, qtbot) -> None:
    session.set_in_frame(2)
    session.set_out_frame(9)
    session.select_track(1)
    choose_format(dialog, "coco")
    form = dialog.form
    form.objects.setCurrentIndex(form.objects.findData("selected"))
    form.only_range.setChecked(True)
    form.step.setValue(3)
    options = form.options()
    assert options.track_ids == (1,)
    assert (options.first_frame, options.last_frame, options.frame_step) == (2, 9, 3)
    dialog.path.setText(str(tmp_path / "part.json"))
    export(qtbot, dialog)
    data = json.loads((tmp_path / "part.json").read_text("utf-8"))
    assert len(data["images"]) == 3
    assert len(data["annotations"]) == 3


def test_hidden_objects_can_be_left_out(dialog, session) -> None:
    session.update_track(2, is_shown=False)
    dialog.form.objects.setCurrentIndex(dialog.form.objects.findData("shown"))
    assert dialog.form.options().track_ids == (1,)


def test_the_range_needs_a_range(dialog, session) -> None:
    assert not dialog.form.only_range.isEnabled()
    session.set_in_frame(4)
    assert dialog.form.only_range.isEnabled()
    assert "5 to 12" in dialog.form.only_range.text()
    session.set_in_frame(None)
    assert not dialog.form.only_range.isEnabled()


def test_fields_follow_the_format(dialog) -> None:
    form = dialog.form
    choose_format(dialog, "coco")
    assert form.segmentation.isVisible()
    assert not form.overlaps.isVisible()
    assert not form.holes.isVisible()
    form.segmentation.setCurrentIndex(form.segmentation.findData("polygons"))
    assert form.holes.isVisible()
    assert form.options().segmentation == "polygons"
    choose_format(dialog, "davis")
    assert form.overlaps.isVisible()
    assert form.image_set.isVisible()
    assert not form.segmentation.isVisible()


def test_warnings_come_before_the_export(dialog, qtbot) -> None:
    choose_format(dialog, "davis")
    qtbot.waitUntil(lambda: "first frame" in dialog.findings.text())
    assert dialog.start_button.isEnabled()
    choose_format(dialog, "coco")
    qtbot.waitUntil(lambda: not dialog.findings.isVisible())


def test_what_would_be_refused_cannot_be_started(dialog, qtbot) -> None:
    form = dialog.form
    form.frames.setCurrentIndex(form.frames.findData("reviewed"))
    qtbot.waitUntil(lambda: "reviewed" in dialog.findings.text())
    assert not dialog.start_button.isEnabled()
    form.frames.setCurrentIndex(form.frames.findData("annotated"))
    qtbot.waitUntil(dialog.start_button.isEnabled)


@pytest.mark.parametrize(
    ("format_name", "make", "part"),
    [
        ("coco", "", "Choose where"),
        ("coco", "file/out.json", "is a file, not a folder"),
        ("coco", "folder", "needs a file name"),
        ("davis", "file", "needs a folder"),
    ],
)
def test_impossible_places_are_said_at_once(
    dialog, tmp_path, format_name: str, make: str, part: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    choose_format(dialog, format_name)
    dialog.path.setText(str(tmp_path / make) if make else "")
    assert part in dialog.hint.text()
    assert not dialog.start_button.isEnabled()


def test_a_folder_on_the_way_will_be_made(dialog, tmp_path, qtbot) -> None:
    choose_format(dialog, "coco")
    dialog.path.setText(str(tmp_path / "new" / "out.json"))
    assert "will be made" in dialog.hint.text()
    assert export(qtbot, dialog).startswith("✓")
    assert (tmp_path / "new" / "out.json").is_file()


def test_every_choice_of_a_format_has_a_field(dialog, session) -> None:
    form = dialog.form
    form.segmentation.setCurrentIndex(form.segmentation.findData("polygons"))
    for info in session.export_formats():
        choose_format(dialog, info.name)
        shown = {choice for choice, field in form._by_choice.items() if field.isVisible()}
        assert shown == info.choices


def test_fields_that_are_not_shown_count_as_untouched(dialog) -> None:
    form = dialog.form
    choose_format(dialog, "coco")
    form.images.setChecked(True)
    form.segmentation.setCurrentIndex(form.segmentation.findData("polygons"))
    choose_format(dialog, "csv")
    assert form.options() == type(form.options())()
    choose_format(dialog, "overlay")
    form.labels.setChecked(False)
    assert (form.options().labels, form.options().include_images) == (False, False)


def test_categories_are_renamed(dialog, tmp_path, qtbot) -> None:
    choose_format(dialog, "coco")
    dialog.form.categories.setText("object = animal")
    assert dialog.form.options().category_map == (("object", "animal"),)
    dialog.form.categories.setText("狗=动物，猫=动物")  # the comma of a Chinese keyboard
    assert dialog.form.options().category_map == (("狗", "动物"), ("猫", "动物"))
    dialog.form.categories.setText("object = animal")
    dialog.path.setText(str(tmp_path / "out.json"))
    assert export(qtbot, dialog).startswith("✓")
    data = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [category["name"] for category in data["categories"]] == ["animal"]
    dialog.form.categories.setText("object")
    assert "dog=animal" in dialog.findings.text()
    assert not dialog.start_button.isEnabled()


def test_an_existing_file_is_announced(dialog, tmp_path) -> None:
    (tmp_path / "old.json").write_text("{}")
    choose_format(dialog, "coco")
    dialog.path.setText(str(tmp_path / "old.json"))
    assert "replaced" in dialog.hint.text()
    assert dialog.start_button.isEnabled()


def test_that_the_export_just_made_exists_is_no_warning(dialog, tmp_path, qtbot) -> None:
    choose_format(dialog, "coco")
    dialog.path.setText(str(tmp_path / "new.json"))
    assert export(qtbot, dialog).startswith("✓")
    assert dialog.hint.text() == ""
    dialog.form.categories.setText("object = animal")  # another export now
    assert "replaced" in dialog.hint.text()


def test_a_failure_is_told_in_the_dialog(dialog, tmp_path, qtbot) -> None:
    place = tmp_path / "not ours"
    place.mkdir()
    (place / "diary.txt").write_text("keep me")
    choose_format(dialog, "davis")
    dialog.path.setText(str(place))
    text = export(qtbot, dialog)
    assert text.startswith("✕")
    assert [file.name for file in place.iterdir()] == ["diary.txt"]
    assert dialog.start_button.isEnabled()


def test_stop_leaves_nothing(dialog, session, tmp_path, qtbot) -> None:
    choose_format(dialog, "coco")
    dialog.path.setText(str(tmp_path / "stopped.json"))
    qtbot.mouseClick(dialog.start_button, LEFT)
    assert dialog.stop_button.isVisible()
    qtbot.mouseClick(dialog.stop_button, LEFT)
    qtbot.waitUntil(lambda: dialog._job_id is None)
    assert "Stopped" in dialog.outcome.text() or (tmp_path / "stopped.json").exists()
    assert not session.jobs


def test_browse(dialog, tmp_path, monkeypatch) -> None:
    chosen = str(tmp_path / "named")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (chosen, ""))
    choose_format(dialog, "coco")
    dialog._on_browse_clicked()
    assert dialog.path.text() == chosen + ".json"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: chosen)
    choose_format(dialog, "davis")
    dialog._on_browse_clicked()
    assert dialog.path.text() == chosen


def test_absent_objects_and_closing(dialog, session, qtbot) -> None:
    session.set_visibility(2, range(4, 8), Visibility.OUT_OF_VIEW)
    session.close_project()
    assert not dialog.isVisible()
