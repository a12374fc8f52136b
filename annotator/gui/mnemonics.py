"""Texts without the mark of the letter that the keyboard reaches them by."""

import re

_IN_BRACKETS = re.compile(r"\s*\(&\w\)")
"""Where the text has no Latin letters, the letter stands behind it: 打开(&O)."""


def plain_text(text: str) -> str:
    """The text as it is read aloud; `&&` stands for `&`."""
    text = _IN_BRACKETS.sub("", text)
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
