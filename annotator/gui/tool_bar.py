"""The tool bar: actions of the table, brush size and opacity."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QSlider, QSpinBox, QToolBar, QWidget

from annotator.gui.actions import Actions
from annotator.gui.brush import MAX_DIAMETER, MIN_DIAMETER
from annotator.gui.canvas import Canvas
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
# fmt: on


class MainToolBar(QToolBar):
    """What the mouse does, how masks look, and the most used actions."""

    def __init__(
        self, actions: Actions, canvas: Canvas, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._settings = settings
        self.setWindowTitle(self.tr("Tool bar"))
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(22, 22))
        self.brush_size = self._brush_size_field()
        self.hardness = self._hardness_field()
        self.opacity = self._opacity_slider()
        for name in LEFT:
            if name == "-":
                self.addSeparator()
            elif name == "brush_size":
                self.addWidget(self.brush_size)
            elif name == "hardness":
                self.addWidget(self.hardness)
            elif name == "opacity":
                self.addWidget(self.opacity)
            else:
                self.addAction(actions[name])
        spacer = QWidget(self)
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for name in RIGHT:
            self.addAction(actions[name])
        canvas.view_changed.connect(self.show_settings)

    @Slot()
    def show_settings(self) -> None:
        """Brush size and opacity may have been changed elsewhere."""
        self.brush_size.setValue(self._settings.brush_size_px)
        self.hardness.setValue(self._canvas.preferences.brush_hardness)
        self.opacity.setValue(round(self._settings.opacity * 100))

    def _hardness_field(self) -> QSpinBox:
        field = QSpinBox(self)
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
        field.valueChanged.connect(self._on_hardness_changed)
        field.editingFinished.connect(self._on_editing_finished)
        return field

    @Slot(int)
    def _on_hardness_changed(self, percent: int) -> None:
        self._canvas.preferences.brush_hardness = percent

    def _brush_size_field(self) -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(MIN_DIAMETER, MAX_DIAMETER)
        field.setSuffix(self.tr(" px"))
        field.setValue(self._settings.brush_size_px)
        field.setToolTip(self.tr("Brush size ([ and ], Ctrl+Alt+wheel)"))
        field.setAccessibleName(self.tr("Brush size"))
        field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        field.setKeyboardTracking(False)
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
