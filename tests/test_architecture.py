"""Rules of the layout that import-linter cannot express."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "annotator"


def imported_names(path: Path) -> set[str]:
    """Every module that a file imports, as `a.b`, and `a.b.name` for `from a.b import name`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def files_of(package: str) -> list[Path]:
    return sorted((PACKAGE / package).rglob("*.py"))


@pytest.mark.parametrize("path", files_of("session"), ids=lambda path: path.stem)
def test_the_session_uses_only_the_core_of_qt(path):
    qt = {name.split(".")[1] for name in imported_names(path) if name.startswith("PySide6.")}
    assert qt <= {"QtCore"}


def test_only_the_window_imports_qt_in_the_commands():
    for path in [*files_of("cli"), PACKAGE / "__main__.py"]:
        assert not [name for name in imported_names(path) if name.startswith("PySide6")], path


@pytest.mark.parametrize("package", ["core", "media", "tracking", "formats", "evaluation"])
def test_libraries_do_not_print(package):
    for path in files_of(package):
        calls = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
        ]
        assert not calls, f"{path} prints in the lines {calls}"


def test_nothing_names_a_place_of_the_developers_machine():
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "/work/" not in text, path
        assert "/home/" not in text, path


def test_areas_are_asked_for_one_mask_at_a_time():
    """With numpy 2, pycocotools' area of a list of more than 255 masks is an OverflowError."""
    calls = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "area":
                calls[f"{path.stem}: {ast.unparse(node)}"] = node.args
    # A new call belongs here once it is certain that it is given one mask and no list.
    assert set(calls) == {
        "mask: coco_mask.area(self._rle())",
        "mots_read: coco_mask.area(runs[0])",
    }
