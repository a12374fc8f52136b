"""How the rows of the track table look, and how their cells are edited."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.gui import glyphs
from annotator.gui.punctuation import percent
from annotator.gui.theme import theme_of
from annotator.gui.track_model import COLOR_ROLE, JOB_ROLE, Column, TrackModel
from annotator.session.values import JobStatus

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT_PX = 32
BAR_HEIGHT_PX = 3


class TrackDelegate(QStyledItemDelegate):
    """Paints eye, lock, swatch and bin; edits the category with a list that takes new names.

    While an object is propagated, its row shows how far that is: a bar below the name, the share
    and a stop sign in place of the category. (Not in place of the bin: a click that comes a moment
    after the end must not delete.)
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT_PX)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        # The row is what is selected: no focus frame and no hover on single cells.
        option.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        if index.column() not in (Column.NAME, Column.CATEGORY):
            feature = QStyleOptionViewItem.ViewItemFeature
            option.features &= ~feature.HasCheckIndicator
            option.text = ""
        job = cast(JobStatus | None, index.data(JOB_ROLE))
        if job is not None and index.column() == Column.CATEGORY:
            option.text = self.tr("waiting") if job.is_waiting else percent(share_of(job) * 100)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        column = Column(index.column())
        state = option.state
        theme = theme_of(option.palette)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        strong = QColor(theme.on_accent if is_selected else theme.text)
        cell = QRectF(option.rect)
        box = QRectF(cell.center().x() - 8, cell.center().y() - 8, 16, 16)
        if column in (Column.NAME, Column.CATEGORY):
            job = cast(JobStatus | None, index.data(JOB_ROLE))
            if job is not None and column is Column.NAME:
                full = QColor(theme.on_accent if is_selected else theme.accent)
                ground = QColor(theme.accent_strong if is_selected else theme.edge)
                paint_bar(painter, option.rect, share_of(job), full, ground)
            elif job is not None:
                box.moveRight(cell.right())
                glyphs.draw_stop(painter, box, strong)
            return
        faint = QColor(theme.on_accent if is_selected else theme.faint)
        if column is Column.COLOR:
            self._paint_swatch(painter, cell, index)
            return
        is_set = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        if column is Column.SHOWN:
            draw = glyphs.draw_eye if is_set else glyphs.draw_closed_eye
            draw(painter, box, strong if is_set else faint)
        elif column is Column.LOCKED:
            draw = glyphs.draw_locked if is_set else glyphs.draw_unlocked
            draw(painter, box, strong if is_set else faint)
        elif state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            glyphs.draw_trash(painter, box, strong)

    def _paint_swatch(self, painter: QPainter, cell: QRectF, index: Index) -> None:
        """The colour, with the number key on it in black or white, whichever reads better."""
        color = cast(QColor, index.data(COLOR_ROLE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(color)
        painter.setPen(QPen(QColor(0, 0, 0, 90), 1))
        box = QRectF(cell.center().x() - 9.5, cell.center().y() - 9.5, 19, 19)
        painter.drawRoundedRect(box, 5, 5)
        luma = 0.299 * color.red() + 0.587 * color.green() + 0.114 * color.blue()
        painter.setPen(QColor("#000000") if luma > 120 else QColor("#ffffff"))
        font = painter.font()
        font.setBold(True)
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.9))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, index.data() or "")
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """The whole cell toggles, by a click or the space bar."""
        if index.column() not in (Column.SHOWN, Column.LOCKED):
            return super().editorEvent(event, model, option, index)
        is_click = event.type() == QEvent.Type.MouseButtonRelease
        is_space = event.type() == QEvent.Type.KeyPress and (
            cast(QKeyEvent, event).key() == Qt.Key.Key_Space
        )
        if not (is_click or is_space):
            return False
        is_set = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        new = Qt.CheckState.Unchecked if is_set else Qt.CheckState.Checked
        return model.setData(index, new, Qt.ItemDataRole.CheckStateRole)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.column() != Column.CATEGORY:
            return super().createEditor(parent, option, index)
        editor = QComboBox(parent)
        editor.setEditable(True)
        editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        editor.setAccessibleName(self.tr("Category"))
        for category in cast(TrackModel, index.model()).categories():
            editor.addItem(category.name)
        line = editor.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("Choose, or type a new one"))
        editor.activated.connect(self._on_category_chosen)
        return editor

    def _on_category_chosen(self) -> None:
        editor = self.sender()
        if isinstance(editor, QComboBox):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not isinstance(editor, QComboBox):
            super().setEditorData(editor, index)
            return
        name = str(index.data(Qt.ItemDataRole.EditRole))
        editor.setCurrentIndex(editor.findText(name))
        line = editor.lineEdit()
        if line is not None:
            line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)


def share_of(job: JobStatus) -> float:
    """How much of it is done, 0 to 1."""
    return min(1.0, job.done / job.total) if job.total > 0 else 0.0


def paint_bar(painter: QPainter, cell: QRect, share: float, full: QColor, ground: QColor) -> None:
    """A thin bar along the bottom of a cell."""
    bar = QRect(cell.left() + 3, cell.bottom() - BAR_HEIGHT_PX - 1, cell.width() - 8, BAR_HEIGHT_PX)
    painter.fillRect(bar, ground)
    bar.setWidth(round(bar.width() * share))
    painter.fillRect(bar, full)
