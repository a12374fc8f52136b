"""The command line; with no sub-command it opens the window."""

import io
import os
import sys


def main() -> None:
    """Entry point of `annotator` and `python -m annotator`; leaves through SystemExit."""
    for stream in (sys.stdout, sys.stderr):
        # File names may hold bytes that are not text; naming such a file must not fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # OpenMP reads this once, when torch is loaded. Waiting workers of the network then sleep
    # instead of spinning: decoding, storing and the window get the processor in between.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from annotator.cli.application import application

    application()(prog_name="annotator")


if __name__ == "__main__":
    main()
