"""The context menu of the picture: the states of the object under the pointer, on this frame."""

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Slot

from annotator.gui.canvas import Canvas
from annotator.gui.timeline_menu import TimelineMenu


class CanvasMenu(QObject):
    """Opens for the object under the pointer, else for the selected one."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        canvas.customContextMenuRequested.connect(self._on_requested)

    def menu_at(self, position: QPoint) -> TimelineMenu | None:
        """The menu for a position in logical pixels; None where no object is meant."""
        canvas, session = self._canvas, self._canvas.session
        if canvas.frame_index is None or canvas.tool.is_active:
            return None
        view = canvas.grid.to_view(QPointF(position))
        track_id = canvas.track_at(*canvas.view.to_image(view.x(), view.y()))
        if track_id is None:
            track_id = session.selected_track_id
        if track_id is None:
            return None
        session.select_track(track_id)
        return TimelineMenu(session, track_id, canvas.frame_index, canvas)

    @Slot(QPoint)
    def _on_requested(self, position: QPoint) -> None:
        menu = self.menu_at(position)
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._canvas.mapToGlobal(position))
