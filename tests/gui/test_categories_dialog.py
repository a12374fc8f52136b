"""Categories and attributes: defined in the dialog, answered in the inspector."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit

from annotator.core.attributes import Attribute, Kind
from annotator.core.edits import SetCategory
from annotator.core.project import Category
from annotator.gui.attribute_field import AttributeField
from annotator.gui.categories_dialog import (
    CHOICES,
    DEFAULT,
    KIND,
    NAME,
    PER_FRAME,
    REMOVE,
    CategoriesDialog,
)
from annotator.gui.inspector import Inspector
from tests.gui.canvas_helpers import add_track, open_canvas
from tests.gui.test_actions import open_window

BOX = (10, 10, 20, 20)
GAIT = Attribute("gait", Kind.CHOICE, True, ("stands", "runs"), "stands")
WEIGHT = Attribute("weight", Kind.NUMBER)
CHIPPED = Attribute("chipped", Kind.BOOLEAN)
NOTE = Attribute("note", Kind.TEXT)


@pytest.fixture
def session(make_session):
    return make_session(frame_count=20, size=(96, 64))


@pytest.fixture
def inspector(qtbot, session):
    canvas = open_canvas(qtbot, session)
    inspector = Inspector(session, canvas)
    qtbot.addWidget(inspector)
    with qtbot.waitExposed(inspector):
        inspector.show()
    session.do(SetCategory(1, Category(1, "animal", "", (GAIT, WEIGHT, CHIPPED, NOTE))))
    dog = add_track(session, {0: BOX, 5: BOX})
    session.select_track(dog)
    qtbot.waitUntil(lambda: len(inspector.findChildren(AttributeField)) == 4)
    return inspector


def dialog_of(qtbot, session):
    dialog = CategoriesDialog(session)
    qtbot.addWidget(dialog)
    return dialog


def fill(dialog, row, *, name, kind=Kind.TEXT, per_frame=False, choices="", default=""):
    rows = dialog.rows
    rows.cellWidget(row, NAME).setText(name)
    box = rows.cellWidget(row, KIND)
    box.setCurrentIndex(box.findData(kind))
    rows.cellWidget(row, PER_FRAME).setChecked(per_frame)
    rows.cellWidget(row, CHOICES).setText(choices)
    rows.cellWidget(row, DEFAULT).setText(default)


def test_attributes_and_categories_are_made_in_one_step(qtbot, session):
    dialog = dialog_of(qtbot, session)
    dialog.add_attribute()
    assert not dialog.rows.cellWidget(0, CHOICES).isEnabled()
    fill(dialog, 0, name="gait", kind=Kind.CHOICE, per_frame=True, choices="stands; runs",
         default="stands")  # fmt: skip
    assert dialog.rows.cellWidget(0, CHOICES).isEnabled()
    dialog.add_category()
    dialog.list.currentItem().setText("plant")
    dialog.add_attribute()
    fill(dialog, 0, name="weight", kind=Kind.NUMBER, default="2.5")
    dialog.buttons.accepted.emit()
    categories = list(session.project.categories.values())
    assert categories[0].attributes == (GAIT,)
    assert (categories[1].name, categories[1].attributes[0].default) == ("plant", 2.5)
    assert session.history.undo_label == "Change categories"
    session.undo()
    assert not session.history.can_undo
    assert [one.attributes for one in session.project.categories.values()] == [()]
    session.redo()
    again = dialog_of(qtbot, session)
    assert [draft.attribute() for draft in again.rows.drafts()] == [GAIT]


def test_choices_are_told_apart_in_chinese_too(qtbot, session):
    dialog = dialog_of(qtbot, session)
    dialog.add_attribute()
    fill(dialog, 0, name="姿态", kind=Kind.CHOICE, choices="站立；奔跑; 坐下")
    (draft,) = dialog.rows.drafts()
    assert draft.attribute().choices == ("站立", "奔跑", "坐下")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ([{"name": ""}], "needs a name"),
        ([{"name": "a", "kind": Kind.CHOICE}], "nothing to choose"),
        ([{"name": "a", "kind": Kind.NUMBER, "default": "heavy"}], "by default"),
        ([{"name": "a"}, {"name": "a"}], "two attributes"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(qtbot, session, fields, problem):
    before = dict(session.project.categories)
    dialog = dialog_of(qtbot, session)
    for row, one in enumerate(fields):
        dialog.add_attribute()
        fill(dialog, row, **one)
    dialog.buttons.accepted.emit()
    assert problem in dialog.problem.text()
    assert dialog.result() == 0
    assert session.project.categories == before


def test_it_opens_from_the_menu_at_the_category_of_the_object(qtbot, session):
    window = open_window(qtbot, session)
    session.do(SetCategory(2, Category(2, "plant")))
    track_id = add_track(session, {0: BOX})
    session.update_track(track_id, category_id=2)
    session.select_track(track_id)
    window.actions_table["categories"].trigger()
    dialog = window.findChild(CategoriesDialog)
    assert dialog.list.currentItem().text() == "plant"
    dialog.reject()


def test_the_kind_of_an_attribute_can_be_read(qtbot, session):
    dialog = dialog_of(qtbot, session)
    dialog.show()
    dialog.add_attribute()
    kind = dialog.rows.cellWidget(0, KIND)
    qtbot.waitUntil(lambda: kind.width() >= kind.sizeHint().width())


def test_each_row_has_its_own_way_out(qtbot, session):
    dialog = dialog_of(qtbot, session)
    for row, name in enumerate("abc"):
        dialog.add_attribute()
        fill(dialog, row, name=name)
    dialog.rows.cellWidget(1, REMOVE).click()
    assert [draft.name for draft in dialog.rows.drafts()] == ["a", "c"]
    dialog.rows.cellWidget(1, REMOVE).click()
    dialog.buttons.accepted.emit()
    assert [one.name for one in session.project.categories[1].attributes] == ["a"]


def test_a_category_in_use_stays(qtbot, session):
    add_track(session, {0: BOX})
    dialog = dialog_of(qtbot, session)
    dialog._remove_category()
    told = []
    session.notified.connect(told.append)
    dialog.buttons.accepted.emit()
    assert "used by" in told[0].text
    assert len(session.project.categories) == 1


def test_what_is_to_be_answered_is_above_what_is_to_be_read(inspector, qtbot):
    fields = inspector.findChildren(AttributeField)
    (area,) = (
        label for label in inspector.findChildren(QLabel) if label.accessibleName() == "Area"
    )
    qtbot.waitUntil(  # for the layout
        lambda: all(field.geometry().bottom() < area.geometry().top() for field in fields)
    )
    assert fields


def field_of(inspector, name):
    fields = {one.attribute.name: one for one in inspector.findChildren(AttributeField)}
    return fields[name].field


def values(session):
    return session.project.tracks[session.selected_track_id].attributes


def test_the_inspector_sets_each_kind_in_one_step(qtbot, session, inspector):
    gait, weight, chipped, note = (
        field_of(inspector, name) for name in ("gait", "weight", "chipped", "note")
    )
    assert isinstance(gait, QComboBox)
    assert gait.currentText() == "stands"
    assert isinstance(chipped, QCheckBox)
    assert chipped.checkState() is Qt.CheckState.PartiallyChecked
    session.go_to_frame(5)
    qtbot.waitUntil(lambda: "frame 6" in inspector.title.text())
    gait.setCurrentIndex(gait.findText("runs"))
    gait.activated.emit(gait.currentIndex())
    for line, text in ((weight, "12.5"), (note, "old")):
        assert isinstance(line, QLineEdit)
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
    chipped.click()
    expected = {
        "gait": {5: "runs"}, "weight": {0: 12.5}, "note": {0: "old"}, "chipped": {0: True}
    }  # fmt: skip
    assert values(session) == expected
    for _ in range(4):
        session.undo()
    assert values(session) == {}
    qtbot.waitUntil(lambda: gait.currentText() == "stands" and weight.text() == "")


def test_a_changing_value_is_shown_where_it_holds(qtbot, session, inspector):
    gait = field_of(inspector, "gait")
    session.update_track(session.selected_track_id, attributes={"gait": {5: "runs"}})
    for frame, text in ((3, "stands"), (9, "runs")):
        session.go_to_frame(frame)
        qtbot.waitUntil(lambda text=text: gait.currentText() == text)


def test_no_number_leaves_what_was_there(qtbot, session, inspector):
    weight = field_of(inspector, "weight")
    QTest.keyClicks(weight, "heavy")
    QTest.keyClick(weight, Qt.Key.Key_Return)
    assert values(session) == {}
    assert weight.text() == ""


def test_a_locked_object_keeps_its_values(qtbot, session, inspector):
    session.update_track(session.selected_track_id, is_locked=True)
    gait = field_of(inspector, "gait")
    qtbot.waitUntil(lambda: not gait.isEnabled())
