"""The command line; with no sub-command it opens the window."""

import io
import sys


def main() -> None:
    """Entry point of `annotator` and `python -m annotator`; leaves through SystemExit."""
    for stream in (sys.stdout, sys.stderr):
        # File names may hold bytes that are not text; naming such a file must not fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    from annotator.cli.application import application

    application()(prog_name="annotator")


if __name__ == "__main__":
    main()
