"""What the packages below the window say is recognized by its template and told in Chinese."""

import json
import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from annotator.core.errors import AnnotatorError
from annotator.core.mask import MaskError
from annotator.formats.registry import ExportOptions, find_format
from annotator.gui.errors import ErrorReporter
from annotator.gui.export_dialog import ExportDialog
from annotator.gui.language import install_language, remove_language
from annotator.gui.sentences import CONTEXT, in_words
from annotator.gui.toast import ToastStack
from annotator.media.open_media import open_media
from annotator.session.values import Notice
from scripts import sentences, update_translations
from tests.fakes import square_mask
from tests.gui.test_timeline import add_tracks

PLACEHOLDERS = re.compile(r"\{([^{}]*)\}")
ENGLISH = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture
def chinese(qapp):
    yield install_language(qapp, "zh_CN")
    remove_language(qapp)


def templates() -> list[str]:
    return json.loads(update_translations.TEMPLATES.read_text(encoding="utf-8"))


def test_what_the_program_loads_are_the_templates_of_the_sources():
    missing = set(update_translations.sentence_templates()) - set(templates())
    assert not missing, "run scripts/update_translations.py"


def test_a_sentence_that_is_new_has_no_translation_and_is_told():
    source = 'def check(path):\n    raise MediaError(f"“{path.name}” is too new; wait a while.")\n'
    (template,) = sentences.templates_of(source)
    assert template == "“{name}” is too new; wait a while."
    assert (CONTEXT, template) not in update_translations.read("zh_CN")


def test_each_template_is_recognized_with_its_values(chinese):
    for (context, template), (said,) in update_translations.read("zh_CN").items():
        if context != CONTEXT:
            continue
        values = {name: str(n + 1) for n, name in enumerate(PLACEHOLDERS.findall(template))}
        assert in_words(template.format(**values)) == said.format(**values)


def test_values_can_be_told_apart():
    """Two side by side could not: say them in one, or write both sentences out."""
    assert not [template for template in templates() if "}{" in template]


def test_templates_are_found_in_all_the_ways_they_are_written():
    source = '''
"""A docstring with words."""
import logging
__all__ = ["Finding"]
TEXTS = ("the first frame", "Writing", "a PDF", "x")
NAMES = ("include_images holes", "SELECT id FROM track", "a.png")
def say(path, count: "int | None", is_near):
    """Another docstring here."""
    log.info(f"opened {path} now")
    raise ValueError("only for programmers")
    label = self.tr("of the window")
    what = f"frame {count + 1:03d} of {path.name!r}"
    return f"the {'near' if is_near else 'far'} end of {path.name}" f" and {path.parent}"
def more(text, left):
    return text + f" and {len(left)} more." if left else "nothing is left"
class Change:
    label: str = "Change it all"
'''
    assert list(sentences.templates_of(source)) == [
        "the first frame",
        "Writing",
        "a PDF",
        "frame {count} of {name}",
        "the near end of {name} and {parent}",
        "the far end of {name} and {parent}",
        "{text} and {left} more.",
        "nothing is left",
    ]


def test_the_more_that_a_template_says_itself_the_sooner_it_is_taken(chinese):
    assert in_words("the frame is 'x'") == "帧是 'x'"
    assert in_words("“the frame” is empty; choose a video file or a folder of images.") == (
        "“the frame”是空的，请选择视频文件或图像文件夹。"
    )


def test_parts_of_a_sentence_are_known_one_by_one(chinese):
    assert in_words("'a.json': it is a folder; choose the COCO file in it.") == (
        "'a.json'：它是文件夹；请选择其中的 COCO 文件。"
    )
    assert in_words("'a b.csv', line 7: the frame is 'x'.") == "“a b.csv”，第 7 行：帧是 'x'。"
    # The name of the job before it is Chinese already, and so is what follows.
    assert in_words("导出: The export was stopped; nothing was changed. 已保存。") == (
        "导出：导出已停止，没有任何更改。已保存。"
    )
    assert in_words("Wholly hidden by other objects: 'a' in frame 3, 'b' in frame 4.") == (
        "完全被其他对象遮住：第 3 帧中的“a”，第 4 帧中的“b”。"
    )
    assert in_words("A new thing: the sky is blue. Nobody knows it.") == (
        "A new thing: the sky is blue. Nobody knows it."
    )
    assert in_words("") == ""


def test_in_english_nothing_changes(qapp):
    text = "'a.json': it is a folder; choose the COCO file in it."
    assert in_words(text) == text
    for template in templates():
        assert in_words(template) == template


def test_a_file_that_cannot_be_opened_is_told_in_chinese(qtbot, chinese, tmp_path):
    path = tmp_path / "empty.mp4"
    path.write_bytes(b"")
    with pytest.raises(AnnotatorError) as caught:
        open_media(path)
    assert str(caught.value) == "“empty.mp4” is empty; choose a video file or a folder of images."
    over = QLabel()
    over.resize(600, 400)
    qtbot.addWidget(over)
    toasts = ToastStack(over)
    toasts.show_notice(Notice("error", str(caught.value)))
    shown = [label.text() for label in toasts.toasts[0].findChildren(QLabel)]
    assert "“empty.mp4”是空的，请选择视频文件或图像文件夹。" in shown
    toasts.clear()


def test_an_error_that_nobody_caught_is_told_in_chinese(qtbot, chinese, tmp_path):
    reporter = ErrorReporter(folder=tmp_path)
    reporter.report(MaskError("a mask of 0 x 7 pixels is not possible here"))
    qtbot.waitUntil(lambda: bool(reporter.open_messages))
    (box,) = reporter.open_messages
    assert box.text() == "0 × 7 像素的掩码在此处不可能存在"
    box.close()
    reporter.uninstall()


def test_warnings_before_an_export_and_its_report_are_chinese(
    qtbot, chinese, make_session, tmp_path
):
    session = make_session(frame_count=4)
    add_tracks(session, 2)
    session.set_mask(1, 1, square_mask((5, 5, 20, 20)), "Brush")
    session.set_mask(2, 2, square_mask((8, 8, 20, 20)), "Brush")
    found = find_format("davis").preflight(session.project, ExportOptions())
    assert any("official evaluator" in one.text for one in found)
    dialog = ExportDialog(session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.format.setCurrentIndex(dialog.format.findData("davis"))
    qtbot.waitUntil(lambda: "官方评测程序" in dialog.findings.text())
    names = {"official", "object", "JPEGImages", "DAVIS", *session.project.tracks[1].name.split()}
    assert set(ENGLISH.findall(dialog.findings.text())) <= names - {"official"}
    dialog.format.setCurrentIndex(dialog.format.findData("coco"))
    dialog.path.setText(str(tmp_path / "out.json"))
    qtbot.waitUntil(dialog.start_button.isEnabled)
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._job_id is None and dialog.outcome.isVisible(), timeout=20000)
    assert dialog.outcome.text().startswith("✓ 已将")
