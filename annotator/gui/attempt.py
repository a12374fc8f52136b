"""A gesture whose verb may refuse."""

from collections.abc import Callable

from annotator.core.errors import AnnotatorError
from annotator.session.session import Session
from annotator.session.values import Notice


def attempt(session: Session, call: Callable[[], object]) -> bool:
    """Call a verb; a refusal is told like everything else the session has to say.

    It is no error that stays until it is closed: nothing was lost, and the next gesture comes soon.

    Needed wherever Qt calls back into Python from inside a call of ours (a delegate, a model, an
    overridden `event`): PySide6 6.11 crashes when such a handler raises. Returns whether it went
    through.
    """
    try:
        call()
    except AnnotatorError as error:
        session.notified.emit(Notice("warning", str(error)))
        return False
    return True
