"""A field for whole numbers."""

from PySide6.QtWidgets import QSpinBox, QWidget

LEFT_PX = 5


class NumberField(QSpinBox):
    """A spin box whose text stands as far from the frame as in other fields.

    Once a style sheet names its buttons, Qt gives the text all the room at the left and takes no
    rules for the line within.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(LEFT_PX, 0, 0, 0)
