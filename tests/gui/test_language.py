"""Translations are complete where they are shipped, and keep what a program needs."""

import re
from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMenu,
    QTabWidget,
    QTreeView,
    QWidget,
)

from annotator.core.edits import AddTrack
from annotator.core.project import Observation, Origin, Track, Visibility
from annotator.formats.registry import FORMATS
from annotator.gui.action_spec import CONTEXT, MENUS
from annotator.gui.action_table import ACTIONS
from annotator.gui.import_dialog import ImportDialog
from annotator.gui.language import chosen_language, install_language, remove_language
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences import Preferences
from annotator.gui.sentences import in_words
from annotator.gui.settings_dialog import SettingsDialog
from annotator.session.states import StateChange
from scripts import update_translations
from tests.fakes import square_mask

PLACEHOLDERS = re.compile(r"\{[^}]*\}|%n")


@pytest.fixture
def chinese(qapp):
    yield install_language(qapp, "zh_CN")
    remove_language(qapp)


def make_window(qtbot, session, tmp_path, language="zh_CN"):
    preferences = Preferences(tmp_path / "window.ini")
    preferences.language = language
    window = MainWindow(session, preferences=preferences)
    qtbot.addWidget(window)
    return window


@pytest.mark.parametrize("language", update_translations.FORMS)
def test_no_text_lacks_its_translation(language):
    known = update_translations.read(language)
    wanted = update_translations.texts_for(language, update_translations.texts())
    missing = [text for text in wanted if text not in known]
    assert not missing, "run scripts/update_translations.py and translate what it lists"


@pytest.mark.parametrize("language", update_translations.FORMS)
def test_a_text_with_a_number_has_every_form(language):
    for (_, source), forms in update_translations.read(language).items():
        assert len(forms) == (update_translations.FORMS[language] if "%n" in source else 1)
        assert all(forms)


def test_one_and_many_are_told_apart(qapp):
    text = "Set the state of %n frame(s)."
    install_language(qapp, "en")
    english = [QCoreApplication.translate("EditVerbs", text, "", n) for n in (1, 3)]
    install_language(qapp, "zh_CN")
    chinese = [QCoreApplication.translate("EditVerbs", text, "", n) for n in (1, 3)]
    assert english == ["Set the state of 1 frame.", "Set the state of 3 frames."]
    assert chinese == ["已设置 1 帧的状态。", "已设置 3 帧的状态。"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Set the state of 1 frame.", "Set the state of 3 frames."]),
        ("zh_CN", ["已设置 1 帧的状态。", "已设置 3 帧的状态。"]),
    ],
)
def test_the_session_tells_numbers_in_the_language_of_the_window(
    qapp, make_session, language, expected
):
    """Its verbs stand in base classes, where QObject's own `tr` finds no text with a number."""
    session = make_session(frame_count=20)
    mask = Observation(square_mask((1, 1, 4, 4)), Origin.PROPAGATED)
    session.do(AddTrack(Track(1, "dog", 1, (1, 2, 3), observations=dict.fromkeys(range(9), mask))))
    told = []
    session.notified.connect(lambda notice: told.append(notice.text))
    install_language(qapp, language)
    for frames in (range(1), range(2, 5)):
        session.set_state(1, frames, StateChange(Visibility.OUT_OF_VIEW))
    remove_language(qapp)
    assert told == expected


def test_english_keeps_the_words_of_the_sources(qapp):
    """A text with a number differs by its plural only."""
    for (_, source), (one, many) in update_translations.read("en").items():
        assert "(" not in one + many
        assert PLACEHOLDERS.findall(one) == PLACEHOLDERS.findall(many)
        assert one[:3] == many[:3] == source[:3]


def test_what_the_program_loads_is_what_was_translated(chinese):
    for (context, source), (text,) in update_translations.read("zh_CN").items():
        loaded = QCoreApplication.translate(context, source)
        assert loaded == text, "run scripts/update_translations.py"


def test_translations_keep_placeholders_and_access_keys():
    for (_, source), (text,) in update_translations.read("zh_CN").items():
        assert Counter(PLACEHOLDERS.findall(text)) == Counter(PLACEHOLDERS.findall(source))
        assert text.count("&") == source.count("&"), text
        assert text.endswith("…") == source.endswith("…"), text


def test_texts_are_found_in_all_the_ways_they_are_written():
    module = """
class Panel(QWidget):
    def show(self):
        self.label.setText(self.tr("in a "
            "method").format(1))

def words():
    return _tr("of the module"), QCoreApplication.translate("menu", "direct")

def _tr(text):
    return QCoreApplication.translate("words", text)
"""
    found = set(update_translations.module_texts(module))
    wanted = {("Panel", "in a method"), ("words", "of the module"), ("menu", "direct")}
    assert found == wanted
    sources = {source for _, source in update_translations.texts()}
    assert {*(title for _, title in MENUS), *(spec.text for spec in ACTIONS)} <= sources
    assert ("edits", "Add object") in update_translations.texts()


