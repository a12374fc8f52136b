"""The timeline's picture: follows the session, scrolls, zooms and repaints what changed.

It paints from per-track arrays (`timeline_lanes`) and repaints only what an edit touched. The
gestures are in `timeline`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from annotator.core.edits import Edit
from annotator.core.project import Direction, Track
from annotator.gui import timeline_paint
from annotator.gui.filmstrip import STRIP_HEIGHT_PX, Filmstrip
from annotator.gui.lane_filter import LaneFilter
from annotator.gui.lane_images import LaneImages
from annotator.gui.timeline_lanes import LaneStore
from annotator.gui.timeline_layout import (
    HEADER_WIDTH_PX,
    LANE_HEIGHT_PX,
    RULER_HEIGHT_PX,
    FrameView,
    LaneStack,
)
from annotator.gui.timeline_scene import LaneJob, Scene, SceneColors, lane_jobs, playhead_rect
from annotator.session.session import Session

LEAST_LANES, LOW_SCREEN_PX = 3, 600
"""On the smallest timeline; on a lower screen (720 pixels at 150 %) the picture needs the room."""


class TimelineView(QAbstractScrollArea):
    """Shows all objects over time.

    Longer than a class should be: each signal of the session has its slot here, of a few lines.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._store = LaneStore()
        self._images = LaneImages()
        self._filmstrip = Filmstrip(self)
        self._filmstrip.changed.connect(self._on_filmstrip_changed)
        self._shows_filmstrip = False
        self._view = FrameView.fitted(1, 1)
        self._shown_frame = 0
        self._heads: dict[int, int] = {}
        self._shown_jobs: dict[int, LaneJob] = {}
        self._is_syncing = False
        self._theme = SceneColors.of(self.palette())
        self._build_timer = QTimer(self, interval=0)
        self._build_timer.timeout.connect(self._on_build_timeout)
        self.lane_filter = LaneFilter(session, self._store, self.viewport())
        width = HEADER_WIDTH_PX - timeline_paint.HEADER_MARGIN_PX
        self.lane_filter.setGeometry(0, 0, width, RULER_HEIGHT_PX - 1)
        self.lane_filter.changed.connect(self._on_lanes_changed)
        self._set_up_widget()
        self._connect_session()
        self._on_opened()

    def _set_up_widget(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumHeight(self._least_height())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled_x)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled_y)

    def _connect_session(self) -> None:
        session = self._session
        session.opened.connect(self._on_opened)
        session.closed.connect(self._on_opened)
        session.edited.connect(self._on_edited)
        session.frame_ready.connect(self._on_frame_ready)
        session.selection_changed.connect(self._on_selection_changed)
        session.frame_changed.connect(self._on_frame_changed)
        session.jobs_changed.connect(self._on_jobs_changed)
        session.range_changed.connect(self.viewport().update)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def frame_view(self) -> FrameView:
        """The part of the video that is on screen."""
        return self._view

    @property
    def lane_stack(self) -> LaneStack:
        """Where the lanes are."""
        strip = STRIP_HEIGHT_PX if self._shows_filmstrip else 0
        scroll = self.verticalScrollBar().value()
        return LaneStack(len(self._tracks()), scroll, strip_height_px=strip)

    @property
    def filmstrip(self) -> Filmstrip:
        """Small pictures above the lanes; they are made only while they are shown."""
        return self._filmstrip

    @property
    def shows_filmstrip(self) -> bool:
        """Whether there is a strip of small pictures."""
        return self._shows_filmstrip

    @Slot(bool)
    def set_shows_filmstrip(self, value: bool) -> None:
        """Show or hide the strip; hidden, it needs neither memory nor a thread."""
        if value == self._shows_filmstrip:
            return
        self._shows_filmstrip = value
        self.setMinimumHeight(self._least_height())
        self._open_filmstrip()
        self._sync_scroll_bars()
        self.viewport().update()

    def _least_height(self) -> int:
        """Of a few lanes, with the bar that scrolls them sideways."""
        bar = self.horizontalScrollBar().sizeHint().height()
        lanes = LEAST_LANES if self.screen().availableGeometry().height() >= LOW_SCREEN_PX else 1
        return self.lane_stack.lanes_top_px + lanes * LANE_HEIGHT_PX + bar

    def _open_filmstrip(self) -> None:
        self._filmstrip.close()
        factory, project = self._session.source_factory, self._session.project
        if self._shows_filmstrip and factory is not None and project is not None:
            size = (project.video.width, project.video.height)
            self._filmstrip.open(factory, size, self.viewport().devicePixelRatioF())

    @Slot()
    def _on_filmstrip_changed(self) -> None:
        stack = self.lane_stack
        top, height = stack.ruler_height_px, stack.strip_height_px
        self.viewport().update(0, top, self.viewport().width(), height)

    @Slot()
    def _on_frame_ready(self) -> None:
        """The first picture of a video, or one from another place after relinking."""
        if self._shows_filmstrip and not self._filmstrip.is_open:
            self._open_filmstrip()
            self.viewport().update()

    @property
    def store(self) -> LaneStore:
        """What is known of each track."""
        return self._store

    @property
    def is_up_to_date(self) -> bool:
        """Whether every observation has been read (long projects are read in slices)."""
        return self._store.is_complete

    def set_frame_view(self, view: FrameView) -> None:
        """Show another part of the video. Headers stay, but for what the playhead reaches."""
        self._view = view.clamped()
        self._sync_scroll_bars()
        left = self.lane_stack.header_width_px - timeline_paint.HEADER_MARGIN_PX
        self.viewport().update(self.viewport().rect().adjusted(left, 0, 0, 0))

    def zoom(self, factor: float, anchor_x_px: float | None = None) -> None:
        """Zoom in (factor above 1) or out around `anchor_x_px` of the lanes, or the playhead."""
        if anchor_x_px is None:
            anchor_x_px = self._view.center_x_of(self._session.current_frame)
            if not 0 <= anchor_x_px <= self._view.width_px:
                anchor_x_px = self._view.width_px / 2
        self.set_frame_view(self._view.zoomed(factor, anchor_x_px))

    def zoom_to_fit(self) -> None:
        """The whole video."""
        self.set_frame_view(FrameView.fitted(self._view.frame_count, self._view.width_px))

    def _tracks(self) -> tuple[Track, ...]:
        """Those that have a lane, from top to bottom."""
        project = self._session.project
        return self.lane_filter.shown(tuple(project.tracks.values())) if project else ()

    def _scene(self) -> Scene:
        session = self._session
        return Scene(
            tracks=self._tracks(),
            view=self._view,
            stack=self.lane_stack,
            store=self._store,
            images=self._images,
            current_frame=session.current_frame,
            selected_track_id=session.selected_track_id,
            in_frame=session.in_frame,
            out_frame=session.out_frame,
            jobs=self._shown_jobs,
            device_pixel_ratio=self.viewport().devicePixelRatioF(),
            time_s=self._time_s,
            filmstrip=self._filmstrip if self._shows_filmstrip else None,
        )

    def _time_s(self, frame: int) -> float:
        """By time stamps; without the video, by its average rate."""
        seconds = self._session.frame_time_s(frame)
        if seconds is not None:
            return seconds
        project = self._session.project
        return frame / ((project.video.fps if project else 0.0) or 25.0)

    # -- what the session says --------------------------------------------------------------

    @Slot()
    def _on_opened(self) -> None:
        project = self._session.project
        self._heads.clear()
        self._images.clear()
        self._filmstrip.close()
        self._store.reset(project)
        self._shown_frame = self._session.current_frame
        count = project.video.frame_count if project else 1
        self._view = FrameView.fitted(count, self._lane_width())
        self._sync_scroll_bars()
        self._start_building()
        self.viewport().update()

    @Slot(object)
    def _on_edited(self, edit: Edit) -> None:
        project = self._session.project
        if project is None:
            return
        touched = edit.touched
        dirty = self._store.update(project, touched)
        self._start_building()
        self._note_heads(dirty)
        if touched.media:
            self._open_filmstrip()
            self._view = self._view.with_frame_count(project.video.frame_count)
        if touched.tracks or touched.order or touched.media:
            self._sync_scroll_bars()
            self.viewport().update()
            return
        for lane, track in enumerate(self._tracks()):
            if track.id in dirty:
                self._update_frames(lane, *dirty[track.id])

    def _note_heads(self, dirty: dict[int, tuple[int, int]]) -> None:
        for status in self._session.jobs:
            if status.track_id in dirty and status.direction is not None:
                first, last = dirty[status.track_id]
                is_forward = status.direction is Direction.FORWARD
                self._heads[status.track_id] = last if is_forward else first

    def _update_frames(self, lane: int, first: int, last: int) -> None:
        """Repaint frames ``first .. last`` of a lane, with room for the marks on its edges."""
        stack, margin = self.lane_stack, timeline_paint.MARK_MARGIN_PX
        x0 = max(0.0, self._view.x_of(first) - margin)
        x1 = min(float(self._view.width_px), self._view.x_of(last + 1) + margin)
        if x1 > x0:
            left = stack.header_width_px + int(x0)
            rect = QRect(left, stack.top_of(lane), int(x1 - x0) + 2, stack.lane_height_px)
            self.viewport().update(rect)

    @Slot()
    def _on_selection_changed(self) -> None:
        ids = [track.id for track in self._tracks()]
        if self.lane_filter.is_on:  # the selected one has a lane in any case
            self._sync_scroll_bars()
        if self._session.selected_track_id in ids:
            self._reveal_lane(ids.index(self._session.selected_track_id))
        self.viewport().update()

    @Slot()
    def _on_lanes_changed(self) -> None:
        self._sync_scroll_bars()
        self._on_selection_changed()
        text = self.tr("Timeline · {0} of {1} objects").format(*self.lane_filter.counts)
        self.setWindowTitle(text if self.lane_filter.is_on else self.tr("Timeline"))

    def _reveal_lane(self, lane: int) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height() - self.lane_stack.lanes_top_px
        top = lane * LANE_HEIGHT_PX
        if top < bar.value():
            bar.setValue(top)
        elif top + LANE_HEIGHT_PX > bar.value() + page:
            bar.setValue(top + LANE_HEIGHT_PX - page)

    @Slot(int)
    def _on_frame_changed(self, frame: int) -> None:
        revealed = self._view.revealing(frame)
        if revealed is not self._view:
            self.set_frame_view(revealed)
        else:
            viewport, stack = self.viewport(), self.lane_stack
            for shown in (self._shown_frame, frame):
                rect = playhead_rect(self._view, stack, shown, viewport.height())
                viewport.update(rect)
        self._shown_frame = frame

    @Slot()
    def _on_jobs_changed(self) -> None:
        before, jobs = self._shown_jobs, self._session.jobs
        running = {status.track_id for status in jobs}
        self._heads = {key: head for key, head in self._heads.items() if key in running}
        self._shown_jobs = lane_jobs(jobs, self._heads, self._view.frame_count)
        stack, width = self.lane_stack, self.viewport().width()
        for lane, track in enumerate(self._tracks()):
            if self._shown_jobs.get(track.id) != before.get(track.id):
                self.viewport().update(0, stack.top_of(lane), width, stack.lane_height_px)

    # -- reading a long project in slices ---------------------------------------------------

    def _start_building(self) -> None:
        if not self._store.is_complete and not self._build_timer.isActive():
            self._build_timer.start()

    @Slot()
    def _on_build_timeout(self) -> None:
        project = self._session.project
        changed = self._store.build_slice(project) if project is not None else set()
        for lane, track in enumerate(self._tracks()):
            if track.id in changed:
                self._update_frames(lane, 0, self._view.frame_count - 1)
        if project is None or self._store.is_complete:
            self._build_timer.stop()
            self.lane_filter.refresh()

    # -- scrolling --------------------------------------------------------------------------

    def _lane_width(self) -> int:
        return max(1, self.viewport().width() - HEADER_WIDTH_PX)

    def _sync_scroll_bars(self) -> None:
        view, stack = self._view, self.lane_stack
        self._is_syncing = True
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        horizontal.setPageStep(view.width_px)
        horizontal.setSingleStep(max(1, view.width_px // 20))
        horizontal.setRange(0, round(view.last_first_frame * view.px_per_frame))
        horizontal.setValue(round(view.first_frame * view.px_per_frame))
        page = max(1, self.viewport().height() - stack.lanes_top_px)
        vertical.setPageStep(page)
        vertical.setSingleStep(stack.lane_height_px)
        vertical.setRange(0, max(0, stack.content_height_px - page))
        self._is_syncing = False

    @Slot(int)
    def _on_scrolled_x(self, value: int) -> None:
        if not self._is_syncing:
            self.set_frame_view(self._view.scrolled(value + self._view.x_of(0)))

    @Slot(int)
    def _on_scrolled_y(self) -> None:
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolling repaints; the ruler and the headers must not move with the content."""

    # -- events -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._view = self._view.resized(self._lane_width())
        self._sync_scroll_bars()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All of the frame around the lanes, which Qt would repaint in pieces."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No frame, and nothing left of it."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._theme = SceneColors.of(self.palette())
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._session.project is None:
            painter.fillRect(event.rect(), self._theme.base)
            self._paint_hint(painter, self.tr("Open a video to see its timeline here."))
            return
        scene, project = self._scene(), self._session.project
        for rect in event.region():  # type: ignore[attr-defined]
            painter.save()
            painter.setClipRect(rect)
            timeline_paint.paint(painter, rect, scene, self._theme, self.font())
            painter.restore()
        if not scene.tracks:
            none = self.tr("Draw a box around an object to start its lane.")
            no_match = self.tr("No object is like that; clear the filter to see all.")
            self._paint_hint(painter, no_match if project.tracks else none)
        if self.hasFocus():
            painter.setPen(self._theme.accent)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_hint(self, painter: QPainter, text: str) -> None:
        painter.setPen(self._theme.dim)
        rect = self.viewport().rect().adjusted(0, RULER_HEIGHT_PX, 0, 0)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
