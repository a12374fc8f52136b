"""What comes with the program: the demo clip and what to do with it."""

from pathlib import Path

DEMO_NAME = "demo"


def resources_dir() -> Path:
    """In the package where it was installed as a whole, else beside it in the repository."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def demo_clip() -> Path | None:
    """The demo's video; None where it was not installed."""
    path = resources_dir() / f"{DEMO_NAME}.mp4"
    return path if path.is_file() else None
