"""Settings: defaults, round trips, damaged files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from annotator.session.settings import MAX_RECENT_FILES, MIB, Convergence, Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.ini"


def test_defaults(path):
    settings = Settings(path)
    assert 0 < settings.opacity < 1
    assert settings.has_outline is True
    assert settings.theme == "system"
    assert settings.checkpoint == ""
    assert settings.device == "auto"
    assert settings.threads == 0
    assert settings.precision == "auto"
    assert settings.recent_files == ()
    assert settings.window_geometry == b""
    assert settings.window_state == b""
    assert settings.cache_bytes >= 64 * MIB
    assert settings.history_bytes >= 16 * MIB
    assert settings.brush_size_px >= 1
    assert settings.follows_propagation is True
    assert settings.stops_when_converged is True
    assert settings.convergence == Convergence(10, 0.98)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("opacity", 0.25),
        ("has_outline", False),
        ("theme", "dark"),
        ("brush_size_px", 57),
        ("follows_propagation", False),
        ("stops_when_converged", False),
        ("shows_disputes", False),
        ("convergence", Convergence(7, 0.9)),
        ("cache_bytes", 123 * MIB),
        ("history_bytes", 45 * MIB),
        ("checkpoint", "/weights/a b 視.pth"),
        ("device", "cuda:1"),
        ("threads", 3),
        ("precision", "bfloat16"),
        ("window_geometry", bytes(range(256))),
        ("window_state", b"\x00\xff\n=;"),
    ],
)
def test_what_is_chosen_is_there_next_time(path, name, value):
    settings = Settings(path)
    setattr(settings, name, value)
    settings.save()
    read = getattr(Settings(path), name)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("[view]\nopacity=lots", "opacity"),
        ("[view]\nopacity=nan", "opacity"),
        ("[view]\noutline=perhaps", "has_outline"),
        ("[view]\ntheme=pink", "theme"),
        ("[memory]\ncache_bytes=@Invalid()", "cache_bytes"),
        ("[memory]\nhistory_bytes=", "history_bytes"),
        ("[tracker]\nprecision=int4", "precision"),
        ("[tracker]\nthreads=many", "threads"),
        ("[window]\ngeometry=42", "window_geometry"),
    ],
)
def test_a_value_that_cannot_be_read_is_the_default(path, line, name):
    path.write_text(line)
    assert getattr(Settings(path), name) == getattr(Settings(path.with_name("none.ini")), name)


def test_values_beyond_the_bounds_are_brought_inside(path):
    path.write_text("[view]\nopacity=7\n[tools]\nbrush_size_px=-3\n[memory]\ncache_bytes=1\n")
    settings = Settings(path)
    assert settings.opacity == 1.0
    assert settings.brush_size_px == 1
    assert settings.cache_bytes == 16 * MIB


def test_recent_files_are_found_from_any_folder(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Settings(path).add_recent_file(tmp_path / "clip.annot")
    Settings(path).add_recent_file(Path("clip.annot"))
    assert Settings(path).recent_files == (tmp_path / "clip.annot",)


def test_recent_files_are_newest_first_without_doubles_and_bounded(path):
    settings = Settings(path)
    for number in range(MAX_RECENT_FILES + 3):
        settings.add_recent_file(Path(f"/p/{number}, with comma.annot"))
    settings.add_recent_file(Path("/p/10, with comma.annot"))
    settings.save()
    recent = Settings(path).recent_files
    assert len(recent) == MAX_RECENT_FILES
    assert recent[0] == Path("/p/10, with comma.annot")
    assert len(set(recent)) == len(recent)
    settings.forget_recent_file(recent[0])
    assert recent[0] not in settings.recent_files


def test_one_recent_file_is_a_list_too(path):
    settings = Settings(path)
    settings.add_recent_file(Path("/p/only.annot"))
    settings.save()
    assert Settings(path).recent_files == (Path("/p/only.annot"),)


def test_the_users_own_file_lies_in_the_users_home(qapp):
    settings = Settings()
    settings.opacity = 0.5
    settings.save()
    assert (Path.home() / ".config" / "annotator" / "annotator.ini").exists()


def test_the_place_in_a_recent_project_is_remembered(path):
    settings = Settings(path)
    assert settings.place_in(Path("/p/a.annot")) is None
    for number in range(MAX_RECENT_FILES + 3):
        settings.add_recent_file(Path(f"/p/{number}.annot"))
        settings.remember_place(Path(f"/p/{number}.annot"), number, None if number % 2 else 7)
    known = Settings(path)
    assert known.place_in(Path("/p/14.annot")) == (14, 7)
    assert known.place_in(Path("/p/13.annot")) == (13, None)
    assert known.place_in(Path("/p/3.annot")) == (3, None)
    assert known.place_in(Path("/p/2.annot")) is None  # no longer among the recent files


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"/p/a.annot": [1]}', '{"/p/a.annot": ["1", 2]}']
)
def test_places_that_cannot_be_read_are_none(path, text):
    QSettings(str(path), QSettings.Format.IniFormat).setValue("files/places", text)
    assert Settings(path).place_in(Path("/p/a.annot")) is None
