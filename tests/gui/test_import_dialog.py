"""Import from the dialog: labels become new objects, and the dialog says how it went."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from annotator.formats.registry import FORMATS
from annotator.gui.import_dialog import ImportDialog
from annotator.session import label_import
from annotator.session.label_import import ImportOptions
from tests.fakes import Gate
from tests.formats.projects import make_project
from tests.gui.test_actions import open_window
from tests.gui.test_timeline import add_tracks

LEFT = Qt.MouseButton.LeftButton
BOXES = "1,1,10,20,12,12,1,-1,-1,-1\n3,1,30,20,12,12,1,-1,-1,-1\n"


@pytest.fixture
def session(make_session):
    session = make_session(frame_count=12)
    add_tracks(session, 1)
    return session


@pytest.fixture
def dialog(session, qtbot):
    dialog = ImportDialog(session)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "labels 标注.json"
    FORMATS["coco"].write(make_project(frames=6, tracks=2, size=(96, 64)), path)
    return path


def choose_format(dialog, name):
    dialog.format.setCurrentIndex(dialog.format.findData(name))


def run_import(qtbot, dialog):
    """Press Import and wait for the end; what the dialog says then."""
    qtbot.mouseClick(dialog.start_button, LEFT)
    qtbot.waitUntil(lambda: dialog._job_id is None and dialog.outcome.isVisible())
    return dialog.outcome.text()


def test_the_menu_opens_it(qtbot, make_session):
    window = open_window(qtbot, make_session())
    window.actions_table["import_labels"].trigger()
    (dialog,) = window.findChildren(ImportDialog)
    assert dialog.isVisible()
    assert not dialog.isModal()


def test_nothing_to_import_to_without_a_project(qtbot, make_session):
    window = open_window(qtbot, make_session(media=False))
    assert not window.actions_table["import_labels"].isEnabled()


def test_formats_that_can_be_read_are_offered(dialog, session):
    offered = [dialog.format.itemData(i) for i in range(dialog.format.count())]
    assert offered == [info.name for info in session.import_formats()]
    assert "overlay" not in offered


def test_fields_follow_the_format(dialog):
    choose_format(dialog, "coco")
    fields = (dialog.sequence, dialog.first_number, dialog.empty)
    assert [field.isVisible() for field in fields] == [False, False, False]
    choose_format(dialog, "mot")
    assert [field.isVisible() for field in fields] == [True, True, False]
    choose_format(dialog, "davis")
    assert [field.isVisible() for field in fields] == [True, False, True]


def test_choices_reach_the_reader(dialog):
    choose_format(dialog, "mots")
    assert dialog.options() == ImportOptions()
    dialog.sequence.setText(" 0002 ")
    dialog.first_number.setValue(0)
    dialog.scale.setChecked(True)
    assert dialog.options() == ImportOptions(sequence="0002", first_number=0, scaling="nearest")
    choose_format(dialog, "coco")  # has neither, so what was typed does not count
    assert dialog.options() == ImportOptions(scaling="nearest")
    choose_format(dialog, "png-index")
    dialog.empty.setCurrentIndex(dialog.empty.findData("unknown"))
    assert dialog.options().empty == "unknown"


def test_labels_are_added(dialog, session, qtbot, labels):
    dialog.path.setText(str(labels))
    assert run_import(qtbot, dialog).startswith("✓ Imported 2 object(s): 12 masks, 0 boxes.")
    assert list(session.project.tracks) == [1, 2, 3]
    assert dialog.start_button.isEnabled()


def test_what_is_wrong_is_said_with_its_place(dialog, session, qtbot, tmp_path):
    path = tmp_path / "gt.txt"
    path.write_text(BOXES + "4,1,x,1,1,1,1,-1,-1,-1\n")
    choose_format(dialog, "mot")
    dialog.path.setText(str(path))
    text = run_import(qtbot, dialog)
    assert text.startswith("✕ ")
    assert not text.startswith("✕ Import labels:")
    assert "'gt.txt'" in text
    assert "line 3" in text
    assert list(session.project.tracks) == [1]


def test_boxes_are_run_on_request(dialog, session, qtbot, tmp_path):
    path = tmp_path / "gt.txt"
    path.write_text(BOXES)
    choose_format(dialog, "mot")
    dialog.path.setText(str(path))
    dialog.run_boxes.setChecked(True)
    run_import(qtbot, dialog)
    qtbot.waitUntil(lambda: session.jobs == ())
    assert session.candidate_count() == 0
    assert [one.mask is not None for one in session.project.tracks[2].observations.values()] == [
        True, True
    ]  # fmt: skip


def test_a_path_that_is_not_there_cannot_be_imported(dialog, tmp_path):
    assert not dialog.start_button.isEnabled()
    dialog.path.setText(str(tmp_path / "nowhere"))
    assert not dialog.start_button.isEnabled()
    assert "does not exist" in dialog.hint.text()
    dialog.path.setText(str(tmp_path))
    assert dialog.start_button.isEnabled()


def test_browsing(dialog, qtbot, monkeypatch, labels, tmp_path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(labels), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    choose_format(dialog, "coco")
    qtbot.mouseClick(dialog.browse_button, LEFT)
    assert dialog.path.text() == str(labels)
    choose_format(dialog, "davis")
    qtbot.mouseClick(dialog.browse_button, LEFT)
    assert dialog.path.text() == str(tmp_path)


def test_closing_the_project_closes_it(dialog, session):
    session.close_project()
    assert not dialog.isVisible()


def test_closing_the_window_asks_while_an_import_runs(make_session, qtbot, labels, monkeypatch):
    gate, asked = Gate(), []
    session = make_session(frame_count=12)

    def waiting(*_arguments):
        def run(progress, should_stop):
            gate.pass_through()
            return FORMATS["coco"].read(labels)

        return run

    monkeypatch.setattr(label_import, "import_task", waiting)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()))
    dialogs = open_window(qtbot, session).dialogs
    session.import_labels("coco", labels)
    assert not dialogs.confirm_close()
    assert len(asked) == 1
    assert "import" in asked[0]
    gate.open()
    qtbot.waitUntil(lambda: session.jobs == ())
    assert dialogs.confirm_close()
    assert len(asked) == 1
