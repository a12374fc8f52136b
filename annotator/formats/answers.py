"""Attributes that a file asks for and answers as texts, as typed ones."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from annotator.core.attributes import (
    Attribute,
    AttributeRuleError,
    AttributeValues,
    Kind,
    Limits,
    Value,
    text_of,
    value_from,
)
from annotator.core.frames import FrameIndex

_MAX_DECIMALS = 6
_MAX_EXACT = 10**9
Answers = Mapping[str, str]
"""What an object answers on one frame, by name of the attribute."""


def asked(
    name: str, kind: Kind, choices: list[str], default: str, *, is_per_frame: bool
) -> Attribute | None:
    """The definition; None where there can be none of the kind. The choices of a number are its
    limits.
    """
    different = tuple(dict.fromkeys(one for one in choices if one)) if kind is Kind.CHOICE else ()
    try:
        made = Attribute(name, kind, is_per_frame, different)
    except AttributeRuleError:
        return None
    if kind is Kind.NUMBER:
        made = _limited(made, choices)
    return replace(made, default=value_from(made, default)) if default else made


def _limited(number: Attribute, texts: list[str]) -> Attribute:
    """With the lowest and highest value and the step, where the texts are such."""
    try:
        lowest, highest, step = map(float, texts)
        return replace(number, limits=(lowest, highest, step))
    except (ValueError, AttributeRuleError):
        return number


def limits_of(number: Attribute, values: Iterable[float]) -> Limits | None:
    """Its own limits if all of its values keep to them, else some that they do; None for values
    beyond a billion or with more than six decimals.
    """
    given = () if number.default is None else (number.default,)
    exact = [Decimal(text_of(value)) for value in (*given, *values)]
    if number.limits is not None and _keep_to(number.limits, exact):
        return number.limits
    decimals = max((-int(one.as_tuple().exponent) for one in exact), default=0)
    if decimals > _MAX_DECIMALS or any(abs(one) > _MAX_EXACT for one in exact):
        return None
    lowest, highest = min([Decimal(0), *exact]), max([Decimal(100), *exact])
    step = Decimal(1).scaleb(-max(0, decimals))
    return float(math.floor(lowest)), float(math.ceil(highest)), float(step)


def _keep_to(limits: Limits, values: Iterable[Decimal]) -> bool:
    lowest, highest, step = (Decimal(text_of(one)) for one in limits)
    try:
        return all(lowest <= one <= highest and not (one - lowest) % step for one in values)
    except InvalidOperation:  # more steps than can be counted
        return False


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
