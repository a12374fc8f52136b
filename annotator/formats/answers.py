"""Attributes that a file asks for and answers as texts, as typed ones."""

from collections.abc import Mapping
from dataclasses import replace

from annotator.core.attributes import (
    Attribute,
    AttributeRuleError,
    AttributeValues,
    Kind,
    Value,
    value_from,
)
from annotator.core.frames import FrameIndex

Answers = Mapping[str, str]
"""What an object answers on one frame, by name of the attribute."""


def asked(
    name: str, kind: Kind, choices: list[str], default: str, *, is_per_frame: bool
) -> Attribute | None:
    """The definition; None where there can be none of the kind."""
    different = tuple(dict.fromkeys(one for one in choices if one)) if kind is Kind.CHOICE else ()
    try:
        made = Attribute(name, kind, is_per_frame, different)
    except AttributeRuleError:
        return None
    return replace(made, default=value_from(made, default)) if default else made


def values_of(
    attributes: tuple[Attribute, ...], answers: Mapping[FrameIndex, Answers]
) -> tuple[AttributeValues, int]:
    """Where which value begins, and how many answers no attribute can have."""
    values: dict[str, dict[FrameIndex, Value]] = {}
    known = {one.name: one for one in attributes}
    last: dict[str, Value | None] = {one.name: one.default for one in attributes}
    unfit = 0
    for index in sorted(answers):
        for name, text in answers[index].items():
            attribute = known.get(name)
            value = value_from(attribute, text) if attribute is not None else None
            if attribute is None or value is None:
                unfit += bool(text)
                continue
            begins = index if attribute.is_per_frame else 0
            mine = values.get(name, {})
            # Of an attribute that is constant, the first answer counts.
            if value != last[name] and (attribute.is_per_frame or not mine):
                values.setdefault(name, {})[begins] = value
                last[name] = value
    return values, unfit
