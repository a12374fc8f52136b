"""The sentences that the packages below the window put together, as templates.

An f-string such as ``f"“{path.name}” is empty; choose a video."`` is the template
``“{name}” is empty; choose a video.``; one that holds a choice between texts is several. Whatever
reads like prose counts, so that no sentence has to be marked as one and none can be forgotten.
What never reaches a person is left out: texts of logs, of defects, of files and databases.
`annotator/gui/sentences.py` recognizes them again.
"""

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeGuard

PACKAGES = ("core", "media", "formats", "tracking", "tracking/siammask", "session")
NOT_SHOWN = frozenset(
    {
        "core/doubt.py",  # reasons, translated by the review panel
        "formats/documentation.py",  # a page, which is in English
        "formats/fonts.py",  # names of files
        "formats/project_writing.py",  # SQL
        "formats/schema.py",
        "formats/sequence_info.py",  # a file
        "media/demo_clip.py",  # a name
        "session/frame_loader.py",
        "tracking/siammask/architectures.py",  # names
        "tracking/siammask/backbones.py",  # of trainings
        "tracking/siammask/benchmark.py",  # of measurements
    }
)
DEFECTS = frozenset(
    {"ValueError", "TypeError", "IndexError", "KeyError", "RuntimeError", "AssertionError"}
    | {"NotImplementedError", "StopIteration"}
)
LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
ELSEWHERE = frozenset({"tr", "translate", "getLogger", "setObjectName", "compile", "TypeVar"})
"""Texts that are translated in their own place, or are none."""

WORDS = (
    *("create", "open", "read", "write", "save", "export", "Done"),
    *("rotation", "codec", "name", "category", "colour", "score", "disagreement", "reason"),
    *("no such file or directory", "permission denied", "is a directory", "not a directory"),
    *("no space left on device", "input/output error", "read-only file system"),
    *("; ", ": ", ", ", "."),
)
"""Values in sentences that no source has as prose, reasons of the system, and what stands between
the parts of a sentence.
"""

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
IDENTIFIER = re.compile(r"[a-z_]+")
WORD = re.compile(r"[a-z]{2}")
SHORT_PROSE = re.compile(r"[A-Z][a-z]+ing|an? .+")
"""What is being done (“Writing”), and what something is (“a video”)."""
NO_PROSE = re.compile(
    r"[\n<>=\\\0]|^--|images/|\{\{|\}\}|^[_.]|"
    r"^(SELECT|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|VACUUM|CREATE|ALTER)\b"
)

Piece = ast.expr | str
"""Of a template: literal text, or what a placeholder stands for."""


def templates(root: Path) -> list[str]:
    """All templates below `root` / annotator, each once whatever its placeholders are called."""
    found = {word: word for word in WORDS}
    for package in PACKAGES:
        for path in sorted((root / "annotator" / package).glob("*.py")):
            if f"{package}/{path.name}" not in NOT_SHOWN:
                for text in templates_of(path.read_text(encoding="utf-8")):
                    found.setdefault(PLACEHOLDER.sub("{}", text), text)
    return list(found.values())


def templates_of(source: str) -> Iterator[str]:
    """Those of one module."""
    for node in _texts(ast.parse(source)):
        for pieces in _alternatives(node):
            text = _template(pieces)
            if text is not None and is_prose(text):
                yield text


def is_prose(template: str) -> bool:
    """Whether it is something said, rather than a name, a pattern, or a piece of a file."""
    if NO_PROSE.search(template):
        return False
    bare = PLACEHOLDER.sub("\0", template)
    tokens = bare.split()
    if any("_" in token for token in tokens) and all(IDENTIFIER.fullmatch(t) for t in tokens):
        return False  # names of options
    if SHORT_PROSE.fullmatch(template):
        return True
    words = [token for token in tokens if WORD.search(token)]
    return len(words) >= 2 or (len(tokens) >= 2 and bool(words) and "\0" in bare)


def _texts(tree: ast.AST) -> Iterator[ast.expr]:
    """The outermost expressions that make a text, without what is not shown."""
    for child in _shown_children(tree):
        if isinstance(child, ast.expr) and _is_text(child):
            yield child
        else:
            yield from _texts(child)


def _shown_children(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.Call) and _name(node) in DEFECTS | LOGGING | ELSEWHERE:
        return []
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return []  # a docstring
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return []
    hidden = {id(getattr(node, field, None)) for field in ("annotation", "returns")}
    if _is_label(node):
        hidden.add(id(node.value))
    return [child for child in ast.iter_child_nodes(node) if id(child) not in hidden]


def _is_label(node: ast.AST) -> TypeGuard[ast.AnnAssign | ast.keyword]:
    """The name of an edit, translated as such."""
    is_default = isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "label"
    return is_default or (isinstance(node, ast.keyword) and node.arg == "label")


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_text(node.left) or _is_text(node.right)
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) and _is_text(node.orelse)
    is_constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_constant or isinstance(node, ast.JoinedStr)


def _alternatives(node: ast.expr) -> list[tuple[Piece, ...]]:
    """Every text that it can be, in pieces: literal texts, and expressions for placeholders."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [(node.value,)]
    if isinstance(node, ast.IfExp) and _is_text(node):
        return [*_alternatives(node.body), *_alternatives(node.orelse)]
    if isinstance(node, ast.BinOp) and _is_text(node):
        return _products([node.left, node.right])
    if isinstance(node, ast.JoinedStr):
        return _products(node.values)
    if isinstance(node, ast.FormattedValue) and _is_text(node.value):
        return _alternatives(node.value)
    return [(node,)]


def _products(nodes: list[ast.expr]) -> list[tuple[Piece, ...]]:
    choices = itertools.product(*(_alternatives(node) for node in nodes))
    return [tuple(itertools.chain.from_iterable(choice)) for choice in choices]


def _template(pieces: tuple[Piece, ...]) -> str | None:
    """One text with named placeholders; None if braces stand in the text itself."""
    text = ""
    names: set[str] = set()
    for piece in pieces:
        if isinstance(piece, str):
            if "{" in piece or "}" in piece:
                return None
            text += piece
            continue
        name = _placeholder(piece)
        unique = next(n for n in _numbered(name) if n not in names)
        names.add(unique)
        text += f"{{{unique}}}"
    return text


def _placeholder(node: ast.expr) -> str:
    """What a translator reads in the place of an expression: its last name."""
    if isinstance(node, ast.FormattedValue):
        return _placeholder(node.value)
    if isinstance(node, ast.Name):
        return node.id.strip("_").lower()
    if isinstance(node, ast.Attribute):
        return node.attr.strip("_").lower()
    if isinstance(node, ast.Call):
        return _placeholder(node.args[0] if node.args else node.func)
    if isinstance(node, ast.Subscript):
        return _placeholder(node.value)
    if isinstance(node, ast.BinOp):
        return _placeholder(node.left)
    return "value"


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{number}" for number in itertools.count(2))


def _name(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
