"""The window: what is where, opening and closing, titles, messages, themes."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QEnterEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QToolButton

from annotator.formats.registry import FORMATS
from annotator.gui import theme
from annotator.gui.import_dialog import ImportDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences import Preferences
from annotator.gui.settings_dialog import SettingsDialog
from annotator.gui.start_page import StartPage
from annotator.gui.theme import (
    DARK,
    DARK_CONTRAST,
    LIGHT,
    LIGHT_CONTRAST,
    THEMES,
    ThemeSwitch,
    chosen_theme,
    palette_for,
    style_sheet,
    theme_of,
)
from annotator.gui.toast import MARGIN, MAX_TOASTS
from annotator.gui.transport_bar import time_text
from annotator.session.values import MediaProblem, Notice
from tests.fakes import write_fake_media
from tests.formats.projects import make_project
from tests.gui.canvas_helpers import add_track
from tests.gui.test_actions import open_window


@pytest.fixture
def session(make_session):
    return make_session(frame_count=30, size=(96, 64))


@pytest.fixture
def window(qtbot, session):
    return open_window(qtbot, session)


@pytest.fixture
def empty_window(qtbot, make_session):
    return open_window(qtbot, make_session(media=False))


def clicked(page, text):
    button = next(b for b in page.findChildren(QToolButton) if b.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# -- start page -----------------------------------------------------------------------------


def test_nothing_open_shows_how_to_begin(empty_window):
    assert isinstance(empty_window.centralWidget().currentWidget(), StartPage)
    assert not empty_window.tool_bar.isVisible()
    assert not empty_window.timeline.isVisible()
    assert empty_window.windowTitle() == "Annotator"


def test_the_cards_ask_for_files(qtbot, empty_window, monkeypatch):
    page = empty_window.start_page
    with qtbot.waitSignal(page.open_video_requested):
        monkeypatch.setattr(
            "annotator.gui.window_dialogs.QFileDialog.getOpenFileName", lambda *_: ("", "")
        )
        clicked(page, "Open video")
    with qtbot.waitSignal(page.open_folder_requested):
        monkeypatch.setattr(
            "annotator.gui.window_dialogs.QFileDialog.getExistingDirectory", lambda *_: ""
        )
        clicked(page, "Open image folder")


def test_the_demo_opens(qtbot, make_session, tmp_path):
    clip = write_fake_media(tmp_path / "demo clip.mp4")
    session = make_session(media=False)
    window = MainWindow(session, lambda: clip)
    qtbot.addWidget(window)
    window.show()
    clicked(window.start_page, "Open demo clip")
    assert session.media_path == clip
    assert window.actions_table["open_demo"].isEnabled()


def test_recent_files_are_offered_and_opened(qtbot, make_session, tmp_path):
    session = make_session(media=False)
    clip = write_fake_media(tmp_path / "my clip.mp4")
    session.open_media(clip)
    window = open_window(qtbot, session)
    session.close_project()
    page = window.start_page
    page.recent_requested.emit(session.settings.recent_files[0])
    assert session.project_path == tmp_path / "my clip.annot"


def test_a_recent_file_that_is_gone_is_told_and_forgotten(empty_window, tmp_path):
    gone = tmp_path / "gone.annot"
    settings = empty_window.dialogs._session.settings
    settings.add_recent_file(gone)
    empty_window.dialogs.open_path(gone)
    assert gone not in settings.recent_files
    assert empty_window.toasts.toasts[-1].notice.level == "error"


# -- opening and closing --------------------------------------------------------------------


def test_opening_shows_canvas_timeline_objects(window):
    for part in (window.canvas, window.timeline, window.track_panel, window.tool_bar):
        assert part.isVisible()
    assert window.windowTitle() == "clip.mp4 – Annotator"
    assert window.canvas.hasFocus()


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_a_dropped_file_opens(empty_window, tmp_path):
    clip = write_fake_media(tmp_path / "名前 🎬 clip.mp4")
    drop(empty_window, clip)
    assert empty_window.dialogs._session.media_path == clip
    assert "名前 🎬 clip.mp4" in empty_window.windowTitle()


def test_dropped_labels_are_for_the_open_project(window, session, tmp_path):
    labels = tmp_path / "labels.json"
    FORMATS["coco"].write(make_project(frames=6, tracks=1, size=(96, 64)), labels)
    media = session.media_path
    drop(window, labels)
    (dialog,) = window.findChildren(ImportDialog)
    assert dialog.isVisible()
    assert (dialog.chosen_format.name, dialog.path.text()) == ("coco", str(labels))
    assert dialog.start_button.isEnabled()
    folder = tmp_path / "set" / "Annotations" / "480p" / "clip"
    folder.mkdir(parents=True)
    drop(window, tmp_path / "set")
    assert window.findChildren(ImportDialog)[-1].chosen_format.name == "davis"
    assert session.media_path == media


def test_dropped_labels_want_a_video_first(empty_window, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("frame,object\n")
    drop(empty_window, labels)
    assert "Open their video first" in empty_window.toasts.toasts[-1].notice.text
    assert empty_window.findChildren(ImportDialog) == []


def test_what_cannot_be_opened_is_told_and_leaves_everything(window, session, tmp_path):
    before = session.project
    window.dialogs.open_path(tmp_path / "nothing.mp4")
    assert session.project is before
    assert window.toasts.toasts[-1].notice.level == "error"


def test_closing_the_project_returns_to_the_start_page(window, session):
    window.actions_table["close_project"].trigger()
    assert isinstance(window.centralWidget().currentWidget(), StartPage)
    assert not window.timeline.isVisible()
    assert not window.actions_table["export"].isEnabled()


def test_closing_the_window_shuts_the_session_down_and_keeps_its_places(
    qtbot, window, session, make_session
):
    window.track_panel.parentWidget().hide()
    window.resize(900, 640)
    assert window.close()
    assert session.project is None
    assert session.settings.window_geometry
    again = open_window(qtbot, make_session())
    assert not again.track_panel.isVisible()
    assert again.timeline.isVisible()


def test_the_window_is_gone_before_the_session_ends(window, session, monkeypatch):
    """The end may wait for weights that are being loaded."""
    seen = []
    shutdown = session.shutdown

    def shutting_down():
        seen.append(window.isVisible())
        shutdown()

    monkeypatch.setattr(session, "shutdown", shutting_down)
    assert window.isVisible()
    assert window.close()
    assert seen == [False]


def test_the_state_of_the_editor_is_kept_when_closed_from_the_start_page(
    qtbot, window, session, make_session
):
    window.track_panel.parentWidget().hide()
    session.close_project()
    window.close()
    again = open_window(qtbot, make_session())
    assert again.timeline.isVisible()
    assert not again.track_panel.isVisible()


def test_unsaved_changes_are_asked_about(window, session, monkeypatch):
    monkeypatch.setattr(type(session), "has_unsaved_changes", property(lambda _self: True))
    monkeypatch.setattr(type(session), "saved_state", "error: the disk is full")
    monkeypatch.setattr(QMessageBox, "exec", lambda _self: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda self: self.buttons()[-1])
    assert not window.close()
    assert session.project is not None
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda self: self.buttons()[0])
    assert window.close()
    assert session.project is None


def test_changes_that_are_just_being_saved_are_not_asked_about(window, session, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda _self: pytest.fail("asked"))
    monkeypatch.setattr(type(session), "has_unsaved_changes", property(lambda _self: True))
    monkeypatch.setattr(type(session), "saved_state", "saving")
    assert window.close()


def test_a_missing_video_offers_to_look_for_it(qtbot, window, session, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "annotator.gui.window_dialogs.QFileDialog.getOpenFileName",
        lambda *_: asked.append(1) or ("", ""),
    )
    problem = MediaProblem(tmp_path / "lost.mp4", "missing", "The video is not there any more.")
    session.media_missing.emit(problem)
    box = next(b for b in window.findChildren(QMessageBox) if b.isVisible())
    assert box.text() == "The video is not there any more."
    QTest.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked))


def test_relinking_other_content_asks_first(qtbot, window, session, tmp_path):
    other = write_fake_media(tmp_path / "other" / "clip.mp4", b"something else")
    window.dialogs.relink(other)
    box = next(b for b in window.findChildren(QMessageBox) if b.isVisible())
    QTest.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.media_path == other)


def test_save_tells_that_everything_is_saved_and_writes_a_copy(
    qtbot, window, session, tmp_path, monkeypatch
):
    target = tmp_path / "kept"
    monkeypatch.setattr(
        "annotator.gui.window_dialogs.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    qtbot.waitUntil(lambda: session.saved_state == "saved")
    window.actions_table["save_copy"].trigger()
    assert "Everything is saved" in window.toasts.toasts[0].notice.text
    qtbot.waitUntil(lambda: (tmp_path / "kept.annot").exists() and not session.jobs)


# -- title, status, messages ----------------------------------------------------------------


def test_the_title_says_when_saving_fails(window, session):
    window._on_saved_state_changed("saving")
    assert window.windowTitle() == "clip.mp4 – Annotator"
    window._on_saved_state_changed("saved")
    assert not window._title_timer.isActive()


def test_zoom_and_pointer_are_in_the_status_bar(window):
    window.canvas.zoom_to_pixels()
    assert window._zoom_label.text() == "100 %"
    window.canvas.pointer_moved.emit((12, 34))
    assert window._pointer_label.text() == "x 12   y 34"
    window.canvas.pointer_moved.emit(None)
    assert window._pointer_label.text() == ""


def test_the_window_fits_half_a_screen_and_one_of_large_texts(window):
    assert window.minimumSizeHint().width() < 800
    assert window.minimumSizeHint().height() < 560  # 900 pixels at 150 %


def test_messages_stack_and_go(window):
    toasts = window.toasts
    toasts.clear()
    for number in range(MAX_TOASTS + 2):
        toasts.show_notice(Notice("warning", f"message {number}"))
    assert [t.notice.text for t in toasts.toasts] == ["message 2", "message 3", "message 4"]
    tops = [t.geometry().top() for t in toasts.toasts]
    assert tops == sorted(tops, reverse=True)  # the newest on top
    assert {t.geometry().left() for t in toasts.toasts} == {MARGIN}
    toasts.show_notice(Notice("warning", "message 4"))
    assert [t.notice.text for t in toasts.toasts] == ["message 2", "message 3", "message 4"]
    toasts.toasts[0]._timer.timeout.emit()
    assert len(toasts.toasts) == MAX_TOASTS - 1


def test_a_message_that_has_served_leaves_for_a_newer_one(window):
    toasts = window.toasts
    toasts.clear()
    for number in range(3):
        toasts.show_notice(Notice("info", f"done {number}"))
    assert [t.notice.text for t in toasts.toasts] == ["done 2"]


def test_undo_stays_in_reach_while_other_messages_come(window):
    toasts = window.toasts
    toasts.clear()
    toasts.show_notice(Notice("info", "deleted", can_undo=True))
    for number in range(MAX_TOASTS + 2):
        toasts.show_notice(Notice("warning", f"refused {number}"))
    assert [t.notice.text for t in toasts.toasts] == ["deleted", "refused 3", "refused 4"]
    assert toasts.toasts[0].offers_undo
    toasts.show_notice(Notice("info", "deleted", can_undo=True))  # again, after another step
    assert [t.offers_undo for t in toasts.toasts] == [False, False, True]


def test_a_message_stays_while_the_mouse_is_on_it(window):
    toasts = window.toasts
    toasts.clear()
    toasts.show_notice(Notice("info", "deleted", can_undo=True))
    toast = toasts.toasts[0]
    middle = QPointF(toast.rect().center())
    QApplication.sendEvent(toast, QEnterEvent(middle, middle, middle))
    assert not toast._timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()


def test_errors_stay_until_closed(window):
    window.toasts.show_notice(Notice("error", "bad"))
    assert not window.toasts.toasts[-1]._timer.isActive()


def test_undo_is_offered_only_while_it_undoes_that(window, session):
    track_id = add_track(session, {0: (5, 5, 9, 9)})
    other = add_track(session, {0: (50, 5, 9, 9)})
    session.delete_track(track_id)
    button = window.toasts.toasts[-1].undo_button
    assert button.isVisible()
    session.delete_mask(other, 0)
    assert not button.isVisible()


# -- themes ---------------------------------------------------------------------------------


def luminance(name):
    channels = [value / 255 for value in QColor(name).getRgb()[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme):
    for ground in (theme.window, theme.panel, theme.raised, theme.field):
        assert contrast(theme.text, ground) >= 7
        assert contrast(theme.muted, ground) >= 4.5
        assert contrast(theme.link, ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for name in (theme.good, theme.warning, theme.danger):
        assert contrast(name, theme.window) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_is_complete_and_the_palette_tells_the_theme(theme):
    assert "$" not in style_sheet(theme)
    assert theme_of(palette_for(theme)) is theme


def test_the_system_is_followed_and_dark_where_it_is_silent():
    scheme = Qt.ColorScheme
    assert chosen_theme("system", scheme.Light) is LIGHT
    assert chosen_theme("system", scheme.Dark) is DARK
    assert chosen_theme("system", scheme.Unknown) is DARK
    assert chosen_theme("light", scheme.Dark) is LIGHT
    assert chosen_theme("dark", scheme.Light) is DARK
    assert chosen_theme("light", scheme.Dark, has_high_contrast=True) is LIGHT_CONTRAST
    assert chosen_theme("system", scheme.Dark, has_high_contrast=True) is DARK_CONTRAST


def test_choosing_a_theme_applies_and_keeps_it(window, session):
    window._theme_menu.chosen.emit("light")
    app = QApplication.instance()
    assert session.settings.theme == "light"
    assert app.palette().color(QPalette.ColorRole.Window).lightness() > 200
    window._theme_menu.chosen.emit("dark")
    assert app.palette().color(QPalette.ColorRole.Window).lightness() < 60


@pytest.mark.parametrize(
    ("time_s", "text"),
    [(0, "00:00.000"), (59.9996, "01:00.000"), (61.5, "01:01.500"), (3725.25, "1:02:05.250")],
)
def test_time_is_written_as_people_read_it(time_s, text):
    assert time_text(time_s) == text


def test_high_contrast_and_size_come_with_the_settings(qtbot, make_session, tmp_path):
    preferences = Preferences(tmp_path / "window.ini")
    window = MainWindow(make_session(), preferences=preferences)
    qtbot.addWidget(window)
    window.dialogs.show_settings()
    dialog = window.findChild(SettingsDialog)
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.contrast.setCurrentIndex(dialog.contrast.findData("high"))
    dialog.ui_scale.setValue(150)
    dialog.apply()
    assert theme_of(QApplication.palette()) is DARK_CONTRAST
    assert preferences.ui_scale == 150
    dialog.contrast.setCurrentIndex(dialog.contrast.findData("usual"))
    dialog.apply()
    assert theme_of(QApplication.palette()) is DARK


def test_contrast_follows_the_system(qapp, monkeypatch):
    wants = [True]
    monkeypatch.setattr(theme, "system_wants_contrast", lambda _: wants[0])
    switch = ThemeSwitch(qapp, "dark", contrast="system")
    assert switch.theme is DARK_CONTRAST
    wants[0] = False
    switch._on_color_scheme_changed()
    assert switch.theme is DARK
    assert switch.theme is theme_of(qapp.palette())
    wants[0] = True
    switch.set_contrast("usual")
    assert switch.theme is DARK
