"""Short messages over the canvas: what happened, why not, and Undo.

They stand in a corner and are few: a message that has nothing more to say leaves when a newer one
comes, so that the picture stays free while one works fast.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from annotator.gui.icons import icon, icon_pixmap
from annotator.gui.sentences import in_words
from annotator.gui.theme import Theme, theme_of
from annotator.session.values import Notice

SHOWN_MS = {"info": 5000, "warning": 7000, "error": 0}
"""Errors stay until they are closed."""
WITHDRAWN_SHOWN_MS = 1500
"""Of a message whose Undo is gone: enough to end reading it."""
MAX_TOASTS = 3
MAX_WIDTH = 420
GAP = 8
MARGIN = 16


class Toast(QFrame):
    """One message with its buttons."""

    undo_requested = Signal()
    preview_requested = Signal(object)  # Order
    done = Signal(object)  # this toast

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setObjectName("toast")
        self.setProperty("level", notice.level)
        words = in_words(notice.text)
        self.setAccessibleName(words)
        theme = theme_of(self.palette())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(10)
        sign = QLabel(self)
        sign.setPixmap(icon_pixmap(notice.level, _level_color(notice, theme), 20))
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        text = QLabel(words, self)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        policy = text.sizePolicy()  # which knows that the height depends on the width
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        text.setSizePolicy(policy)
        layout.addWidget(text, 1)
        self.undo_button: QPushButton | None = None
        if notice.can_undo:
            self.undo_button = QPushButton(self.tr("Undo"), self)
            self.undo_button.clicked.connect(self._on_undo_clicked)
            layout.addWidget(self.undo_button)
        if notice.preview is not None:
            show = QPushButton(self.tr("Preview"), self)
            show.clicked.connect(self._on_preview_clicked)
            layout.addWidget(show)
        close = QPushButton(icon("close", theme.muted), "", self)
        close.setAccessibleName(self.tr("Close"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.finish)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.finish)
        self.restart()

    def restart(self) -> None:
        """Shown anew: the time counts from now."""
        shown_ms = SHOWN_MS[self.notice.level]
        if shown_ms:
            self._timer.start(shown_ms)

    @property
    def offers_undo(self) -> bool:
        """Whether it has a button that still works."""
        return self.undo_button is not None and not self.undo_button.isHidden()

    @property
    def has_served(self) -> bool:
        """It may leave for a newer one: read or not, nothing is lost with it."""
        offers = self.offers_undo or self.notice.preview is not None
        return self.notice.level == "info" and not offers

    def withdraw_undo(self) -> None:
        """There is a newer step: the message has served, and soon makes room for the picture."""
        if self.undo_button is not None and self.offers_undo:
            self.undo_button.hide()
            self._timer.start(WITHDRAWN_SHOWN_MS)

    def finish(self) -> None:
        """Go away."""
        self._timer.stop()
        self.done.emit(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Nobody's Undo goes away under the mouse."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The time counts again."""
        self.restart()
        super().leaveEvent(event)

    def _on_undo_clicked(self) -> None:
        self.undo_requested.emit()
        self.finish()

    def _on_preview_clicked(self) -> None:
        self.preview_requested.emit(self.notice.preview)
        self.finish()


class ToastStack(QObject):
    """The last few messages, the newest on top, in the lower left corner of a widget."""

    undo_requested = Signal()
    preview_requested = Signal(object)  # Order

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.toasts: list[Toast] = []
        self.bottom_margin = MARGIN
        over.installEventFilter(self)

    def show_notice(self, notice: Notice) -> None:
        """Add a message in place of the same one and of those that have served."""
        if notice.can_undo:
            # Undo takes back the newest step, so only the newest message may offer it.
            self.withdraw_undo()
        for shown in list(self.toasts):
            if shown.has_served or shown.notice == notice:
                shown.finish()
        toast = Toast(notice, self._over)
        toast.undo_requested.connect(self.undo_requested)
        toast.preview_requested.connect(self.preview_requested)
        toast.done.connect(self._on_done)
        self.toasts.append(toast)
        while len(self.toasts) > MAX_TOASTS:
            self._most_dispensable().finish()
        toast.show()
        self._place()

    def withdraw_undo(self) -> None:
        """Something else became the newest step: offer Undo no more."""
        for toast in self.toasts:
            toast.withdraw_undo()

    def withdraw_prompts(self) -> None:
        """What was asked for was done or given up."""
        for toast in [toast for toast in self.toasts if toast.notice.is_prompt]:
            toast.finish()

    def clear(self) -> None:
        """Remove all messages."""
        for toast in list(self.toasts):
            toast.finish()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the widget changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _most_dispensable(self) -> Toast:
        """The oldest that offers no Undo; never the newest."""
        older = self.toasts[:-1]
        return next((toast for toast in older if not toast.offers_undo), older[0])

    def _on_done(self, toast: Toast) -> None:
        if toast in self.toasts:
            self.toasts.remove(toast)
        toast.hide()
        toast.deleteLater()
        self._place()

    def _place(self) -> None:
        bottom = self._over.height() - self.bottom_margin
        for toast in self.toasts:
            width = min(MAX_WIDTH, self._over.width() - 2 * MARGIN, toast.sizeHint().width() + 140)
            width = max(width, min(280, self._over.width()))
            toast.setFixedWidth(width)
            height = toast.heightForWidth(width)  # the hint would wrap it more narrowly
            toast.resize(width, height)
            toast.move(MARGIN, bottom - height)
            toast.raise_()
            bottom -= height + GAP


def _level_color(notice: Notice, theme: Theme) -> str:
    return {"info": theme.link, "warning": theme.warning, "error": theme.danger}[notice.level]
