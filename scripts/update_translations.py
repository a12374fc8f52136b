"""Bring the translations in `resources/i18n` up to date: `python scripts/update_translations.py`.

Every text that the window can show is collected from the sources, `annotator_<language>.ts` gets
an entry for each (texts that are gone are dropped, new ones are marked unfinished and listed), and
`annotator_<language>.qm`, which the program loads, is made from it by Qt's lrelease. To translate:
run it, fill in what it lists in the .ts file (by hand or in Qt Linguist), run it again.

Own code rather than lupdate, because lupdate does not see the table of actions, the labels of
edits, texts that go through a module's own `_tr`, and the sentences of the packages that know
nothing of Qt (`scripts/sentences.py`; their templates go to `sentences.json`).
`tests/gui/test_language.py` fails while a text lacks its translation.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "i18n"
SOURCES = ("gui", "session")
FORMS = {"zh_CN": 1, "en": 2}
"""How many forms a text with a number ("%n") has in each language. In English only these have a
translation: every other text is English already.
"""
SENTENCES = "sentences"
"""Context of what the packages below the window say."""
TEMPLATES = FOLDER / "sentences.json"

Text = tuple[str, str]
"""Context and source text, as Qt looks them up."""

LACKING_IN_QT: tuple[Text, ...] = (
    ("QFileDialog", "&Look in:"),
    ("QFileDialog", "Files of &type:"),
    *(
        ("QAbstractFileIconProvider", kind)
        for kind in ("Alias", "Drive", "File", "File Folder", "Folder", "Shortcut", "Unknown")
    ),
)
"""What Qt's own dialog for files says, and Qt 6.11 has no Chinese for."""


def texts() -> list[Text]:
    """Every translatable text once, by context."""
    found = dict.fromkeys(_table_texts())
    for package in SOURCES:
        for path in sorted((ROOT / "annotator" / package).glob("*.py")):
            found.update(dict.fromkeys(module_texts(path.read_text(encoding="utf-8"))))
    edits = ast.parse((ROOT / "annotator" / "core" / "edits.py").read_text(encoding="utf-8"))
    found.update(dict.fromkeys(_labels(edits)))
    found.update(dict.fromkeys(LACKING_IN_QT))
    found.update(dict.fromkeys((SENTENCES, template) for template in sentence_templates()))
    return sorted(found, key=lambda text: text[0])


def sentence_templates() -> list[str]:
    """What the packages below the window say."""
    sys.path.insert(0, str(ROOT))
    from scripts.sentences import templates

    return templates(ROOT)


def module_texts(source: str) -> Iterator[Text]:
    """Of one module: `self.tr(...)`, `translate(...)`, and its own functions around the latter."""
    tree = ast.parse(source)
    wrappers = dict(_wrappers(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, text) for text in _arguments(node, "tr"))
        if isinstance(node, ast.Call):
            name, texts = _name(node), _constants(node)
            if name == "translate" and len(texts) == len(node.args) == 2:
                yield texts[0], texts[1]
            elif name in wrappers and isinstance(node.func, ast.Name) and texts:
                yield wrappers[name], texts[0]


def _wrappers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Functions of one text that hand it to `translate`: their names and contexts."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and len(node.args.args) == 1:
            calls = (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))
            for call in calls:
                if _name(call) == "translate" and len(_constants(call)) == 1:
                    yield node.name, _constants(call)[0]


def _arguments(tree: ast.AST, function: str) -> Iterator[str]:
    """First arguments of all calls of a method below a class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _constants(node)[:1] if node.func.attr == function else []


def _labels(tree: ast.AST) -> Iterator[Text]:
    """Of edits: the default `label` and those given by name."""
    for node in ast.walk(tree):
        is_given = isinstance(node, ast.keyword) and node.arg == "label"
        is_default = isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "label"
        if (is_given or is_default) and isinstance(node.value, ast.Constant):
            yield "edits", str(node.value.value)


def _table_texts() -> Iterator[Text]:
    sys.path.insert(0, str(ROOT))
    from annotator.formats.registry import FORMATS
    from annotator.gui.action_spec import CONTEXT, MENUS
    from annotator.gui.action_table import ACTIONS

    for _, title in MENUS:
        yield CONTEXT, title
    for spec in ACTIONS:
        yield CONTEXT, spec.text
    for one in FORMATS.values():
        yield SENTENCES, one.title


def _name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _constants(node: ast.Call) -> list[str]:
    """The leading arguments that are literal texts."""
    found = []
    for argument in node.args:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            break
        found.append(argument.value)
    return found


def texts_for(language: str, every: list[Text]) -> list[Text]:
    """Those of `every` that need a translation in that language."""
    return [text for text in every if language != "en" or "%n" in text[1]]


def read(language: str) -> dict[Text, tuple[str, ...]]:
    """The finished translations of a .ts file; several forms where there is a number."""
    found = {}
    for context in ElementTree.parse(_path(language, "ts")).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type"):
                continue
            forms = translation.findall("numerusform") or [translation]
            key = context.findtext("name") or "", message.findtext("source") or ""
            found[key] = tuple(form.text or "" for form in forms)
    return found


def write(language: str, wanted: list[Text], known: dict[Text, tuple[str, ...]]) -> list[Text]:
    """Write the .ts file anew; returns the texts that lack a translation."""
    root = ElementTree.Element("TS", version="2.1", language=language)
    contexts: dict[str, ElementTree.Element] = {}
    for context, source in wanted:
        if context not in contexts:
            contexts[context] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[context], "name").text = context
        message = ElementTree.SubElement(contexts[context], "message")
        ElementTree.SubElement(message, "source").text = source
        translation = ElementTree.SubElement(message, "translation")
        forms = known.get((context, source))
        if forms is None:
            translation.set("type", "unfinished")
        if "%n" in source:
            message.set("numerus", "yes")
            for form in forms or ("",) * FORMS[language]:
                ElementTree.SubElement(translation, "numerusform").text = form
        elif forms is not None:
            (translation.text,) = forms
    ElementTree.indent(root, "    ")
    tree = ElementTree.ElementTree(root)
    tree.write(_path(language, "ts"), encoding="utf-8", xml_declaration=True)
    return [text for text in wanted if text not in known]


def release(language: str) -> None:
    """Make the .qm file of a .ts file."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    command = [str(tool), "-silent", str(_path(language, "ts")), "-qm", str(_path(language, "qm"))]
    subprocess.run(command, check=True)


def _path(language: str, suffix: str) -> Path:
    return FOLDER / f"annotator_{language}.{suffix}"


def main() -> int:
    wanted = texts()
    templates = [source for context, source in wanted if context == SENTENCES]
    TEMPLATES.write_text(json.dumps(templates, ensure_ascii=False, indent=0) + "\n", "utf-8")
    missing = []
    for language in FORMS:
        missing += write(language, texts_for(language, wanted), read(language))
        release(language)
    for context, source in missing:
        sys.stdout.write(f"not translated: {context}: {source}\n")
    sys.stdout.write(f"{len(wanted)} texts, {len(missing)} not translated\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