def test_the_window_speaks_it(qtbot, chinese, make_session, tmp_path):
    window = make_window(qtbot, make_session(), tmp_path)
    assert window.menuBar().actions()[0].text() == "文件(&F)"
    assert window.actions_table["select_3"].text() == "选择对象 3"
    assert window.review_panel.summary.text() == "还没有可审核的内容"


def test_texts_of_a_base_class_are_translated_in_the_classes_made_of_it(
    qtbot, chinese, make_session
):
    dialog = ImportDialog(make_session())
    qtbot.addWidget(dialog)
    assert (dialog.start_button.text(), dialog.close_button.text()) == ("导入", "关闭")


def test_qts_own_buttons_speak_it(qtbot, chinese):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.buttons()[0].text() == "取消"


def test_qts_own_dialog_for_files_speaks_it(qtbot, chinese, tmp_path):
    (tmp_path / "片段").mkdir()
    dialog = QFileDialog(None, "", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    details = dialog.findChild(QTreeView, "treeView")
    qtbot.waitUntil(lambda: details.model().rowCount(details.rootIndex()) == 1)
    kind = details.model().index(0, 2, details.rootIndex()).data()
    assert kind == "文件夹"
    texts = [kind, *(label.text() for label in dialog.findChildren(QLabel))]
    for widget in dialog.findChildren(QAbstractButton):
        texts += [widget.text(), widget.toolTip(), widget.accessibleName()]
    shown = [text for text in texts if not text.startswith(str(tmp_path))]
    assert [text for text in shown if re.search(r"[A-Za-z]{2,}", text)] == []


def test_switching_and_more_windows_leave_one_language(qtbot, qapp, make_session, tmp_path):
    session = make_session()
    titles = []
    for code in ("zh_CN", "zh_CN", "en"):
        window = make_window(qtbot, session, tmp_path, code)
        titles.append(window.menuBar().actions()[0].text())
        assert len(qapp.findChildren(QTranslator)) == (1 if code == "en" else 2)
    assert titles == ["文件(&F)", "文件(&F)", "&File"]
    assert QCoreApplication.translate(CONTEXT, "&File") == "&File"


def test_no_visible_english_is_left(qtbot, chinese, make_session, tmp_path):
    """What a window shows is Chinese, but for names, keys, figures and units."""
    window = make_window(qtbot, make_session(), tmp_path)
    texts = [action.text() for menu in window.menuBar().actions() for action in [menu]]
    for widget in window.findChildren(QWidget):
        texts += [widget.toolTip(), widget.accessibleName(), widget.windowTitle()]
        texts += [str(widget.property("text") or "")]
    allowed = {"annotator", "ctrl", "alt", "shift", "esc", "del", "home", "end"}
    allowed.add("fake")  # the codec
    words = {word.lower() for text in texts for word in re.findall(r"[A-Za-z]{3,}", text)}
    assert words <= allowed


def test_what_a_format_loses_is_said_clause_by_clause(chinese):
    for one in FORMATS.values():
        text = in_words(one.losses)
        assert not re.search(r"\b(are|not|the|is)\b", text), text
    assert in_words("Something new; and more. At last.") == "Something new; and more. At last."


def test_the_choice_comes_before_the_system():
    china, france = QLocale("zh_CN"), QLocale("fr_FR")
    assert chosen_language("", china) == "zh_CN"
    assert chosen_language("en", china) == "en"
    assert chosen_language("", france) == "en"
    assert chosen_language("klingon", france) == "en"


def test_a_missing_file_installs_nothing(qapp):
    assert install_language(qapp, "xx") is None
    assert not qapp.findChildren(QTranslator)


@pytest.mark.parametrize("language", update_translations.FORMS)
def test_in_one_menu_or_page_every_access_key_is_given_once(
    qtbot, make_session, settings, tmp_path, language
):
    window = make_window(qtbot, make_session(), tmp_path, language)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    menus = [window.menuBar(), *window.menuBar().findChildren(QMenu)]
    groups = [[action.text() for action in menu.actions()] for menu in menus]
    tabs = dialog.findChild(QTabWidget)
    pages = [tabs.widget(index) for index in range(tabs.count())]
    groups += [[label.text() for label in page.findChildren(QLabel)] for page in pages]
    assert sum(len(group) for group in groups) > 100
    for group in groups:
        keys = Counter(key.lower() for text in group for key in re.findall(r"&([^&])", text))
        assert not [key for key, count in keys.items() if count > 1], group
