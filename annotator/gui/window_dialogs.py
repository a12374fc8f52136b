"""Everything the window asks: which file to open, where to save, what to do about a lost video."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from annotator import __version__
from annotator.core.errors import AnnotatorError
from annotator.core.project import Track
from annotator.gui.attempt import attempt
from annotator.gui.categories_dialog import CategoriesDialog
from annotator.gui.import_dialog import ImportDialog
from annotator.gui.merge_dialog import MergeDialog
from annotator.gui.preview_dialog import PreviewDialog
from annotator.gui.sentences import in_words
from annotator.gui.state_dialog import StateDialog
from annotator.session.label_import import guessed_format
from annotator.session.opening import SUFFIX, MediaChangedError
from annotator.session.requests import Order
from annotator.session.session import Session
from annotator.session.values import MediaProblem, Notice

VIDEO_PATTERNS = "*.mp4 *.mov *.m4v *.avi *.mkv *.webm *.mpg *.mpeg *.ts *.wmv *.gif"
DemoOpener = Callable[[], Path]
"""Renders the demo clip if need be and says where it is."""


class WindowDialogs(QObject):
    """File dialogs and questions of one window; what was refused is told with `noticed`."""

    noticed = Signal(object)  # Notice
    export_requested = Signal()
    settings_requested = Signal()
    shortcuts_requested = Signal()
    frame_requested = Signal()
    find_requested = Signal()
    panel_requested = Signal(int)
    palette_requested = Signal()
    hints_requested = Signal()
    jobs_requested = Signal()

    def __init__(self, session: Session, window: QWidget, demo: DemoOpener | None = None) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._demo = demo
        session.media_missing.connect(self.ask_about_media)
        session.preview_started.connect(self.show_preview)

    @property
    def has_demo(self) -> bool:
        """Whether there is a demo clip."""
        return self._demo is not None

    def open_path(self, path: Path) -> None:
        """A project, a video or a folder of images."""
        try:
            if path.suffix.lower() == SUFFIX and path.is_file():
                self._session.open_project(path)
            else:
                self._session.open_media(path)
        except AnnotatorError as error:
            self._refuse(error)
            if not path.exists():
                self._session.settings.forget_recent_file(path)

    def take_dropped(self, path: Path) -> None:
        """Labels go into the open project; anything else is opened."""
        if path.suffix.lower() == SUFFIX or guessed_format(path) is None:
            self.open_path(path)
        elif self._session.project is not None:
            self._open(ImportDialog(self._session, self._window, path))
        elif path.is_dir():  # pictures with labels beside them
            self.open_path(path)
        else:
            text = self.tr("“{0}” holds labels. Open their video first, then drop them again.")
            self.noticed.emit(Notice("warning", text.format(path.name)))

    def ask_open_video(self) -> None:
        """A video or a project file."""
        patterns = f"{VIDEO_PATTERNS} *{SUFFIX}"
        filters = self.tr("Videos and projects ({0});;All files (*)").format(patterns)
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open video or project"), self._folder(), filters
        )
        if name:
            self.open_path(Path(name))

    def ask_open_folder(self) -> None:
        """A folder of images."""
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open a folder of images"), self._folder()
        )
        if name:
            self.open_path(Path(name))

    def open_demo(self) -> None:
        """The clip that comes with the program."""
        if self._demo is None:
            return
        try:
            self.open_path(self._demo())
        except AnnotatorError as error:
            self._refuse(error)

    def ask_save_copy(self) -> None:
        """The project is saved all the time; a copy is for keeping a state."""
        path = self._session.project_path
        if path is None:
            return
        if self._session.saved_state == "saved":
            text = self.tr("Everything is saved in “{0}”. Choose a name to keep a copy.")
            self.noticed.emit(Notice("info", text.format(path.name)))
        copy = path.with_name(f"{path.stem} copy{SUFFIX}")
        filters = self.tr("Projects (*{0})").format(SUFFIX)
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save a copy"), str(copy), filters
        )
        if not name:
            return
        chosen = Path(name)
        try:
            self._session.save_copy(chosen if chosen.suffix else chosen.with_suffix(SUFFIX))
        except AnnotatorError as error:
            self._refuse(error)

    def ask_relink(self) -> None:
        """Where the video or folder of this project is now."""
        filters = self.tr("Videos ({0});;All files (*)").format(VIDEO_PATTERNS)
        project = self._session.project
        if project is not None and project.media is not None and project.media.kind == "folder":
            name = QFileDialog.getExistingDirectory(
                self._window, self.tr("Where are the images now?"), self._folder()
            )
        else:
            name, _ = QFileDialog.getOpenFileName(
                self._window, self.tr("Where is the video now?"), self._folder(), filters
            )
        if name:
            self.relink(Path(name))

    def relink(self, path: Path) -> None:
        """Take the pictures from there; asks once more when they are other pictures."""
        try:
            self._session.relink_media(path)
        except MediaChangedError as error:
            question = self._question(str(error), self.tr("Use it all the same"))
            question.accepted.connect(lambda: self._force_relink(path))
            question.open()
        except AnnotatorError as error:
            self._refuse(error)

    def ask_about_media(self, problem: MediaProblem) -> None:
        """The project is open, its video is not: offer to look for it."""
        question = self._question(problem.text, self.tr("Look for it…"))
        question.accepted.connect(self.ask_relink)
        question.open()

    def confirm_close(self) -> bool:
        """Ask only where closing would lose something: unsaved changes, an unfinished export."""
        state = self._session.saved_state
        if self._session.has_unsaved_changes and state.startswith("error"):
            text = self.tr("Some changes could not be saved ({0}). Closing now loses them.").format(
                in_words(self._session.saved_state.removeprefix("error: "))
            )
        elif any(job.kind == "export" for job in self._session.jobs):
            text = self.tr("An export is still running. Closing now gives it up.")
        elif any(job.kind == "import" for job in self._session.jobs):
            text = self.tr("An import is still running. Closing now gives it up.")
        else:
            return True
        box = self._question(text, self.tr("Close all the same"))
        box.exec()
        return box.buttonRole(box.clickedButton()) == QMessageBox.ButtonRole.AcceptRole

    def show_export(self) -> None:
        """The window shows the dialog."""
        self.export_requested.emit()

    def show_import(self) -> None:
        """Which labels to add to the project."""
        self._open(ImportDialog(self._session, self._window))

    def show_settings(self) -> None:
        """The window shows the dialog."""
        self.settings_requested.emit()

    def show_shortcuts(self) -> None:
        """The window shows the dialog."""
        self.shortcuts_requested.emit()

    def ask_frame(self) -> None:
        """The window knows the field."""
        self.frame_requested.emit()

    def ask_steps(self) -> int | None:
        """How many frames to propagate; None: not at all."""
        count, is_accepted = QInputDialog.getInt(
            self._window, self.tr("Propagate"), self.tr("How many frames?"), 10, 1, 1_000_000
        )
        return count if is_accepted else None

    def ask_state(self, track: Track) -> None:
        """What the object is like here or on a range, and why."""
        self._open(StateDialog(self._session, track, self._session.current_frame, self._window))

    def ask_merge(self, track: Track) -> None:
        """Which object becomes part of this one."""
        self._open(MergeDialog(self._session, track, self._window))

    def ask_categories(self) -> None:
        """Which categories there are, and what they ask of objects."""
        project = self._session.project
        if project is not None:
            track = project.tracks.get(self._session.selected_track_id or 0)
            category_id = track.category_id if track is not None else None
            self._open(CategoriesDialog(self._session, category_id, self._window))

    @Slot(object)
    def start_preview(self, order: Order) -> None:
        """What a message offered to preview."""
        attempt(self._session, lambda: self._session.preview_rerun(order))

    @Slot()
    def show_preview(self) -> None:
        """A preview has begun; the dialog that is open shows it by itself."""
        if not any(one.isVisible() for one in self._window.findChildren(PreviewDialog)):
            dialog = PreviewDialog(self._session, self._window)
            place = self._window.geometry()  # over the docks rather than over the object
            dialog.move(place.right() - dialog.width(), place.top())
            dialog.show()

    def find_object(self) -> None:
        """The timeline has a field for it."""
        self.find_requested.emit()

    def go_to_panel(self, step: int) -> None:
        """The keyboard goes to the next panel, or to the one before (-1)."""
        self.panel_requested.emit(step)

    def show_palette(self) -> None:
        """The window shows the list."""
        self.palette_requested.emit()

    def show_jobs(self) -> None:
        """The status line has the list."""
        self.jobs_requested.emit()

    def show_hints(self) -> None:
        """The window knows them."""
        self.hints_requested.emit()

    def show_about(self) -> None:
        """Name and version."""
        QMessageBox.about(
            self._window,
            self.tr("About Annotator"),
            self.tr(
                "<b>Annotator {0}</b><p>Draw one box, follow the object through the video with "
                "SiamMask, correct the masks, export COCO and DAVIS.</p>"
            ).format(__version__),
        )

    def close_window(self) -> None:
        """As the window's own button does."""
        self._window.close()

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _question(self, text: str, accept: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Annotator"), in_words(text))
        box.setParent(self._window, box.windowFlags())
        box.addButton(accept, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        return box

    def _force_relink(self, path: Path) -> None:
        try:
            self._session.relink_media(path, force=True)
        except AnnotatorError as error:
            self._refuse(error)

    def _refuse(self, error: AnnotatorError) -> None:
        self.noticed.emit(Notice("error", str(error)))

    def _folder(self) -> str:
        """Where to begin looking: beside what is open, else beside what was open last."""
        recent = self._session.settings.recent_files
        near = self._session.media_path or (recent[0] if recent else None)
        return str(near.parent) if near is not None else str(Path.home())
