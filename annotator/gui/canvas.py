"""The canvas: one frame with its masks, zoom and pan, and the tool under the pointer.

A picture and the masks over it always belong to the same frame: the one whose picture arrived
last. Scrubbing moves the playhead at once, but picture and masks follow together. So tools act on
`frame_index`, the frame that is on screen.
"""

from collections.abc import Callable, Iterable
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QTabletEvent,
)
from PySide6.QtWidgets import QWidget

from annotator.core.edits import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.mask import Mask
from annotator.gui.brush import MAX_DIAMETER, MIN_DIAMETER, PixelRect
from annotator.gui.overlay import Placed
from annotator.gui.paint_tools import BrushTool, EraserTool
from annotator.gui.picture import Picture
from annotator.gui.preferences import Preferences
from annotator.gui.scene import Scene
from annotator.gui.select_tool import SelectTool
from annotator.gui.sentences import in_words
from annotator.gui.shape_tools import LassoTool, PolygonTool
from annotator.gui.tools import (
    BoxTool,
    EditLayer,
    Tool,
    ToolEvent,
    ToolName,
)
from annotator.gui.zoom_view import ZoomView
from annotator.session.session import Session
from annotator.session.values import Notice

ZOOM_PER_NOTCH = 1.25
FIT_MARGIN = 12
BACKGROUND = QColor(0x12, 0x13, 0x15)
"""Dark in every theme: colours of a picture are judged against it."""
HINT = QColor(0xA6, 0xA9, 0xB3)


