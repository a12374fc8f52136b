"""What opened media have to tell: truncated, an index that decoding corrected."""

from annotator.cli.console import say


def tell_notices(source: object) -> None:
    """Say what the file has to tell, if it is of the kind that has."""
    for notice in getattr(source, "notices", []):
        say(f"Note: {notice}")
