"""The tool bar: actions of the table, brush size and opacity.

Where the window is too narrow for all, the actions that are needed least go into a menu at its
end. Qt has a button of its own for that, which cannot be reached with keys and is not read out.
"""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from annotator.gui.actions import Actions
from annotator.gui.brush import MAX_DIAMETER, MIN_DIAMETER
from annotator.gui.canvas import Canvas
from annotator.gui.number_field import NumberField
from annotator.session.settings import Settings

# fmt: off
LEFT: tuple[str, ...] = (
    "open_video", "export", "-", "undo", "redo", "-",
    "tool_select", "tool_box", "tool_brush", "tool_eraser", "tool_polygon", "tool_lasso",
    "brush_size", "hardness", "-",
    "protect_others", "snap", "-",
    "propagate_backward", "stop", "propagate_forward", "-",
    "fit", "actual_size", "show_masks", "opacity",
)
RIGHT: tuple[str, ...] = ("shortcuts",)
LEAVE: tuple[str, ...] = (
    "actual_size", "fit", "shortcuts", "export", "open_video", "show_masks", "snap",
    "protect_others", "redo", "undo", "opacity", "hardness", "tool_lasso", "tool_polygon",
    "brush_size",
)
# fmt: on
"""In this order actions leave a narrow tool bar; fields then have to be done without."""
SPACING_PX = 2
FIELD_FRAME_PX = 38
"""Of a field with its arrows, beside the text (resources/theme.qss)."""


class MainToolBar(QToolBar):
    """What the mouse does, how masks look, and the most used actions."""

    def __init__(
        self, actions: Actions, canvas: Canvas, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._canvas = canvas
        self._settings = settings
        self._order: list[QAction] = []
        self._gone: list[QAction] = []
        self._widths: dict[QAction, int] = {}
        self._width_of_all = 0
        self.setWindowTitle(self.tr("Tool bar"))
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(22, 22))
        self.brush_size = self._brush_size_field()
        self.hardness = self._hardness_field()
        self.opacity = self._opacity_slider()
        self._fields: dict[str, QAction] = {}
        fields = {
            "brush_size": self.brush_size,
            "hardness": self.hardness,
            "opacity": self.opacity,
        }
        for name in LEFT:
            if name == "-":
                self.addSeparator()
            elif name in fields:
                self._fields[name] = self.addWidget(fields[name])
            else:
                self.addAction(actions[name])
        spacer = QWidget(self)
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for name in RIGHT:
            self.addAction(actions[name])
        self.more = self._more_button()
        self._more_action = self.addWidget(self.more)
        self._order = self.actions()
        canvas.view_changed.connect(self.show_settings)

    def _more_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setText("»")
        button.setToolTip(self.tr("More tools"))
        button.setAccessibleName(self.tr("More tools"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.aboutToShow.connect(self._fill_more)
        button.setMenu(menu)
        return button

    @Slot()
    def _fill_more(self) -> None:
        menu = self.more.menu()
        menu.clear()
        fields = self._fields.values()
        gone = [action for action in self._order if action in self._gone and action not in fields]
        menu.addActions(gone)

    def showEvent(self, event: QShowEvent) -> None:
        """Fonts and icons are known now: measure, then fit."""
        super().showEvent(event)
        self._put(self._order)
        self._widths = {
            action: widget.sizeHint().width() + SPACING_PX
            for action in self._order
            if (widget := self.widgetForAction(action)) is not None
        }
        self._width_of_all = self.sizeHint().width() - self._widths[self._more_action]
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many actions as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._widths:
            return
        gone: list[QAction] = []
        lacking = self._width_of_all - self.width()
        if lacking > 0:
            lacking += self._widths[self._more_action]
            for name in LEAVE:
                if lacking > 0:
                    gone.append(self._fields.get(name) or self._actions[name])
                    lacking -= self._widths[gone[-1]]
        if gone != self._gone or self._more_action.isVisible() != bool(gone):
            self._gone = gone
            fields = self._fields.values()
            kept = [one for one in self._order if one not in gone or one in fields]
            self._put(without_idle_separators(kept))
            for field in fields:  # taken out, a widget would come back hidden
                field.setVisible(field not in gone)
            self._more_action.setVisible(bool(gone))

    def _put(self, wanted: list[QAction]) -> None:
        """Show these, in this order."""
        shown = self.actions()
        for action in shown:
            if action not in wanted:
                self.removeAction(action)
        before: QAction | None = None
        for action in reversed(wanted):
            if action not in shown and before is not None:
                self.insertAction(before, action)
            before = action

    @Slot()
    def show_settings(self) -> None:
        """Brush size and opacity may have been changed elsewhere."""
        self.brush_size.setValue(self._settings.brush_size_px)
        self.hardness.setValue(self._canvas.preferences.brush_hardness)
        self.opacity.setValue(round(self._settings.opacity * 100))

    def _hardness_field(self) -> NumberField:
        field = NumberField(self)
        field.setRange(0, 100)
        field.setSingleStep(10)
        field.setSuffix(self.tr(" %"))
        field.setValue(self._canvas.preferences.brush_hardness)
        field.setToolTip(
            self.tr("Hardness of the brush: below 100 % a stroke grows as you go over it again")
        )
        field.setAccessibleName(self.tr("Brush hardness"))
        field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        field.setKeyboardTracking(False)
        _narrow(field)
        field.valueChanged.connect(self._on_hardness_changed)
        field.editingFinished.connect(self._on_editing_finished)
        return field

    @Slot(int)
    def _on_hardness_changed(self, percent: int) -> None:
        self._canvas.preferences.brush_hardness = percent

    def _brush_size_field(self) -> NumberField:
        field = NumberField(self)
        field.setRange(MIN_DIAMETER, MAX_DIAMETER)
        field.setSuffix(self.tr(" px"))
        field.setValue(self._settings.brush_size_px)
        field.setToolTip(self.tr("Brush size ([ and ], Ctrl+Alt+wheel)"))
        field.setAccessibleName(self.tr("Brush size"))
        field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        field.setKeyboardTracking(False)
        _narrow(field)
        field.valueChanged.connect(self._canvas.set_brush_size)
        field.editingFinished.connect(self._on_editing_finished)
        return field

    def _opacity_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(0, 100)
        slider.setValue(round(self._settings.opacity * 100))
        slider.setFixedWidth(96)
        slider.setToolTip(self.tr("Opacity of masks"))
        slider.setAccessibleName(self.tr("Opacity of masks"))
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.valueChanged.connect(self._on_opacity_changed)
        return slider

    @Slot(int)
    def _on_opacity_changed(self, percent: int) -> None:
        if percent != round(self._settings.opacity * 100):
            self._canvas.set_opacity(percent / 100)

    @Slot()
    def _on_editing_finished(self) -> None:
        """Enter gives the keys back to the picture."""
        if self.brush_size.hasFocus() or self.hardness.hasFocus():
            self._canvas.setFocus()


def without_idle_separators(actions: list[QAction]) -> list[QAction]:
    """Without those at the beginning and those that follow another one."""
    kept: list[QAction] = []
    for action in actions:
        if not action.isSeparator() or (kept and not kept[-1].isSeparator()):
            kept.append(action)
    return kept


def _narrow(field: NumberField) -> None:
    """No wider than its longest text needs."""
    longest = max((field.textFromValue(v) + field.suffix() for v in (100, 500)), key=len)
    width = field.fontMetrics().horizontalAdvance(longest) + FIELD_FRAME_PX
    field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    field.setFixedWidth(width)
