"""Names of frames and the way back to the source."""

from dataclasses import replace

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.project import MediaRef
from annotator.formats.frame_names import (
    MappedFrame,
    frame_times,
    read_frame_map,
    sequence_name,
    source_file_names,
    write_frame_map,
)
from tests.fakes import FakeSource
from tests.formats.projects import make_project


class Source(FakeSource):
    """Names and times of one's choice."""

    def __init__(self, names, times=()):
        super().__init__(max(len(names), 1))
        self._names, self._times = names, times

    def name(self, frame_index):
        return self._names[frame_index]

    def time_s(self, frame_index):
        if not self._times:
            raise AnnotatorError("no such frame")
        return self._times[frame_index]


def test_the_map_leads_back_to_the_source(tmp_path):
    rows = [
        MappedFrame(4, 4004, 0.16, '犬, "a".png', 0, "manual"),
        MappedFrame(6, None, None, "b.png", 1, "absent"),
    ]
    write_frame_map(tmp_path / "map.csv", rows)
    assert (tmp_path / "map.csv").read_text("utf-8").splitlines() == [
        "source_index,pts,time_s,export_name,export_index,state,pixel_hash",
        '4,4004,0.160000,"犬, ""a"".png",0,manual,',
        "6,,,b.png,1,absent,",
    ]
    assert read_frame_map(tmp_path / "map.csv") == {'犬, "a".png': 4, "b.png": 6}


@pytest.mark.parametrize(
    "content",
    [
        b"export_name,source_index\na.png,-1\n",
        b"export_name,source_index\na.png,99999999999999\n",
        b"export_name,source_index\na.png\n",
        b"something,else\n1,2\n",
        b"\xff\xfe\xfa",
        b'export_name,source_index\n"' + b"a" * 200_000,
    ],
)
def test_other_tables_are_refused(tmp_path, content):
    (tmp_path / "map.csv").write_bytes(content)
    with pytest.raises(AnnotatorError, match="export again"):
        read_frame_map(tmp_path / "map.csv")


@pytest.mark.parametrize("names", [["a", "a"], ["a", "../b"], ["a", "b\n"], ["a", "/etc/passwd"]])
def test_names_that_are_not_unique_plain_names_become_numbers(names):
    assert source_file_names(make_project(), Source(names), [0, 1]) == ["00000.jpg", "00001.jpg"]


def test_names_without_a_source_are_numbers():
    assert source_file_names(make_project(), None, [3, 70_000, 123_456]) == [
        "00003.jpg",
        "70000.jpg",
        "123456.jpg",
    ]


def test_a_folder_that_is_gone_is_no_error(tmp_path):
    project = make_project()
    project.media = MediaRef(str(tmp_path / "gone"), 0, "", "folder")
    assert source_file_names(project, Source(["x", "y"]), [0, 1]) == ["x.jpg", "y.jpg"]


def test_times_come_from_the_source_or_a_constant_rate():
    project = make_project()
    assert frame_times(project, FakeSource(6), 2) == (2, 0.08)
    assert frame_times(project, None, 2) == (None, 0.08)
    assert frame_times(project, Source(["a"] * 6), 2) == (None, 0.08), "the source fails"
    assert frame_times(project, Source(["a"], [float("nan")]), 0) == (0, None)
    project.video = replace(project.video, variable_frame_rate=True)
    assert frame_times(project, None, 2) == (None, None)


def test_a_sequence_name_is_short_and_never_empty():
    project = make_project()
    project.media = None
    assert sequence_name(project) == "sequence"
    assert len(sequence_name(project, "x" * 500)) == 120
    assert sequence_name(project, "a/b\\c:d") == "a_b_c_d"
