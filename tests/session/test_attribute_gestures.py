"""Edits of attributes: one step each, none where nothing changes."""

import pytest

from annotator.core.attributes import Attribute, Kind
from annotator.core.edits import AddTrack
from annotator.core.errors import AnnotatorError
from annotator.core.frames import VideoInfo
from annotator.core.project import Category, Project, Track
from annotator.session.attribute_gestures import set_categories, set_value

GAIT = Attribute("gait", Kind.TEXT, True)


@pytest.fixture
def project():
    made = Project(VideoInfo(8, 6, 10), categories={1: Category(1, "dog", "", (GAIT,))})
    AddTrack(Track(1, "a", 1, (1, 2, 3))).apply(made)
    return made


def test_a_value_is_set_and_taken_back(project):
    edit = set_value(project, 1, GAIT, 4, "runs", "Set gait")
    inverse = edit.apply(project)
    assert project.tracks[1].attributes == {"gait": {4: "runs"}}
    assert (edit.label, set_value(project, 1, GAIT, 5, "runs", "Set gait")) == ("Set gait", None)
    inverse.apply(project)
    assert project.tracks[1].attributes == {}


def test_a_locked_object_keeps_its_values(project):
    project.tracks[1].is_locked = True
    with pytest.raises(AnnotatorError, match="locked"):
        set_value(project, 1, GAIT, 4, "runs", "Set gait")


def test_categories_change_as_one_step(project):
    assert set_categories(project, project.categories.values(), "Change") is None
    wanted = [Category(1, "hound"), Category(3, "cat")]
    edit = set_categories(project, wanted, "Change")
    inverse = edit.apply(project)
    assert list(project.categories.values()) == wanted
    inverse.apply(project)
    assert project.categories == {1: Category(1, "dog", "", (GAIT,))}


def test_a_category_in_use_cannot_go(project):
    edit = set_categories(project, [Category(2, "cat")], "Change")
    with pytest.raises(AnnotatorError, match="used by"):
        edit.apply(project)
    assert list(project.categories) == [1]
