"""The window: places canvas, timeline, list of objects and the rest, and connects them."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QLocale, QMimeData, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import Actions
from annotator.gui.canvas import Canvas
from annotator.gui.canvas_menu import CanvasMenu
from annotator.gui.command_palette import CommandPalette
from annotator.gui.commands import Commands
from annotator.gui.editor_docks import EditorDocks
from annotator.gui.export_dialog import ExportDialog
from annotator.gui.hints import Hints
from annotator.gui.icons import icon, icon_pixmap
from annotator.gui.inspector import Inspector
from annotator.gui.language import chosen_language, install_language
from annotator.gui.preferences import Preferences
from annotator.gui.punctuation import percent
from annotator.gui.recent_menu import RecentMenu
from annotator.gui.review_panel import ReviewPanel
from annotator.gui.settings_dialog import SettingsDialog
from annotator.gui.shortcuts_dialog import ShortcutsDialog
from annotator.gui.start_page import StartPage
from annotator.gui.status_panel import StatusPanel
from annotator.gui.theme import DARK, Theme, ThemeSwitch
from annotator.gui.theme_menu import ThemeMenu
from annotator.gui.timeline import TimelineWidget
from annotator.gui.toast import ToastStack
from annotator.gui.tool_bar import MainToolBar
from annotator.gui.track_panel import TrackPanel
from annotator.gui.transport_bar import TransportBar
from annotator.gui.window_dialogs import DemoOpener, WindowDialogs
from annotator.gui.window_place import FrameFitter, place_on_screen
from annotator.session.session import Session
from annotator.session.settings import Theme as ThemeChoice
from annotator.session.values import Notice

STATE_VERSION = 2
SAVING_SHOWN_AFTER_MS = 400
STATUS_BAR_HEIGHT = 38
TRANSPORT: tuple[str, ...] = ("first", "previous", "play", "next", "last")


class MainWindow(QMainWindow):
    """One Session on the screen."""

    def __init__(
        self,
        session: Session,
        demo: DemoOpener | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__()
        self._session = session
        self._editor_state = session.settings.window_state
        self.preferences = preferences if preferences is not None else Preferences(parent=self)
        app = cast(QApplication, QApplication.instance())
        install_language(app, chosen_language(self.preferences.language, QLocale.system()))
        self.canvas = Canvas(session, preferences=self.preferences)
        self._canvas_menu = CanvasMenu(self.canvas)
        self.dialogs = WindowDialogs(session, self, demo)
        self.commands = Commands(session, self.canvas, self.dialogs, self)
        self.actions_table = Actions(self.commands, self)
        self._menus = self.actions_table.fill_menu_bar(self.menuBar())
        self._place_center()
        self.hints = Hints(session, self.preferences, self.canvas)
        self._place_docks()
        self._place_toolbar()
        self._place_status_bar()
        self._title_timer = QTimer(self, singleShot=True, interval=SAVING_SHOWN_AFTER_MS)
        self._title_timer.timeout.connect(self._show_title)
        self._connect()
        self._app = app
        self._theme_switch = ThemeSwitch(
            app, session.settings.theme, self, contrast=self.preferences.contrast
        )
        self._theme_switch.changed.connect(self._on_theme_changed)
        self._fill_view_menu()
        self._fill_file_menu()
        self._on_theme_changed(self._theme_switch.theme or DARK)
        self.setWindowIcon(QIcon(icon_pixmap("app", "#ffffff", 256)))
        self.setAcceptDrops(True)
        self._frame_fitter = FrameFitter(self)
        place_on_screen(self, QSize(1440, 900), session.settings.window_geometry)
        if session.project is None:
            self._on_closed()
        else:
            self._on_opened()

    # -- placing ----------------------------------------------------------------------------

    def _place_center(self) -> None:
        editor = QWidget(self)
        layout = QVBoxLayout(editor)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        actions = [self.actions_table[action_id] for action_id in TRANSPORT]
        self.transport = TransportBar(self._session, actions, editor)
        layout.addWidget(self.transport)
        self._editor = editor
        self._pages = QStackedWidget(self)
        self._pages.addWidget(editor)
        self.start_page: StartPage | None = None
        self.setCentralWidget(self._pages)
        self.toasts = ToastStack(self._pages)

    def _place_docks(self) -> None:
        self.timeline = TimelineWidget(self._session)
        self.track_panel = TrackPanel(self._session, lane_filter=self.timeline.lane_filter)
        names = ("review_previous", "review_accept", "review_next")
        actions = [self.actions_table[name] for name in names]
        self.review_panel = ReviewPanel(self._session, actions)
        self.inspector = Inspector(self._session, self.canvas)
        self.docks = EditorDocks(
            self,
            picture=self.canvas,
            timeline=self.timeline,
            objects=self.track_panel,
            review=self.review_panel,
            inspector=self.inspector,
        )
        self.track_panel.setMinimumWidth(240)

    def _place_toolbar(self) -> None:
        settings = self._session.settings
        self.tool_bar = MainToolBar(self.actions_table, self.canvas, settings, self)
        self.addToolBar(self.tool_bar)

    def _place_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setFixedHeight(STATUS_BAR_HEIGHT)  # a starting job must not move the picture
        self._zoom_label = QLabel(self)
        self._zoom_label.setObjectName("zoomLabel")
        self._zoom_label.setMinimumWidth(64)
        self._pointer_label = QLabel(self)
        self._pointer_label.setMinimumWidth(110)
        self.status_panel = StatusPanel(self._session)
        bar.addWidget(self._zoom_label)
        bar.addWidget(self._pointer_label)
        bar.addPermanentWidget(self.status_panel, 1)

    def _fill_file_menu(self) -> None:
        menu = self._menus["file"]
        self._recent_menu = RecentMenu(self._session.settings, menu)
        self._recent_menu.chosen.connect(self.dialogs.open_path)
        menu.insertMenu(next(one for one in menu.actions() if one.isSeparator()), self._recent_menu)

    def _fill_view_menu(self) -> None:
        menu = self._menus["view"]
        menu.addSeparator()
        menu.addActions([dock.toggleViewAction() for dock in self.docks.all])
        menu.addAction(self.timeline.filmstrip_action)
        self._theme_menu = ThemeMenu(self._session.settings.theme, menu)
        self._theme_menu.chosen.connect(self._on_theme_chosen)
        menu.addMenu(self._theme_menu)

    def _connect(self) -> None:
        session, refresh = self._session, self.actions_table.refresh
        for signal in (
            session.history_changed,
            session.selection_changed,
            session.jobs_changed,
            session.frame_changed,
            self.canvas.tool_changed,
        ):
            signal.connect(lambda *_: refresh())
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)
        session.playing_changed.connect(self._on_playing_changed)
        session.saved_state_changed.connect(self._on_saved_state_changed)
        session.history_changed.connect(self.toasts.withdraw_undo)
        session.notified.connect(self._on_noticed)
        for source in (self.canvas, self.commands, self.dialogs):
            source.noticed.connect(self._on_noticed)
        self.commands.prompt_ended.connect(self.toasts.withdraw_prompts)
        self.toasts.undo_requested.connect(self.actions_table["undo"].trigger)
        self.toasts.preview_requested.connect(self.dialogs.start_preview)
        self.canvas.view_changed.connect(self._on_view_changed)
        self.canvas.pointer_moved.connect(self._on_pointer_moved)
        self.transport.left.connect(self.canvas.setFocus)
        self.dialogs.frame_requested.connect(self.transport.ask_frame)
        self.dialogs.export_requested.connect(self._show_export)
        self.dialogs.settings_requested.connect(self._show_settings)
        self.dialogs.shortcuts_requested.connect(self._show_shortcuts)
        self.dialogs.find_requested.connect(self._find_object)
        self.dialogs.panel_requested.connect(self.docks.go)
        self.dialogs.palette_requested.connect(self._show_palette)
        self.dialogs.hints_requested.connect(self.hints.show_again)
        self.dialogs.jobs_requested.connect(self.status_panel.show_jobs)

    # -- what the session says --------------------------------------------------------------

    @Slot()
    def _on_opened(self) -> None:
        self._pages.setCurrentWidget(self._editor)
        if self.start_page is not None:  # what is not seen must not keep the window large
            self.start_page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        for part in self._editor_parts():
            part.show()
        self.toasts.bottom_margin = self.transport.sizeHint().height() + 16
        if self._editor_state:
            self.restoreState(QByteArray(self._editor_state), STATE_VERSION)
        else:
            self.docks.arrange()
        self.actions_table.refresh()
        self._show_title()
        self.canvas.setFocus()

    @Slot()
    def _on_closed(self) -> None:
        if self._pages.currentWidget() is self._editor and self.isVisible():
            self._editor_state = bytes(self.saveState(STATE_VERSION).data())
        for part in self._editor_parts():
            part.hide()
        self._show_start_page()
        self.actions_table.refresh()
        self._show_title()

    def _editor_parts(self) -> tuple[QWidget, ...]:
        return self.tool_bar, *self.docks.all, self.statusBar()

    def _show_start_page(self) -> None:
        theme = self._theme_switch.theme or DARK
        page = StartPage(theme, has_demo=self.dialogs.has_demo, parent=self._pages)
        page.set_recent_files(self._session.settings.recent_files)
        page.open_video_requested.connect(self.dialogs.ask_open_video)
        page.open_folder_requested.connect(self.dialogs.ask_open_folder)
        page.demo_requested.connect(self.dialogs.open_demo)
        page.recent_requested.connect(self.dialogs.open_path)
        if self.start_page is not None:
            self._pages.removeWidget(self.start_page)
            self.start_page.deleteLater()
        self.start_page = page
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)

    @Slot(object)
    def _on_noticed(self, notice: Notice) -> None:
        self.toasts.show_notice(notice)

    @Slot(bool)
    def _on_playing_changed(self, is_playing: bool) -> None:
        theme = self._theme_switch.theme or DARK
        name = "pause" if is_playing else "play"
        self.actions_table["play"].setIcon(icon(name, theme.text, theme.faint))

    @Slot(str)
    def _on_saved_state_changed(self, state: str) -> None:
        # Each propagated mask is saved on its own: only what lasts is worth a new title.
        if state == "saving":
            if not self._title_timer.isActive():
                self._title_timer.start()
        else:
            self._title_timer.stop()
            self._show_title()

    @Slot()
    def _show_title(self) -> None:
        session = self._session
        path = session.media_path or session.project_path
        if path is None:
            self.setWindowTitle(self.tr("Annotator"))
            return
        state = session.saved_state
        note = ""
        if state == "saving":
            note = self.tr(" (saving…)")
        elif state != "saved":
            note = self.tr(" (not saved)")
        self.setWindowTitle(self.tr("{0}{1} – Annotator").format(path.name, note))

    # -- what the canvas says ---------------------------------------------------------------

    @Slot()
    def _on_view_changed(self) -> None:
        self._zoom_label.setText(percent(self.canvas.view.scale * 100))

    @Slot(object)
    def _on_pointer_moved(self, pixel: tuple[int, int] | None) -> None:
        self._pointer_label.setText("" if pixel is None else f"x {pixel[0]}   y {pixel[1]}")

    # -- dialogs and themes -----------------------------------------------------------------

    @Slot()
    def _show_export(self) -> None:
        self._open_dialog(ExportDialog(self._session, self))

    @Slot()
    def _show_settings(self) -> None:
        dialog = SettingsDialog(self._session.settings, self, self.preferences)
        dialog.applied.connect(self._on_settings_applied)
        self._open_dialog(dialog)

    @Slot()
    def _show_shortcuts(self) -> None:
        actions = self.actions_table.by_id.values()
        dialog = ShortcutsDialog(actions, self, self.preferences)
        dialog.keys_changed.connect(self._on_keys_changed)
        self._open_dialog(dialog)

    @Slot()
    def _on_keys_changed(self) -> None:
        self.actions_table.set_keys(self.preferences.shortcuts)
        self.actions_table.set_theme(self._theme_switch.theme or DARK)

    @Slot()
    def _show_palette(self) -> None:
        actions = *self.actions_table.by_id.values(), self.timeline.filmstrip_action
        palette = CommandPalette(actions, self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.show_over(self)

    @Slot()
    def _find_object(self) -> None:
        self.docks.timeline.show()
        self.timeline.lane_filter.ask()

    def _open_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def _on_settings_applied(self) -> None:
        self.tool_bar.show_settings()
        self.canvas.update()
        self.actions_table.refresh()
        self._theme_menu.show_choice(self._session.settings.theme)
        self._theme_switch.choose(self._session.settings.theme)
        self._theme_switch.set_contrast(self.preferences.contrast)

    @Slot(str)
    def _on_theme_chosen(self, choice: ThemeChoice) -> None:
        self._session.settings.theme = choice
        self._theme_switch.choose(choice)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.actions_table.set_theme(theme)
        self._on_playing_changed(self._session.is_playing)
        if self._pages.currentWidget() is self.start_page:
            self._show_start_page()

    # -- Qt ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file or folder from elsewhere."""
        if _dropped_path(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open it, or import the labels in it."""
        path = _dropped_path(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.dialogs.take_dropped(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window, then stop every job and save what is queued.

        It is hidden before: if weights are being loaded, that may take seconds.
        """
        if not self.dialogs.confirm_close():
            event.ignore()
            return
        settings = self._session.settings
        settings.window_geometry = bytes(self.saveGeometry().data())
        if self._pages.currentWidget() is self._editor:
            self._editor_state = bytes(self.saveState(STATE_VERSION).data())
        settings.window_state = self._editor_state
        self.hide()
        self._session.shutdown()
        event.accept()


def _dropped_path(data: QMimeData) -> Path | None:
    """The first local file of a drop."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None
