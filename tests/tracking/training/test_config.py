"""Configurations: the shipped ones load, and every mistake is named."""

from pathlib import Path

import pytest

from annotator.tracking.training.config import ConfigError, TrainingConfig, load_config

SHIPPED = sorted((Path(__file__).parents[3] / "resources" / "training").glob("*.toml"))
MINIMAL = 'run_directory = "run"\n[[datasets]]\nkind = "coco"\npath = "here"\n'


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_configurations(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_TRAINING_DATA", "/data")
    config = load_config(path)
    assert all(str(dataset.path).startswith("/data/") for dataset in config.datasets)
    assert config.search_size == (143 if config.model.train == "refine" else 255)


def test_there_are_shipped_configurations() -> None:
    assert {path.stem for path in SHIPPED} >= {
        "mobilenetv2",
        "resnet50-stage1",
        "resnet50-stage2",
    }


def test_minimal(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, MINIMAL))
    assert config.batch_size == 16
    assert config.datasets[0].path == Path("here")


def test_changes_replace_keys(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, MINIMAL), seed=5, run_directory=tmp_path)
    assert (config.seed, config.run_directory) == (5, tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MINIMAL + "wieght = 2\n", "datasets.0.wieght: there is no such key"),
        ("speed = 3\n" + MINIMAL, "speed: there is no such key"),
        ("seed = -1\n" + MINIMAL, "seed"),
        ('run_directory = "run"\ndatasets = []\n', "datasets"),
        ("search_size = 200\n" + MINIMAL, "search_size"),
        ("[losses]\nbox = -1.0\n" + MINIMAL.replace("run_directory", "#"), "losses.box"),
        (MINIMAL.replace("coco", "kitti"), "datasets.0.kind"),
        ("seed = = 1\n" + MINIMAL, "not valid TOML"),
        (MINIMAL + "[evaluation]\nevery = 3\n", "evaluation.every: there is no such key"),
        (MINIMAL + '[evaluation]\nimage_set = "val"\n', "root is missing"),
        (
            MINIMAL + '[evaluation]\nroot = "x"\nimage_set = "val"\nsequences = ["a"]\n',
            "not both",
        ),
        (MINIMAL + '[evaluation]\nroot = "x"\nmax_frames = 2\n', "3 or more"),
        (MINIMAL + "[augmentation.negative]\nother = 0\nalike = 0\nelsewhere = 0\n", "share"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text))
    message = str(caught.value)
    assert words in message or "run_directory" in message
    assert "\n" not in message


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "none.toml")


def test_environment_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, MINIMAL.replace("here", "${SOME_FOLDER}/x"))
    monkeypatch.delenv("SOME_FOLDER", raising=False)
    with pytest.raises(ConfigError, match="SOME_FOLDER is not set"):
        load_config(path)
    monkeypatch.setenv("SOME_FOLDER", "/there")
    assert load_config(path).datasets[0].path == Path("/there/x")


def test_round_trip_through_json(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, MINIMAL))
    assert TrainingConfig.model_validate_json(config.model_dump_json()) == config
