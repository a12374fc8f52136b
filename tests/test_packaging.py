"""What a fresh clone rests on: the package list, pins, the two commands, what CI runs."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> dict[str, Version]:
    """The constraints, by normalised name."""
    found = {}
    for line in (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            found[normalised(name)] = Version(version)
    return found


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements() -> list[Requirement]:
    project = PROJECT["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return [Requirement(text) for text in texts]


def test_every_package_is_installed():
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    folders = PROJECT["tool"]["setuptools"]["package-dir"]
    there = {
        ".".join(path.parent.relative_to(REPOSITORY).parts)
        for path in (REPOSITORY / "annotator").rglob("__init__.py")
    }
    assert there == listed - (folders.keys() - {"annotator"})
    for name in folders:
        assert (REPOSITORY / folders[name]).is_dir()


def test_what_the_demo_needs_is_in_the_repository():
    for pattern in ("resources/demo.mp4", "resources/demo.json", "checkpoints/*.safetensors"):
        (path,) = REPOSITORY.glob(pattern)
        assert path.stat().st_size > 100
    for card in (REPOSITORY / "checkpoints").glob("*.safetensors"):
        assert card.with_suffix(".md").is_file()


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.name)
def test_every_dependency_is_pinned_within_its_range(requirement):
    assert requirement.specifier.contains(pins()[normalised(requirement.name)])


def test_the_qt_that_loses_references_is_excluded():
    (qt,) = (r for r in requirements() if r.name == "PySide6-Essentials")
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains("6.11.3")
    assert PROJECT["project"]["requires-python"] == ">=3.11"


def test_the_readme_has_the_two_commands_and_ci_runs_one_of_them():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert "bash run.sh demo" in readme
    assert "bash run.sh test" in readme
    continuous = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    assert continuous.rstrip().endswith("exec bash run.sh test")
    hooks = (REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert "bash run.sh check" in hooks
    assert "bash run.sh test" in hooks


def test_the_readme_names_only_what_is_there():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", readme):
        assert (REPOSITORY / target).exists(), target


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_script_parses_and_refuses_what_it_does_not_know():
    for script in ("run.sh", ".ci/run"):
        subprocess.run(["bash", "-n", script], cwd=REPOSITORY, check=True)
    done = subprocess.run(
        ["bash", "run.sh", "dance"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "demo | test" in done.stderr


def test_the_change_log_knows_this_version():
    version = PROJECT["project"]["version"]
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in text
    assert "keepachangelog.com" in text
