"""The base of every error that reaches a person."""


class AnnotatorError(Exception):
    """One clear sentence: what was wrong and what to do about it.

    The command line prints it and exits with 1; the window shows it once. Anything else that
    escapes is a defect of this program and is logged with its traceback.
    """