class Canvas(ZoomView):
    """Shows the frame of a Session and turns mouse events into calls of the current tool."""

    noticed = Signal(object)  # Notice
    tool_changed = Signal(str)  # ToolName
    pointer_moved = Signal(object)  # (column, row) of the image pixel under it, or None

    def __init__(
        self,
        session: Session,
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._preferences = preferences if preferences is not None else Preferences(parent=self)
        self._scene = Scene(session)
        self._pressure = 1.0
        tools = (
            SelectTool(self),
            BoxTool(self),
            BrushTool(self),
            EraserTool(self),
            PolygonTool(self),
            LassoTool(self),
        )
        self._tools: dict[ToolName, Tool] = {tool.name: tool for tool in tools}
        self._tool: Tool = self._tools["select"]
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 112)
        self.setAccessibleName(self.tr("Picture with masks"))
        self.view_changed.connect(session.note_hand)
        self.space_tapped.connect(self._on_space_tapped)
        self.size_notched.connect(self.change_brush_size)
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_closed)
        session.frame_ready.connect(self._on_frame_ready)
        session.edited.connect(self._on_edited)
        session.selection_changed.connect(self._on_selection_changed)
        session.preview_changed.connect(self.update)
        if session.current_image is not None:  # it came before there was a canvas
            self._on_frame_ready(session.current_frame, session.current_image)

    # -- what tools see ---------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """The open project and its verbs."""
        return self._session

    @property
    def preferences(self) -> Preferences:
        """How tools behave."""
        return self._preferences

    @property
    def shows_rotated_box(self) -> bool:
        """Whether the selected object's rotated box is drawn."""
        return self._scene.shows_rotated_box and self._scene.shows_masks

    @property
    def frame_index(self) -> int | None:
        """The frame on screen; None while there is no picture."""
        return self._scene.frame_index

    @property
    def scene(self) -> Scene:
        """Picture and masks."""
        return self._scene

    @property
    def tool(self) -> Tool:
        """What the left button does."""
        return self._tool

    def track_at(self, image_x: float, image_y: float) -> int | None:
        """The topmost shown track whose mask covers that point."""
        return self._scene.track_at(image_x, image_y)

    def set_edit_layer(self, layer: EditLayer | None, *, is_same: bool = False) -> None:
        """Show a mask in the making instead of the track's own; `is_same`: it still looks so."""
        self._scene.edit_layer = layer
        if not is_same:
            self.update()

    def placed(self, mask: Mask) -> Placed:
        """The pixels of a mask inside its box; nobody writes into them."""
        return self._scene.overlays.crop(mask)

    def take_pixels(self, mask: Mask) -> NDArray[np.bool_]:
        """The pixels of a mask, `(height, width)`, to write into."""
        return self._scene.overlays.take_pixels(mask)

    def remember_pixels(self, mask: Mask, pixels: NDArray[np.bool_]) -> None:
        """Take pixels back: what that mask, which may be shown now, looks like."""
        self._scene.overlays.remember(mask, pixels)

    def update_pixels(self, rect: PixelRect) -> None:
        """Repaint where image pixels changed, with the outlines around."""
        left, right = self._view.view_range_x(rect.left, rect.right)
        top, bottom = self._view.view_range_y(rect.top, rect.bottom)
        ratio = self.grid.ratio
        reach = self._scene.style((0, 0, 0), ratio=ratio, is_selected=True).reach
        changed = QRect(left, top, right - left, bottom - top)
        self.update_view(changed.adjusted(-reach, -reach, reach, reach))

    def update_view(self, rect: QRect) -> None:
        """Repaint a rectangle of device pixels."""
        rect = rect.intersected(self.grid.viewport)
        if not rect.isEmpty():
            self.update(self.grid.to_logical_rect(rect))

    def stay(self) -> None:
        """The frame on screen stays: no playing and no following while a gesture lasts."""
        if self.frame_index is not None:
            self._session.pause()
            self._session.go_to_frame(self.frame_index)

    def warn(self, text: str) -> None:
        """Tell why nothing happened."""
        self.noticed.emit(Notice("warning", text))

    # -- what the window calls --------------------------------------------------------------

    def set_tool(self, name: ToolName) -> None:
        """Another tool; a gesture under way is given up."""
        if self._tool.name == name:
            return
        self._tool.cancel()
        self._tool.leave()
        self._tool = self._tools[name]
        self.show_cursor()
        self.update()
        self.tool_changed.emit(name)

    def cancel_gesture(self) -> bool:
        """Give up what the mouse is doing; says whether there was anything."""
        return self._tool.cancel()

    @Slot(int)
    def change_brush_size(self, steps: int) -> None:
        """Larger or smaller by about a seventh per step, at least one pixel."""
        size = self._session.settings.brush_size_px
        for _ in range(abs(steps)):
            step = max(1, round(size * 0.15))
            size = size + step if steps > 0 else size - step
        self.set_brush_size(size)

    @Slot(int)
    def set_brush_size(self, diameter: int) -> None:
        """Of brush and eraser, in image pixels."""
        diameter = max(MIN_DIAMETER, min(MAX_DIAMETER, diameter))
        if diameter != self._session.settings.brush_size_px:
            self._session.settings.brush_size_px = diameter
            self.update()
            self.view_changed.emit()

    def set_shows_masks(self, value: bool) -> None:
        """Show or hide all masks."""
        self._scene.shows_masks = value
        self.update()

    def set_shows_outlines(self, value: bool) -> None:
        """Outlines around the objects that are not selected too."""
        self._session.settings.has_outline = value
        self.update()

    def set_opacity(self, value: float) -> None:
        """Of the filling of masks, 0 to 1."""
        self._session.settings.opacity = value
        self.update()

    def set_shows_rotated_box(self, value: bool) -> None:
        """Show or hide the selected object's rotated box."""
        self._scene.shows_rotated_box = value
        self.update()

    def image_size(self) -> tuple[int, int] | None:
        """(width, height) of the picture on screen."""
        picture = self._scene.picture
        return picture.size if picture is not None else None

    def takes_key(self, key: int) -> bool:
        """Enter and Backspace belong to a polygon while it is drawn."""
        own = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)
        return super().takes_key(key) or (self._tool.is_active and key in own)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the tool first."""
        try:
            if self._tool.is_active and self._tool.key(event.key()):
                return
        except AnnotatorError as error:
            self.noticed.emit(Notice("warning", str(error)))
            return
        super().keyPressEvent(event)

    def plain_cursor(self) -> Qt.CursorShape:
        """The tool's."""
        return self._tool.cursor

    @Slot()
    def _on_space_tapped(self) -> None:
        if self._session.project is not None:
            self._session.toggle_play()

    # -- what the session says --------------------------------------------------------------

    @Slot()
    def _on_opened(self) -> None:
        self._on_closed()
        self._fits = True
        project = self._session.project
        if project is not None and not project.tracks:
            self.set_tool("box")  # there is nothing else to do yet

    @Slot()
    def _on_closed(self) -> None:
        self._tool.cancel()
        self._scene.clear()
        self.update()

    @Slot(int, object)
    def _on_frame_ready(self, frame_index: int, rgb: NDArray[np.uint8]) -> None:
        scene = self._scene
        if frame_index != scene.frame_index:
            # A stroke belongs to the frame it began on.
            self._tool.cancel()
        before = scene.picture.size if scene.picture is not None else None
        scene.picture, scene.frame_index = Picture(rgb), frame_index
        if scene.picture.size != before and self._fits:
            self.fit()
        self.update()

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        touched = edit.touched
        is_on_screen = any(self.frame_index in frames for frames in touched.frames.values())
        if is_on_screen or touched.tracks or touched.order:
            self.update()

    @Slot()
    def _on_selection_changed(self) -> None:
        self._tool.cancel()
        self.update()

    # -- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt clips to the damaged rectangles; each shows what a full repaint would show there."""
        painter = QPainter(self)
        self.grid.align(painter)
        viewport, ratio = self.grid.viewport, self.grid.ratio
        picture, around = self._scene.picture, QRegion(viewport)
        if picture is not None:
            around = around.subtracted(QRegion(picture.covered(self._view, viewport)))
        for rect in _rects(around):
            painter.fillRect(rect, BACKGROUND)
        if not self._is_peeking:
            damaged = [self.grid.to_view_rect(rect) for rect in _rects(event.region())]
            self._scene.paint(painter, self._view, viewport, damaged, ratio)
        elif picture is not None:
            picture.draw(painter, self._view, viewport)
        problem = self._session.media_problem
        font = QFont(self.font())
        font.setPixelSize(round(QFontInfo(font).pixelSize() * ratio))
        painter.setFont(font)
        if problem is not None and self._scene.picture is None:
            painter.setPen(HINT)
            painter.drawText(viewport, Qt.AlignmentFlag.AlignCenter, in_words(problem.text))
        if not self._is_peeking:
            self._tool.paint(painter, ratio)
        painter.end()

    # -- mouse ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the picture, or begin the tool's gesture."""
        self._session.note_hand()
        if not self.begin_pan(event) and event.button() == Qt.MouseButton.LeftButton:
            self._guarded(self._tool.press, self._tool_event(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture, or the tool."""
        if event.buttons():
            self._session.note_hand()
        if self.pan(event):
            return
        tool_event = self._tool_event(event)
        self._guarded(self._tool.move, tool_event)
        self.pointer_moved.emit(self._pixel_under(tool_event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a move or of a gesture."""
        self._session.note_hand()
        if not self.end_pan() and event.button() == Qt.MouseButton.LeftButton:
            self._guarded(self._tool.release, self._tool_event(event))

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Remember how hard the pen presses; Qt then tells the same as a mouse event."""
        is_over = event.type() == QEvent.Type.TabletRelease
        self._pressure = 1.0 if is_over else event.pressure()
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """No pointer, no circle."""
        self._tool.leave()
        self.pointer_moved.emit(None)
        super().leaveEvent(event)

    def _tool_event(self, event: QMouseEvent) -> ToolEvent:
        view = self.grid.to_view(event.position())
        image_x, image_y = self._view.to_image(view.x(), view.y())
        modifiers = event.modifiers()
        return ToolEvent(
            image_x,
            image_y,
            view.x(),
            view.y(),
            has_shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
            has_alt=bool(modifiers & Qt.KeyboardModifier.AltModifier),
            pressure=self._pressure,
        )

    def _pixel_under(self, event: ToolEvent) -> tuple[int, int] | None:
        picture = self._scene.picture
        if picture is None:
            return None
        column, row = int(event.image_x // 1), int(event.image_y // 1)
        is_inside = 0 <= column < picture.size[0] and 0 <= row < picture.size[1]
        return (column, row) if is_inside else None

    def _guarded(self, handle: Callable[[ToolEvent], None], event: ToolEvent) -> None:
        """A verb that refuses says so; the gesture is over."""
        try:
            handle(event)
        except AnnotatorError as error:
            self._tool.cancel()
            self.noticed.emit(Notice("warning", str(error)))


def _rects(region: QRegion) -> Iterable[QRect]:
    """A region is a sequence of them, which PySide's type hints do not say."""
    return cast(Iterable[QRect], region)
