"""Typed attributes: definitions, values that hold until changed, the text and JSON forms."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.attributes import (
    Attribute,
    AttributeRuleError,
    Kind,
    attributes_from_json,
    attributes_to_json,
    text_of,
    value_from,
    values_from_json,
    values_to_json,
)
from annotator.core.edits import AddTrack, UpdateTrack
from annotator.core.project import Track
from tests.core.strategies import new_project

GAIT = Attribute("gait", Kind.CHOICE, True, ("stands", "walks", "runs"), "stands")
WEIGHT = Attribute("weight", Kind.NUMBER)
CHIPPED = Attribute("chipped", Kind.BOOLEAN)
BREED = Attribute("breed", Kind.TEXT)
ALL = (GAIT, WEIGHT, CHIPPED, BREED)


def test_a_changing_value_holds_until_it_is_set_again():
    values = GAIT.with_value({}, 5, "walks")
    values = GAIT.with_value(values, 9, "runs")
    seen = [GAIT.value_at(values, i) for i in (0, 4, 5, 8, 9, 100)]
    assert seen == ["stands", "stands", "walks", "walks", "runs", "runs"]
    assert GAIT.with_value(values, 7, "walks") == values  # it holds there anyway
    assert GAIT.with_value(values, 9, "walks") == {"gait": {5: "walks"}}
    assert GAIT.with_value(GAIT.with_value(values, 9, None), 5, None) == {}


def test_a_constant_value_holds_everywhere():
    values = WEIGHT.with_value({}, 7, 12.5)
    assert values == {"weight": {0: 12.5}}
    assert WEIGHT.value_at(values, 0) == WEIGHT.value_at(values, 99) == 12.5
    assert WEIGHT.with_value(values, 3, None) == {}
    both = BREED.with_value(values, 1, "poodle")
    assert both == {"weight": {0: 12.5}, "breed": {0: "poodle"}}
    assert values == {"weight": {0: 12.5}}  # values are never written to


def test_each_kind_takes_only_its_own():
    right = {"gait": "runs", "weight": 3, "chipped": True, "breed": "犬"}
    for attribute in ALL:
        for name, value in right.items():
            accepts = name == attribute.name or (attribute is BREED and isinstance(value, str))
            assert attribute.accepts(value) == accepts, (attribute.name, value)
    for bad in (float("nan"), float("inf"), 10**400, None, [], "x" * 1001):
        assert not any(attribute.accepts(bad) for attribute in ALL)
    with pytest.raises(AttributeRuleError, match="gait"):
        GAIT.with_value({}, 0, "flies")


def test_a_value_of_another_kind_is_kept_and_not_shown():
    values = BREED.with_value({}, 0, "poodle")
    as_number = Attribute("breed", Kind.NUMBER, default=1.0)
    assert as_number.value_at(values, 3) == 1.0
    assert BREED.value_at(values, 3) == "poodle"


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Attribute(" ", Kind.TEXT),
        lambda: Attribute("a", Kind.CHOICE),
        lambda: Attribute("a", Kind.CHOICE, choices=("x", "x")),
        lambda: Attribute("a", Kind.CHOICE, choices=("x",), default="y"),
        lambda: Attribute("a", Kind.NUMBER, default="y"),
        lambda: Attribute("a", Kind.TEXT, limits=(0.0, 9.0, 1.0)),
        lambda: Attribute("a", Kind.NUMBER, limits=(9.0, 0.0, 1.0)),
        lambda: Attribute("a", Kind.NUMBER, limits=(0.0, 9.0, 0.0)),
        lambda: Attribute("a", Kind.NUMBER, limits=(0.0, float("nan"), 1.0)),
    ],
)
def test_impossible_definitions_are_refused(broken):
    with pytest.raises(AttributeRuleError):
        broken()


def test_text_forms_come_back():
    for attribute, value in ((GAIT, "runs"), (WEIGHT, 12.25), (CHIPPED, False), (BREED, "a b")):
        assert value_from(attribute, text_of(value)) == value
    assert text_of(None) == ""
    assert text_of(3.0) == "3"
    assert value_from(WEIGHT, "heavy") is value_from(CHIPPED, "maybe") is None


single = st.text(max_size=5) | st.booleans() | st.floats(-1e9, 1e9)
all_values = st.dictionaries(
    st.text(max_size=5), st.dictionaries(st.integers(0, 10**8), single, max_size=3), max_size=3
)


@given(all_values)
def test_values_survive_json(values):
    assert values_from_json(values_to_json(values)) == values


def test_definitions_survive_json():
    limited = replace(WEIGHT, limits=(-2.5, 40.0, 0.5))
    assert attributes_from_json(attributes_to_json((*ALL[:1], limited))) == (GAIT, limited)
    assert attributes_from_json(attributes_to_json(ALL)) == ALL


@pytest.mark.parametrize(
    "text",
    ["", "7", "[1]", '[{"name": "a"}]', '[{"name": "a", "kind": "colour"}]', "[" * 10_000,
     json.dumps([{"name": "a", "kind": "choice", "choices": 7}]),
     json.dumps([{"name": "a", "kind": "number", "limits": [0, 1]}]),
     json.dumps([{"name": "a", "kind": "number", "limits": ["0", 1, 1]}])],
)  # fmt: skip
def test_damaged_definitions_are_refused(text):
    with pytest.raises(AttributeRuleError):
        attributes_from_json(text)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a": 7}', '{"a": {"x": 1}}', '{"a": {"1": null}}', '{"a": {"1": 1e999}}']
)
def test_damaged_values_are_refused(text):
    with pytest.raises(AttributeRuleError):
        values_from_json(text)


def test_setting_a_value_is_an_edit_with_an_inverse():
    project = new_project()
    AddTrack(Track(1, "a", 1, (1, 2, 3))).apply(project)
    edit = UpdateTrack(1, {"attributes": GAIT.with_value({}, 2, "runs")})
    inverse = edit.apply(project)
    assert GAIT.value_at(project.tracks[1].attributes, 3) == "runs"
    assert project.tracks[1].copy().attributes == {"gait": {2: "runs"}}
    inverse.apply(project)
    assert project.tracks[1].attributes == {}
