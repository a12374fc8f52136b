"""The timeline: a lane per object, a ruler and a playhead; turns gestures into requests.

Nothing here changes the project: clicks and keys become calls on the session. Scrubbing asks for
a frame at most every 16 ms, and of the frames asked for meanwhile only the last one counts.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from annotator.gui.timeline_layout import (
    LANE_HEIGHT_PX,
    RULER_HEIGHT_PX,
    Area,
    Hit,
    time_text,
)
from annotator.gui.timeline_legend import legend_text
from annotator.gui.timeline_menu import TimelineMenu, observation_text, track_text
from annotator.gui.timeline_view import TimelineView
from annotator.session.session import Session

SCRUB_INTERVAL_MS = 16
WHEEL_ZOOM = 1.25
KEY_ZOOM = 1.6


class TimelineWidget(TimelineView):
    """Shows all objects over time; scrubs, zooms, selects, and offers the frame states."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._pressed: Area | None = None
        self._range_anchor: int | None = None
        self._pan_x: float | None = None
        self._wanted_frame: int | None = None
        self._scrub_timer = QTimer(self, interval=SCRUB_INTERVAL_MS, singleShot=True)
        self._scrub_timer.timeout.connect(self._on_scrub_timeout)
        self.filmstrip_action = QAction(self.tr("Filmstrip"), self, checkable=True)
        self.filmstrip_action.toggled.connect(self.set_shows_filmstrip)
        self.viewport().installEventFilter(self)
        self.lane_filter.left.connect(self.setFocus)
        self.lane_filter.legend_requested.connect(self._show_legend)
        self.setAccessibleDescription(
            self.tr(
                "Arrows step frames and objects, Shift with the page keys turns over what is on "
                "screen, plus and minus zoom, an asterisk shows the whole video, a slash the "
                "filmstrip, the menu key acts here"
            )
        )

    def _hit(self, position: QPoint) -> Hit:
        return self.lane_stack.hit(self._view, position.x(), position.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._session.project is None:
            return
        hit = self._hit(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_x = event.position().x()
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            if hit.lane is not None:
                self._session.select_track(self._tracks()[hit.lane].id)
            is_left = event.button() == Qt.MouseButton.LeftButton
            if is_left and hit.area in (Area.RULER, Area.LANE, Area.EMPTY):
                self._pressed = hit.area
                if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    self._range_anchor = hit.frame
                else:
                    self._scrub_to(hit.frame)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._pan_x is not None:
            self.set_frame_view(self._view.scrolled(self._pan_x - x))
            self._pan_x = x
        elif self._pressed is not None:
            frame = self._view.frame_at(x - self.lane_stack.header_width_px)
            if self._range_anchor is not None:
                self._session.set_in_frame(min(frame, self._range_anchor))
                self._session.set_out_frame(max(frame, self._range_anchor))
            else:
                self._scrub_to(frame)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pan_x = None
        if event.button() != Qt.MouseButton.LeftButton:
            return
        is_click = self._pressed is None
        self._pressed = self._range_anchor = None
        self._on_scrub_timeout()
        if is_click and self._hit(event.position().toPoint()).area is Area.CORNER:
            self._show_legend(event.globalPosition().toPoint())

    @Slot(QPoint)
    def _show_legend(self, position: QPoint) -> None:
        QToolTip.showText(position, legend_text(self._theme), self.viewport())

    def _scrub_to(self, frame: int) -> None:
        """Ask for a frame at most every 16 ms; of those asked for meanwhile, only the last."""
        self._wanted_frame = frame
        if not self._scrub_timer.isActive():
            self._on_scrub_timeout()

    @Slot()
    def _on_scrub_timeout(self) -> None:
        frame, self._wanted_frame = self._wanted_frame, None
        if frame is not None:
            if frame != self._session.current_frame:
                self._session.go_to_frame(frame)
            self._scrub_timer.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Wheel: lanes; Shift or a sideways wheel: time; Ctrl: zoom at the cursor."""
        steps = event.angleDelta().y() / 120
        sideways = event.angleDelta().x() / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            x = event.position().x() - self.lane_stack.header_width_px
            anchor = min(max(0.0, x), float(self._view.width_px))
            self.set_frame_view(self._view.zoomed(WHEEL_ZOOM**steps, anchor))
        elif sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_frame_view(self._view.scrolled(-(sideways or steps) * 80))
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - round(steps * LANE_HEIGHT_PX))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keyboard path; the same keys as in the window, plus lanes and zoom."""
        session, last = self._session, self._view.frame_count - 1
        key = Qt.Key(event.key())
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if session.project is None:
            event.ignore()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(KEY_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / KEY_ZOOM)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            count = 10 if has_shift else 1
            session.step(-count if key == Qt.Key.Key_Left else count)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            session.go_to_frame(0 if key == Qt.Key.Key_Home else last)
        elif has_shift and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            page = max(1, round(self._view.visible_frames))
            session.step(-page if key == Qt.Key.Key_PageUp else page)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._select_neighbour(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Asterisk:
            self.zoom_to_fit()
        elif key == Qt.Key.Key_Slash:
            self.filmstrip_action.toggle()
        else:
            event.ignore()

    def _select_neighbour(self, step: int) -> None:
        ids = [track.id for track in self._tracks()]
        if not ids:
            return
        selected = self._session.selected_track_id
        if selected in ids:
            lane = min(max(0, ids.index(selected) + step), len(ids) - 1)
        else:
            lane = 0 if step > 0 else len(ids) - 1
        self._session.select_track(ids[lane])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        project, position = self._session.project, event.pos()
        if project is None:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            track_id, frame = self._session.selected_track_id, self._session.current_frame
            position = QPoint(self.lane_stack.header_width_px, RULER_HEIGHT_PX)
        else:
            hit = self._hit(position)
            track_id = None if hit.lane is None else self._tracks()[hit.lane].id
            frame = hit.frame
        if track_id is None:
            menu = QMenu(self)
            menu.addAction(self.filmstrip_action)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(position))
        else:
            menu = TimelineMenu(self._session, track_id, frame, self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(position))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tooltips. Not in viewportEvent: PySide6 6.11 crashes, instead of reporting the error,
        when a handler raises that was called through a Python override.
        """
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tooltip_at(event.pos())
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        return super().eventFilter(watched, event)

    def tooltip_at(self, position: QPoint) -> str:
        """What hovering over `position` of the viewport tells (rich text)."""
        project = self._session.project
        if project is None:
            return ""
        hit = self._hit(position)
        if hit.area is Area.CORNER:
            return legend_text(self._theme)
        if hit.lane is None:
            time = time_text(self._time_s(hit.frame))
            return self.tr("Frame {n} · {time}").format(n=hit.frame + 1, time=time)
        track = self._tracks()[hit.lane]
        if hit.area is Area.HEADER:
            return track_text(project, track, self._store.lane(track.id))
        return observation_text(track, hit.frame, track.observations.get(hit.frame))
