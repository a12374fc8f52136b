"""Undo and redo, bounded by the bytes that they hold."""

from collections import deque

from annotator.core.edits import Edit
from annotator.core.project import Project


class History:
    """Two stacks of edits. The newest undo step always stays, however large it is."""

    def __init__(self, max_bytes: int = 256 * 2**20) -> None:
        self._max_bytes = max_bytes
        self._undo: deque[Edit] = deque()
        self._redo: list[Edit] = []

    def do(self, project: Project, edit: Edit) -> None:
        """Apply `edit` and remember how to undo it."""
        self.push(edit.apply(project))

    def push(self, inverse: Edit) -> None:
        """Remember the inverse of an edit that was just applied; forgets what could be redone."""
        self._redo.clear()
        self._undo.append(inverse)
        self._trim()

    def undo(self, project: Project) -> Edit | None:
        """Undo the newest step; the edit that was applied for it, or None if there is none.

        A step that cannot be undone raises `ProjectError` and stays.
        """
        if not self._undo:
            return None
        edit = self._undo[-1]
        self._redo.append(edit.apply(project))
        self._undo.pop()
        return edit

    def redo(self, project: Project) -> Edit | None:
        """Redo the newest undone step; the edit that was applied, or None if there is none.

        A step that cannot be redone raises `ProjectError` and stays.
        """
        if not self._redo:
            return None
        edit = self._redo[-1]
        self._undo.append(edit.apply(project))
        self._redo.pop()
        self._trim()
        return edit

    def clear(self) -> None:
        self._undo.clear()
        self._redo.clear()

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        return self._redo[-1].label if self._redo else ""

    @property
    def newest(self) -> Edit | None:
        """What `undo` would apply next."""
        return self._undo[-1] if self._undo else None

    @property
    def size_bytes(self) -> int:
        return sum(edit.size_bytes for edit in (*self._undo, *self._redo))

    def _trim(self) -> None:
        total = self.size_bytes
        while total > self._max_bytes and len(self._undo) > 1:
            total -= self._undo.popleft().size_bytes
