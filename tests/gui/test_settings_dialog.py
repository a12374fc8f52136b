"""The settings dialog writes what it shows, and only when told to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from annotator.gui.settings_dialog import SettingsDialog
from annotator.session.settings import MIB, Convergence, Settings

Standard = QDialogButtonBox.StandardButton


@pytest.fixture
def dialog(settings, qtbot):
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def press(qtbot, dialog: SettingsDialog, button) -> None:
    qtbot.mouseClick(dialog.buttons.button(button), Qt.MouseButton.LeftButton)


def change_everything(dialog: SettingsDialog) -> None:
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    dialog.opacity.setValue(70)
    dialog.outline.setChecked(False)
    dialog.follow.setChecked(True)
    dialog.brush_size.setValue(33)
    dialog.cache.setValue(512)
    dialog.history.setValue(64)
    dialog.checkpoint.setText("  resnet50 ")
    dialog.device.setCurrentIndex(dialog.device.findData("cpu"))
    dialog.threads.setValue(2)
    dialog.precision.setCurrentIndex(dialog.precision.findData("float32"))
    dialog.converged_frames.setValue(25)
    dialog.converged_iou.setValue(90)
    dialog.converges.setChecked(False)


def values(settings: Settings) -> tuple:
    return (
        settings.theme,
        settings.opacity,
        settings.has_outline,
        settings.follows_propagation,
        settings.brush_size_px,
        settings.cache_bytes,
        settings.history_bytes,
        settings.checkpoint,
        settings.device,
        settings.threads,
        settings.precision,
        settings.stops_when_converged,
        settings.convergence,
    )


CHANGED = (
    "dark",
    0.7,
    False,
    True,
    33,
    512 * MIB,
    64 * MIB,
    "resnet50",
    "cpu",
    2,
    "float32",
    False,
    Convergence(25, 0.9),
)


def test_ok_writes_everything_and_closes(dialog, settings, qtbot) -> None:
    change_everything(dialog)
    with qtbot.waitSignal(dialog.applied):
        press(qtbot, dialog, Standard.Ok)
    assert values(settings) == CHANGED
    assert not dialog.isVisible()


def test_apply_keeps_the_dialog_open(dialog, settings, qtbot) -> None:
    change_everything(dialog)
    press(qtbot, dialog, Standard.Apply)
    assert values(settings) == CHANGED
    assert dialog.isVisible()


def test_cancel_changes_nothing(dialog, settings, qtbot) -> None:
    before = values(settings)
    change_everything(dialog)
    press(qtbot, dialog, Standard.Cancel)
    assert values(settings) == before
    assert not dialog.isVisible()


def test_it_shows_what_is_set(settings, qtbot) -> None:
    settings.theme, settings.opacity, settings.threads = "light", 0.25, 3
    settings.device = "cuda:1"
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    assert dialog.theme.currentData() == "light"
    assert dialog.opacity.value() == 25
    assert dialog.threads.value() == 3
    assert dialog.device.currentData() == "cuda:1"
    dialog.apply()
    assert settings.device == "cuda:1"


def test_defaults_are_shown_first_and_written_with_ok(dialog, settings, qtbot) -> None:
    defaults = values(settings)
    change_everything(dialog)
    press(qtbot, dialog, Standard.Apply)
    press(qtbot, dialog, Standard.RestoreDefaults)
    assert values(settings) == CHANGED
    press(qtbot, dialog, Standard.Ok)
    assert values(settings) == defaults


def test_weights_are_browsed_for(dialog, settings, qtbot, monkeypatch) -> None:
    chosen = "/somewhere/new weights.pth"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (chosen, ""))
    dialog._on_browse_clicked()
    assert dialog.checkpoint.text() == chosen
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: ("", ""))
    dialog._on_browse_clicked()
    assert dialog.checkpoint.text() == chosen


def test_fields_have_names(dialog) -> None:
    for field in (dialog.theme, dialog.opacity, dialog.checkpoint, dialog.threads, dialog.cache):
        assert field.accessibleName()
