"""Words, titles and percent as the language of the window puts them together."""

from annotator.gui.language import install_language, remove_language
from annotator.gui.punctuation import listed, percent, titled


def put_together():
    return listed(["a", "b", "c"]), titled("a", "b"), percent(12.4)


def test_each_language_has_its_own_marks(qapp):
    assert put_together() == ("a, b, c", "a: b", "12 %")
    install_language(qapp, "zh_CN")
    try:
        assert put_together() == ("a、b、c", "a：b", "12%")
    finally:
        remove_language(qapp)
