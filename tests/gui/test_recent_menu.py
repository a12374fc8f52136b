"""The list of recent projects in the menu."""

from pathlib import Path

from annotator.gui.recent_menu import RecentMenu
from tests.gui.test_actions import open_window


def test_newest_first_with_access_keys(qtbot, settings):
    menu = RecentMenu(settings)
    qtbot.addWidget(menu)
    menu.fill()
    assert not menu.actions()[0].isEnabled()
    for name in ("a.annot", "b & c.annot"):
        settings.add_recent_file(Path("/videos") / name)
    menu.fill()
    assert [one.text() for one in menu.actions()] == ["&1  b && c.annot", "&2  a.annot"]
    with qtbot.waitSignal(menu.chosen) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == [Path("/videos/a.annot")]


def test_the_window_opens_what_is_chosen(qtbot, make_session):
    session = make_session()
    window = open_window(qtbot, session)
    path = session.project_path
    session.close_project()
    menu = window._recent_menu
    menu.fill()
    entries = {action.data(): action for action in menu.actions()}
    entries[str(path)].trigger()
    assert session.project_path == path
