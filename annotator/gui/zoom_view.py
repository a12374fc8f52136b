"""A widget with a zoomable, movable picture in it: wheel, middle button, Space and Tab.

Everything here is about looking; what the left button does is for the subclass.
"""

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from annotator.gui.device_grid import DeviceGrid
from annotator.gui.view_transform import ViewTransform

ZOOM_PER_NOTCH = 1.25
FIT_MARGIN = 12


class ZoomView(QWidget):
    """Keeps the transform from image to device pixels. Space taps and brush notches are signals."""

    view_changed = Signal()
    space_tapped = Signal()
    size_notched = Signal(int)  # +1 or -1: Ctrl+Alt+wheel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = DeviceGrid(self)
        self._view = ViewTransform()
        self._fits = True
        self._is_peeking = False
        self._pan_start: tuple[QPointF, ViewTransform] | None = None
        self._holds_space = False
        self._space_has_panned = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.installEventFilter(self)

    @property
    def view(self) -> ViewTransform:
        """Image to device pixels."""
        return self._view

    def image_size(self) -> tuple[int, int] | None:
        """(width, height) of the picture, None while there is none. For the subclass."""
        return None

    def plain_cursor(self) -> Qt.CursorShape:
        """The cursor when nothing is being moved. For the subclass."""
        return Qt.CursorShape.ArrowCursor

    def fit(self) -> None:
        """The whole picture, and keep it so when the window changes its size."""
        self._fits = True
        size = self.image_size()
        if size is not None:
            margin = round(FIT_MARGIN * self.grid.ratio)
            self._set_view(ViewTransform.fitting(size, self.grid.size, margin))

    def zoom_to_pixels(self) -> None:
        """One image pixel on one device pixel."""
        self._zoom(1.0, self._middle())

    def zoom_by(self, notches: float) -> None:
        """In (positive) or out, about the middle."""
        self._zoom(self._view.scale * ZOOM_PER_NOTCH**notches, self._middle())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again where the picture fitted before."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def sizeHint(self) -> QSize:
        """A comfortable start."""
        return QSize(960, 600)

    def _middle(self) -> QPointF:
        width, height = self.grid.size
        return QPointF(width / 2, height / 2)

    def _set_view(self, view: ViewTransform) -> None:
        size = self.image_size()
        if size is not None:
            view = view.kept_visible(size, self.grid.size)
        if view != self._view:
            self._view = view
            self.update()
            self.view_changed.emit()

    def _zoom(self, scale: float, at_view: QPointF) -> None:
        self._fits = False
        self._set_view(self._view.zoomed(scale, at_view.x(), at_view.y()))

    # -- mouse ------------------------------------------------------------------------------

    def begin_pan(self, event: QMouseEvent) -> bool:
        """Take a press that means to move the picture: middle button, or left with Space."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() != Qt.MouseButton.MiddleButton and not (left and self._holds_space):
            return False
        self._pan_start = (self.grid.to_view(event.position()), self._view)
        self._space_has_panned = self._holds_space
        self.show_cursor()
        return True

    def pan(self, event: QMouseEvent) -> bool:
        """Move the picture if a pan is under way; says whether it is."""
        if self._pan_start is None:
            return False
        start, view = self._pan_start
        delta = self.grid.to_view(event.position()) - start
        self._fits = False
        self._set_view(view.panned(delta.x(), delta.y()))
        return True

    def end_pan(self) -> bool:
        """Let go; says whether a pan was under way."""
        was_panning = self._pan_start is not None
        self._pan_start = None
        if was_panning:
            self.show_cursor()
        return was_panning

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Ctrl+Alt the brush size."""
        delta = event.angleDelta()
        # Alt turns a vertical wheel into a horizontal one on some systems.
        notches = (delta.y() or delta.x()) / 120
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.modifiers() & both == both:
            self.size_notched.emit(1 if notches > 0 else -1)
        elif notches and self.image_size() is not None:
            at_view = self.grid.to_view(event.position())
            self._zoom(self._view.scale * ZOOM_PER_NOTCH**notches, at_view)
        event.accept()

    def show_cursor(self) -> None:
        """A hand while moving or about to, else the tool's."""
        if self._pan_start is not None:
            self.setCursor(QCursor(Qt.CursorShape.ClosedHandCursor))
        elif self._holds_space:
            self.setCursor(QCursor(Qt.CursorShape.OpenHandCursor))
        else:
            self.setCursor(QCursor(self.plain_cursor()))

    # -- keys -------------------------------------------------------------------------------

    def takes_key(self, key: int) -> bool:
        """Keys that are the picture's even where a shortcut has them too."""
        return key == Qt.Key.Key_Space

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space goes to the canvas first: held, it pans; tapped, it plays.

        A filter and not an override of `event`: PySide6 6.11 crashes when a handler raises
        under a Python `event` that called the inherited one.
        """
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if watched is self and plain and self.takes_key(event.key()):
                event.accept()
                return True
        return False

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab is held to look under the masks; Shift+Tab moves the focus away."""
        return False if next else super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Tab."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._holds_space, self._space_has_panned = True, False
                self.show_cursor()
        elif event.key() == Qt.Key.Key_Tab:
            self._peek(value=True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space that did not pan plays or pauses."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space and self._holds_space:
            self._holds_space = False
            self.show_cursor()
            if not self._space_has_panned:
                self.space_tapped.emit()
        elif event.key() == Qt.Key.Key_Tab:
            self._peek(value=False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys that are released elsewhere are released here too."""
        self._holds_space = False
        self._peek(value=False)
        self.show_cursor()
        super().focusOutEvent(event)

    def _peek(self, *, value: bool) -> None:
        if self._is_peeking != value:
            self._is_peeking = value
            self.update()
