"""What the dialogs of export and import are both made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from annotator.gui.theme import theme_of
from annotator.session.values import Notice


def wrapped_label(parent: QWidget) -> QLabel:
    """A label for sentences."""
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def title_label(text: str, field: QWidget) -> QLabel:
    """The heading of a field."""
    label = QLabel(text)
    label.setBuddy(field)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def show_outcome(label: QLabel, notice: Notice, job_label: str = "") -> None:
    """How a job ended, in the colour of its level; the job's own name is left out."""
    theme = theme_of(label.palette())
    color = {"info": theme.good, "warning": theme.warning, "error": theme.danger}
    mark = {"info": "✓", "warning": "⚠", "error": "✕"}[notice.level]
    text = notice.text
    if job_label and text.startswith(f"{job_label}:"):
        text = text[len(job_label) + 1 :].strip()
    label.setText(f"{mark} {text}")
    label.setAccessibleDescription(notice.level)
    label.setStyleSheet(f"color: {color[notice.level]};")
    label.setVisible(True)
