"""Translations are complete where they are shipped, and keep what a program needs."""

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from annotator.gui.action_table import ACTIONS, CONTEXT, MENUS
from annotator.gui.language import chosen_language, install_language
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences import Preferences


@pytest.fixture
def chinese(qapp):
    translator = install_language(qapp, "zh_CN")
    yield translator
    QApplication.removeTranslator(translator)


def test_every_menu_and_action_has_a_chinese_text(chinese):
    for source in [*(title for _, title in MENUS), *(spec.text for spec in ACTIONS)]:
        text = QCoreApplication.translate(CONTEXT, source)
        assert text != source
        assert text.count("{0}") == source.count("{0}")
        assert text.count("&") == source.count("&")
        assert text.endswith("…") == source.endswith("…")


def test_the_window_speaks_it(qtbot, chinese, make_session, tmp_path):
    window = MainWindow(make_session(), preferences=Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    assert window.menuBar().actions()[0].text() == "文件(&F)"
    assert window.actions_table["select_3"].text() == "选择对象 3"


def test_the_choice_comes_before_the_system():
    china, france = QLocale("zh_CN"), QLocale("fr_FR")
    assert chosen_language("", china) == "zh_CN"
    assert chosen_language("en", china) == "en"
    assert chosen_language("", france) == "en"
    assert chosen_language("klingon", france) == "en"


def test_english_and_a_missing_file_install_nothing(qapp):
    assert install_language(qapp, "en") is None
    assert install_language(qapp, "xx") is None
