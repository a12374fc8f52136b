"""View > Theme: as the system, dark, light."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from annotator.session.settings import Theme as ThemeChoice


class ThemeMenu(QMenu):
    """Three choices that exclude each other."""

    chosen = Signal(str)  # ThemeChoice

    def __init__(self, choice: ThemeChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Theme"))
        self._group = QActionGroup(self)
        choices: tuple[tuple[ThemeChoice, str], ...] = (
            ("system", self.tr("As the &system")),
            ("dark", self.tr("&Dark")),
            ("light", self.tr("&Light")),
        )
        for name, text in choices:
            action = self.addAction(text)
            action.setCheckable(True)
            action.setData(name)
            self._group.addAction(action)
        self._group.triggered.connect(self._on_triggered)
        self.show_choice(choice)

    def show_choice(self, choice: ThemeChoice) -> None:
        """Check the one that holds."""
        for action in self._group.actions():
            action.setChecked(action.data() == choice)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
