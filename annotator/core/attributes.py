"""Attributes of objects beside their masks: what a category asks for, and what an object answers.

A category defines attributes; each is a text, a number, yes or no, or one of several choices, and
is either constant for an object or may change from frame to frame. A changing value holds from
the frame where it was set until it is set again, as in CVAT, so that a label such as "walking"
needs one gesture for a stretch of frames and no propagation can lose it.

Values of an attribute that a category no longer defines, or defines as another kind, are kept and
not shown: changing the definition back brings them back.
"""

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameIndex

Value = str | float | bool
AttributeValues = Mapping[str, Mapping[FrameIndex, Value]]
"""By name of the attribute, the frames on which a value begins. A constant one begins at 0."""

Limits = tuple[float, float, float]
"""Lowest and highest value, and the step between values."""

MAX_TEXT = 1000
MAX_NUMBER = 1e300


class AttributeRuleError(AnnotatorError):
    """A definition or a value that cannot be."""


class Kind(enum.Enum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a category asks of its objects. `choices` are those of `Kind.CHOICE`.

    `limits` of a number are what CVAT asked for; they are kept for it, and are no rule here.
    """

    name: str
    kind: Kind
    is_per_frame: bool = False
    choices: tuple[str, ...] = ()
    default: Value | None = None
    limits: Limits | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > MAX_TEXT:
            raise AttributeRuleError("an attribute needs a name; type one")
        if self.kind is Kind.CHOICE and not self.choices:
            raise AttributeRuleError(f"“{self.name}” has nothing to choose from; type its choices")
        if len(set(self.choices)) < len(self.choices) or "" in self.choices:
            raise AttributeRuleError(f"the choices of “{self.name}” must be different; change one")
        if self.default is not None and not self.accepts(self.default):
            raise AttributeRuleError(f"“{self.name}” cannot be {self.default!r} by default")
        if self.limits is not None and not _are_limits(self.kind, self.limits):
            raise AttributeRuleError(f"“{self.name}” cannot have the limits {self.limits!r}")

    def accepts(self, value: object) -> bool:
        """Whether it may have this value."""
        if self.kind is Kind.BOOLEAN:
            return isinstance(value, bool)
        if self.kind is Kind.NUMBER:
            return _is_number(value)
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            return False
        return self.kind is Kind.TEXT or value in self.choices

    def value_at(self, values: AttributeValues, frame_index: FrameIndex) -> Value | None:
        """What holds on a frame: the last value set up to it, else the default."""
        set_values = values.get(self.name, {})
        begun = [i for i, v in set_values.items() if i <= frame_index and self.accepts(v)]
        return set_values[max(begun)] if begun else self.default

    def with_value(
        self, values: AttributeValues, frame_index: FrameIndex, value: Value | None
    ) -> AttributeValues:
        """`values` with one set from this frame on (on all frames where it is constant).

        None takes back what was set there. A value that holds there anyway is not stored twice.
        """
        if value is not None and not self.accepts(value):
            raise AttributeRuleError(f"“{self.name}” cannot be {value!r}; choose another value")
        begins = frame_index if self.is_per_frame else 0
        mine = dict(values.get(self.name, {})) if self.is_per_frame else {}
        mine.pop(begins, None)
        before = self.value_at({self.name: mine}, begins)
        if value is not None and value != before:
            mine[begins] = value
        others = {name: one for name, one in values.items() if name != self.name}
        return others | ({self.name: mine} if mine else {})


def text_of(value: Value | None) -> str:
    """As people and data sets write it: numbers without needless zeros, true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:.12g}"


def value_from(attribute: Attribute, text: str) -> Value | None:
    """The value that a text stands for; None if the attribute cannot have it."""
    value: Value = text
    if attribute.kind is Kind.BOOLEAN:
        if text.strip().lower() not in ("true", "false"):
            return None
        value = text.strip().lower() == "true"
    elif attribute.kind is Kind.NUMBER:
        try:
            value = float(text)
        except ValueError:
            return None
    return value if attribute.accepts(value) else None


# As JSON, for the project file


def attributes_to_json(attributes: tuple[Attribute, ...]) -> str:
    return json.dumps(
        [
            {
                "name": one.name,
                "kind": one.kind.value,
                "per_frame": one.is_per_frame,
                "choices": list(one.choices),
                "default": one.default,
            }
            | ({} if one.limits is None else {"limits": list(one.limits)})
            for one in attributes
        ],
        ensure_ascii=True,
    )


def attributes_from_json(text: str) -> tuple[Attribute, ...]:
    """`AttributeRuleError` where the text says nothing of the kind."""
    found: dict[str, Attribute] = {}
    for one in _parsed(text, list):
        try:
            made = Attribute(
                str(one["name"]),
                Kind(one["kind"]),
                bool(one.get("per_frame")),
                tuple(map(str, one.get("choices", ()))),
                one.get("default"),
                None if one.get("limits") is None else _limits(one["limits"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise AttributeRuleError("a definition of an attribute is damaged") from error
        found[made.name] = made
    return tuple(found.values())


def values_to_json(values: AttributeValues) -> str:
    plain = {name: {str(i): v for i, v in one.items()} for name, one in values.items()}
    return json.dumps(plain, ensure_ascii=True, sort_keys=True)


def values_from_json(text: str) -> AttributeValues:
    """`AttributeRuleError` where the text says nothing of the kind."""
    found: dict[str, dict[FrameIndex, Value]] = {}
    for name, one in _parsed(text, dict).items():
        if not isinstance(one, dict) or not all(_is_entry(i, v) for i, v in one.items()):
            raise AttributeRuleError(f"the values of the attribute {name[:40]!r} are damaged")
        found[name] = {int(i): v for i, v in one.items()}
    return found


def _limits(found: list[Any]) -> Limits:
    lowest, highest, step = found
    return lowest, highest, step


def _are_limits(kind: Kind, limits: Limits) -> bool:
    if kind is not Kind.NUMBER or not all(map(_is_number, limits)):
        return False
    lowest, highest, step = limits
    return lowest < highest and 0 < step <= highest - lowest


def _is_entry(index: str, value: object) -> bool:
    if not index.isdecimal() or len(index) > 9:
        return False
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    return isinstance(value, bool) or _is_number(value)


def _is_number(value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -MAX_NUMBER < value < MAX_NUMBER  # type: ignore[operator]


def _parsed(text: str, wanted: type) -> Any:  # noqa: ANN401 - what JSON holds
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AttributeRuleError("the attributes are no JSON") from error
    if not isinstance(found, wanted):
        raise AttributeRuleError("the attributes are damaged")
    return found
