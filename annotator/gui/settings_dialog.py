"""The settings, in words. Nothing changes before OK or Apply."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QDir, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.language import SHIPPED
from annotator.gui.mnemonics import plain_text
from annotator.gui.number_field import NumberField
from annotator.gui.preferences import CONTRASTS, MAX_UI_SCALE, MIN_UI_SCALE, Preferences
from annotator.gui.punctuation import percent
from annotator.session.settings import MIB, PRECISIONS, THEMES, Convergence, Settings


class SettingsDialog(QDialog):
    """Appearance, tools, memory and network. `applied` is emitted after the settings changed."""

    applied = Signal()

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._preferences = preferences if preferences is not None else Preferences(parent=self)
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(480)
        self._make_fields()
        tabs = QTabWidget(self)
        tabs.setAccessibleName(self.tr("Settings"))
        tabs.addTab(self._appearance_page(), self.tr("Appearance"))
        tabs.addTab(self._propagation_page(), self.tr("Propagation"))
        tabs.addTab(self._memory_page(), self.tr("Memory"))
        tabs.addTab(self._network_page(), self.tr("Network"))
        button = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(
            button.Ok | button.Cancel | button.Apply | button.RestoreDefaults, self
        )
        self.buttons.clicked.connect(self._on_button_clicked)
        layout = QVBoxLayout(self)
        layout.addWidget(tabs)
        layout.addWidget(self.buttons)
        self._show_values(settings, self._preferences)

    def _make_fields(self) -> None:
        self.theme = _choices(
            {
                "system": self.tr("As the system"),
                "light": self.tr("Light"),
                "dark": self.tr("Dark"),
            },
            THEMES,
        )
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self._opacity_text = QLabel()
        self._opacity_text.setMinimumWidth(44)
        self.opacity.valueChanged.connect(self._on_opacity_moved)
        self.outline = QCheckBox(self.tr("Draw an outline around masks"))
        self.follow = QCheckBox(self.tr("Follow a running propagation with the playhead"))
        self.converges = QCheckBox(self.tr("Stop a run that only repeats the masks that are there"))
        self.converged_frames = _number(1, 1000, self.tr(" frames in a row"))
        self.converged_iou = _number(50, 100, self.tr(" % overlap (IoU)"))
        self.converges.toggled.connect(self.converged_frames.setEnabled)
        self.converges.toggled.connect(self.converged_iou.setEnabled)
        self.language = _choices(
            {"": self.tr("As the system"), "en": "English", "zh_CN": "简体中文"}, ("", *SHIPPED)
        )
        self.contrast = _choices(
            {
                "system": self.tr("As the system"),
                "usual": self.tr("Usual"),
                "high": self.tr("High"),
            },
            CONTRASTS,
        )
        self.ui_scale = _number(MIN_UI_SCALE, MAX_UI_SCALE, self.tr(" %"), step=5)
        self.pressure = QCheckBox(self.tr("The pressure of a pen changes the size of the brush"))
        self.brush_size = _number(1, 500, self.tr(" px"))
        self.cache = _number(16, 65536, self.tr(" MiB"), step=64)
        self.history = _number(1, 16384, self.tr(" MiB"), step=32)
        self.checkpoint = QLineEdit()
        self.checkpoint.setPlaceholderText(self.tr("The bundled weights"))
        self.checkpoint.setClearButtonEnabled(True)
        self.device = _choices(
            {
                "auto": self.tr("Automatic"),
                "cpu": self.tr("Processor (CPU)"),
                "cuda": self.tr("NVIDIA GPU (CUDA)"),
                "mps": self.tr("Apple GPU (MPS)"),
            },
            ("auto", "cpu", "cuda", "mps"),
        )
        self.threads = _number(0, 1024, "")
        self.threads.setSpecialValueText(self.tr("Automatic"))
        self.precision = _choices(
            {
                "auto": self.tr("Automatic"),
                "float32": self.tr("32 bit (exact)"),
                "bfloat16": self.tr("bfloat16 (faster on recent processors)"),
            },
            PRECISIONS,
        )

    def _appearance_page(self) -> QWidget:
        opacity = QHBoxLayout()
        opacity.addWidget(self.opacity, 1)
        opacity.addWidget(self._opacity_text)
        page, form = _form_page()
        _add_row(form, self.tr("&Theme"), self.theme)
        _add_row(form, self.tr("&Contrast"), self.contrast)
        _add_row(form, self.tr("&Size of everything"), self.ui_scale)
        _add_row(form, self.tr("&Language"), self.language)
        form.addRow("", _note(self.tr("Size and language take effect at the next start.")))
        _add_row(form, self.tr("Mask &opacity"), self.opacity, opacity)
        form.addRow("", self.outline)
        _add_row(form, self.tr("&Brush diameter"), self.brush_size)
        form.addRow("", self.pressure)
        return page

    def _propagation_page(self) -> QWidget:
        page, form = _form_page()
        form.addRow("", self.follow)
        form.addRow("", self.converges)
        _add_row(form, self.tr("&After"), self.converged_frames)
        _add_row(form, self.tr("&With at least"), self.converged_iou)
        note = self.tr("The masks that are left were made by the same earlier run, and stay.")
        form.addRow("", _note(note))
        return page

    def _memory_page(self) -> QWidget:
        page, form = _form_page()
        _add_row(form, self.tr("&Decoded frames"), self.cache)
        form.addRow("", _note(self.tr("More makes scrubbing back and forth faster.")))
        _add_row(form, self.tr("&Undo history"), self.history)
        form.addRow("", _note(self.tr("Takes effect when a project is opened.")))
        return page

    def _network_page(self) -> QWidget:
        browse = QPushButton(self.tr("Browse…"))
        browse.clicked.connect(self._on_browse_clicked)
        checkpoint = QHBoxLayout()
        checkpoint.addWidget(self.checkpoint, 1)
        checkpoint.addWidget(browse)
        page, form = _form_page()
        _add_row(form, self.tr("&Weights"), self.checkpoint, checkpoint)
        form.addRow("", _note(self.tr("A name from the list of checkpoints, or a file.")))
        _add_row(form, self.tr("&Runs on"), self.device)
        _add_row(form, self.tr("T&hreads"), self.threads)
        _add_row(form, self.tr("&Precision"), self.precision)
        form.addRow("", _note(self.tr("Takes effect with the next box or propagation.")))
        return page

    def _show_values(self, settings: Settings, preferences: Preferences) -> None:
        self.language.setCurrentIndex(max(0, self.language.findData(preferences.language)))
        self.contrast.setCurrentIndex(self.contrast.findData(preferences.contrast))
        self.ui_scale.setValue(preferences.ui_scale)
        self.pressure.setChecked(preferences.uses_pressure)
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))
        self.opacity.setValue(round(settings.opacity * 100))
        self._on_opacity_moved(self.opacity.value())
        self.outline.setChecked(settings.has_outline)
        self.follow.setChecked(settings.follows_propagation)
        self.converges.setChecked(settings.stops_when_converged)
        self.converged_frames.setEnabled(self.converges.isChecked())
        self.converged_iou.setEnabled(self.converges.isChecked())
        self.converged_frames.setValue(settings.convergence.frames)
        self.converged_iou.setValue(round(100 * settings.convergence.iou))
        self.brush_size.setValue(settings.brush_size_px)
        self.cache.setValue(settings.cache_bytes // MIB)
        self.history.setValue(settings.history_bytes // MIB)
        self.checkpoint.setText(settings.checkpoint)
        if self.device.findData(settings.device) < 0:
            self.device.addItem(settings.device, settings.device)
        self.device.setCurrentIndex(self.device.findData(settings.device))
        self.threads.setValue(settings.threads)
        self.precision.setCurrentIndex(self.precision.findData(settings.precision))

    def apply(self) -> None:
        """Write what the fields say into the settings."""
        settings = self._settings
        settings.theme = self.theme.currentData()
        settings.opacity = self.opacity.value() / 100
        settings.has_outline = self.outline.isChecked()
        settings.follows_propagation = self.follow.isChecked()
        settings.stops_when_converged = self.converges.isChecked()
        settings.convergence = Convergence(
            self.converged_frames.value(), self.converged_iou.value() / 100
        )
        settings.brush_size_px = self.brush_size.value()
        settings.cache_bytes = self.cache.value() * MIB
        settings.history_bytes = self.history.value() * MIB
        settings.checkpoint = self.checkpoint.text().strip()
        settings.device = self.device.currentData()
        settings.threads = self.threads.value()
        settings.precision = self.precision.currentData()
        settings.save()
        self._preferences.language = self.language.currentData()
        self._preferences.contrast = self.contrast.currentData()
        self._preferences.ui_scale = self.ui_scale.value()
        self._preferences.uses_pressure = self.pressure.isChecked()
        self.applied.emit()

    @Slot(int)
    def _on_opacity_moved(self, value: int) -> None:
        self._opacity_text.setText(percent(value))

    @Slot()
    def _on_browse_clicked(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Choose weights"),
            self.checkpoint.text(),
            self.tr("Weights (*.safetensors *.pth *.pt);;All files (*)"),
        )
        if path:
            self.checkpoint.setText(path)

    @Slot(QAbstractButton)
    def _on_button_clicked(self, button: QAbstractButton) -> None:
        standard = self.buttons.standardButton(button)
        if standard == QDialogButtonBox.StandardButton.RestoreDefaults:
            self._show_defaults()
            return
        if standard in (
            QDialogButtonBox.StandardButton.Ok,
            QDialogButtonBox.StandardButton.Apply,
        ):
            self.apply()
        if standard == QDialogButtonBox.StandardButton.Ok:
            self.accept()
        elif standard == QDialogButtonBox.StandardButton.Cancel:
            self.reject()

    def _show_defaults(self) -> None:
        """The defaults are what the settings say when nothing is stored."""
        unused = Path(QDir.tempPath()) / f"annotator-defaults-{uuid4().hex}.ini"
        self._show_values(Settings(unused), Preferences(unused.with_suffix(".window.ini"), self))


def _choices(texts: dict[str, str], values: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    for value in values:
        box.addItem(texts[value], value)
    return box


def _number(low: int, high: int, suffix: str, *, step: int = 1) -> NumberField:
    box = NumberField()
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setSuffix(suffix)
    return box


def _form_page() -> tuple[QWidget, QFormLayout]:
    page = QWidget()
    form = QFormLayout(page)
    form.setContentsMargins(14, 14, 14, 14)
    form.setVerticalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return page, form


def _add_row(
    form: QFormLayout, text: str, field: QWidget, layout: QHBoxLayout | None = None
) -> None:
    """A labelled row; the label names the field for the keyboard and for screen readers."""
    label = QLabel(text)
    label.setBuddy(field)
    field.setAccessibleName(plain_text(text))
    if layout is None:
        form.addRow(label, field)
    else:
        form.addRow(label, layout)


def _note(text: str) -> QLabel:
    note = QLabel(text)
    note.setObjectName("mutedLabel")
    note.setWordWrap(True)
    policy = note.sizePolicy()  # which knows that the height depends on the width
    policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
    note.setSizePolicy(policy)
    return note
