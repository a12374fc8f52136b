"""Every form a checkpoint comes in, and everything that is none."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from annotator.tracking.siammask import checkpoint as ck
from annotator.tracking.siammask.architectures import SIAMMASK_MOBILENETV2, SIAMMASK_RESNET50
from annotator.tracking.siammask.config import DAVIS_SETTINGS, VOT18_SETTINGS
from annotator.tracking.siammask.network import SiamMask
from annotator.tracking.siammask.weights_file import to_pysot_name
from tests.tracking.parity_adapter import recipe_network

Weights = dict[str, torch.Tensor]


@pytest.fixture(scope="module")
def sharp() -> Weights:
    return recipe_network("sharp", 10).state_dict()


@pytest.fixture(scope="module")
def light() -> Weights:
    torch.manual_seed(0)
    return SiamMask(SIAMMASK_MOBILENETV2).state_dict()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where names are looked up."""
    path = tmp_path / "weights"
    path.mkdir()
    monkeypatch.setattr(ck, "search_directories", lambda: [path])
    return path


def assert_equal(network: SiamMask, expected: Weights, tolerance: float = 0.0) -> None:
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        assert tensor.dtype == torch.float32
        assert torch.allclose(tensor, expected[name], rtol=tolerance, atol=1e-7 * bool(tolerance))


class TestForms:
    def test_bare_official(self, tmp_path: Path, sharp: Weights):
        torch.save(OrderedDict(sharp), tmp_path / "SiamMask_DAVIS.pth")
        loaded = ck.load_network(tmp_path / "SiamMask_DAVIS.pth")
        assert loaded.info.architecture == "siammask_sharp"
        assert loaded.info.name == "SiamMask_DAVIS"
        assert loaded.info.form == "official"
        assert loaded.info.parameters == 21_482_052
        assert loaded.info.hyper == DAVIS_SETTINGS
        assert not loaded.network.training
        assert_equal(loaded.network, sharp)

    def test_wrapped_with_module_prefix_and_optimiser(self, tmp_path: Path, sharp: Weights):
        weight = torch.nn.Parameter(torch.ones(3))
        optimiser = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
        weight.sum().backward()
        optimiser.step()
        wrapped = {
            "epoch": 20,
            "arch": "Custom",
            "best_acc": np.float64(0.5),
            "state_dict": {f"module.{name}": tensor for name, tensor in sharp.items()},
            "optimizer": optimiser.state_dict(),
            "anchor_cfg": {"stride": 8, "ratios": [0.33, 0.5, 1, 2, 3]},
        }
        torch.save(wrapped, tmp_path / "wrapped.pth")
        assert_equal(ck.load_network(tmp_path / "wrapped.pth").network, sharp)

    def test_old_torch(self, tmp_path: Path, sharp: Weights):
        old = {name: t for name, t in sharp.items() if "num_batches_tracked" not in name}
        torch.save(old, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
        loaded = ck.load_network(tmp_path / "old.pth")
        assert_equal(loaded.network, sharp)
        assert loaded.network.state_dict()["features.features.bn1.num_batches_tracked"] == 0

    def test_pysot_names_there_and_back(self, tmp_path: Path, sharp: Weights):
        theirs = {to_pysot_name(name): tensor for name, tensor in sharp.items()}
        assert "backbone.layer1.0.conv1.weight" in theirs
        assert "neck.downsample.downsample.0.weight" in theirs
        assert "rpn_head.cls.head.3.bias" in theirs
        assert "mask_head.conv_kernel.0.weight" in theirs
        assert "refine_head.post2.bias" in theirs
        torch.save(theirs, tmp_path / "pysot.pth")
        loaded = ck.load_network(tmp_path / "pysot.pth")
        assert loaded.info.form == "PySOT"
        assert loaded.info.hyper == VOT18_SETTINGS
        assert_equal(loaded.network, sharp)

    @pytest.mark.parametrize(
        ("dropped", "architecture"),
        [
            (("refine_model.",), "siammask_base"),
            (("refine_model.", "mask_model."), "siamrpn_resnet"),
        ],
    )
    def test_smaller_networks_are_recognised(
        self, tmp_path: Path, sharp: Weights, dropped: tuple[str, ...], architecture: str
    ):
        kept = {name: t for name, t in sharp.items() if not name.startswith(dropped)}
        torch.save(kept, tmp_path / "x.pth")
        assert ck.load_network(tmp_path / "x.pth").info.architecture == architecture

    def test_one_architecture_can_be_demanded(self, tmp_path: Path, sharp: Weights):
        torch.save(sharp, tmp_path / "x.pth")
        loaded = ck.load_network(tmp_path / "x.pth", architecture="siammask_base")
        assert loaded.network.refine_model is None

    def test_extra_tensors_of_unused_layers_do_not_matter(self, tmp_path: Path, sharp: Weights):
        extra = {**sharp, "features.features.layer4.0.conv1.weight": torch.zeros(4)}
        torch.save(extra, tmp_path / "x.pth")
        assert ck.load_network(tmp_path / "x.pth").info.architecture == "siammask_sharp"


class TestOurOwnForm:
    @pytest.mark.parametrize("half", [True, False])
    def test_round_trip(self, tmp_path: Path, light: Weights, half: bool):
        path = tmp_path / "with spaces und Ümläut 犬 🐕" / "mine.safetensors"
        hyper = replace(DAVIS_SETTINGS, window_influence=0.31)
        ck.save_checkpoint(
            path, light, SIAMMASK_MOBILENETV2, name="mine", hyper=hyper,
            training={"pairs": 28000, "data": ["static"]}, half=half,
        )  # fmt: skip
        loaded = ck.load_network(path)
        assert loaded.info.name == "mine"
        assert loaded.info.hyper == hyper
        assert loaded.info.training == {"pairs": 28000, "data": ["static"]}
        assert len(loaded.info.sha256) == 64
        assert_equal(loaded.network, light, 1e-3 if half else 0.0)
        assert ck.describe_checkpoint(path) == loaded.info
        assert ck.stored_name(path) == "mine"
        assert [p.name for p in path.parent.iterdir()] == ["mine.safetensors"]

    def test_half_keeps_what_half_cannot_hold(self, tmp_path: Path, sharp: Weights):
        large = dict(sharp)
        large["features.features.bn1.running_var"] = torch.full((64,), 3e5)
        ck.save_checkpoint(tmp_path / "x.safetensors", large, SIAMMASK_RESNET50)
        variance = ck.load_network(tmp_path / "x.safetensors").network.state_dict()[
            "features.features.bn1.running_var"
        ]
        assert (variance == 3e5).all()

    def test_converting_keeps_weights_and_settings(self, tmp_path: Path, sharp: Weights):
        torch.save({"state_dict": sharp}, tmp_path / "official.pth")
        info = ck.convert_checkpoint(
            tmp_path / "official.pth", tmp_path / "converted.safetensors", training={"by": "me"}
        )
        assert info.form == "safetensors"
        assert info.name == "converted"
        assert info.training == {"by": "me"}
        assert_equal(ck.load_network(info.path).network, sharp)

    def test_converting_needs_the_right_suffix(self, tmp_path: Path):
        with pytest.raises(ck.CheckpointError, match=r"must end in \.safetensors"):
            ck.convert_checkpoint("x.pth", tmp_path / "x.pth")

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path, light: Weights):
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(ck.CheckpointError, match="cannot be written"):
            ck.save_checkpoint(tmp_path / "file" / "x.safetensors", light, SIAMMASK_MOBILENETV2)

    def test_an_unknown_network(self, tmp_path: Path):
        metadata = {"annotator.architecture": "siammask_of_the_future"}
        save_file({"a": torch.zeros(1)}, tmp_path / "x.safetensors", metadata)
        with pytest.raises(ck.CheckpointError, match="siammask_of_the_future"):
            ck.load_network(tmp_path / "x.safetensors")

    def test_without_metadata_the_tensors_decide(self, tmp_path: Path, light: Weights):
        save_file(dict(light), tmp_path / "x.safetensors")
        assert ck.load_network(tmp_path / "x.safetensors").info.name == "x"

    def test_training_that_diverged(self, tmp_path: Path, light: Weights):
        broken = dict(light)
        broken["rpn_model.cls.head.3.bias"] = torch.full((10,), float("nan"))
        ck.save_checkpoint(tmp_path / "x.safetensors", broken, SIAMMASK_MOBILENETV2)
        with pytest.raises(
            ck.CheckpointError, match=r"not finite in rpn_model\.cls\.head\.3\.bias"
        ):
            ck.load_network(tmp_path / "x.safetensors")


class TestSomethingElse:
    """Each gets one sentence that says what it is."""

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("x.pth", b"my notes\n" * 100, "is a text file"),
            ("x.safetensors", b"my notes\n" * 100, "is a text file"),
            ("x.pth", "注释\n".encode() * 300, "is a text file"),
            ("x.safetensors", b"<!DOCTYPE html><html>", "is a web page"),
            ("x.pth", b"\x89PNG\r\n\x1a\n" + bytes(600), "is a PNG picture"),
            ("x.pth", b"\x00\x00\x00\x18ftypmp42" + bytes(600), "is a video"),
            ("x.pth", b"SQLite format 3\x00" + bytes(600), "SQLite"),
            ("x.pth", b"", "is empty"),
            ("x.pth", bytes(range(256)) * 8, "cannot|not a checkpoint"),
            ("x.safetensors", bytes(range(256)) * 8, "damaged or incomplete"),
        ],
    )
    def test_other_files(self, tmp_path: Path, name: str, content: bytes, message: str):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ck.CheckpointError, match=message) as caught:
            ck.load_network(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
    def test_cut_short(self, tmp_path: Path, light: Weights, suffix: str):
        whole = tmp_path / f"whole{suffix}"
        if suffix == ".pth":
            torch.save(light, whole)
        else:
            ck.save_checkpoint(whole, light, SIAMMASK_MOBILENETV2)
        cut = tmp_path / f"cut{suffix}"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        with pytest.raises(ck.CheckpointError, match="damaged"):
            ck.load_network(cut)

    def test_a_pickle_that_would_run_code_is_not_run(self, tmp_path: Path):
        witness = tmp_path / "witness"

        class Evil:
            def __reduce__(self) -> tuple:
                return Path.touch, (witness,)

        for name, save in (
            ("a.pth", torch.save),
            ("b.pth", lambda o, p: p.write_bytes(pickle.dumps(o))),
        ):
            save({"state_dict": Evil()}, tmp_path / name)
            with pytest.raises(ck.CheckpointError, match="read safely"):
                ck.load_network(tmp_path / name)
        assert not witness.exists()

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ([1, 2], "holds a list"),
            ({}, "holds no tensors"),
            ({"epoch": 3}, "first entry is 'epoch'"),
            ({"encoder.weight": torch.zeros(3)}, "weights of another network"),
        ],
    )
    def test_other_contents(self, tmp_path: Path, content: object, message: str):
        torch.save(content, tmp_path / "x.pth")
        with pytest.raises(ck.CheckpointError, match=message):
            ck.load_network(tmp_path / "x.pth")

    def test_a_plain_resnet(self, tmp_path: Path):
        names = ("conv1.weight", "layer1.0.conv1.weight", "layer4.0.conv1.weight", "fc.weight")
        torch.save({name: torch.zeros(2) for name in names}, tmp_path / "resnet50.pth")
        with pytest.raises(ck.CheckpointError, match=r"plain ResNet backbone.*rpn_model"):
            ck.load_network(tmp_path / "resnet50.pth")

    def test_the_backbone_of_a_tracker_alone(self, tmp_path: Path, sharp: Weights):
        backbone = {
            name.removeprefix("features."): t
            for name, t in sharp.items()
            if name.startswith("features.features.")
        }
        torch.save(backbone, tmp_path / "resnet.model")
        with pytest.raises(ck.CheckpointError, match="holds a backbone only"):
            ck.load_network(tmp_path / "resnet.model")

    def test_a_part_is_missing(self, tmp_path: Path, sharp: Weights):
        kept = {name: t for name, t in sharp.items() if not name.startswith("refine_model.v0")}
        torch.save(kept, tmp_path / "x.pth")
        with pytest.raises(
            ck.CheckpointError,
            match=r"4 tensors are missing \(of refine_model\), first refine_model\.v0\.0\.weight",
        ):
            ck.load_network(tmp_path / "x.pth")

    def test_a_tensor_of_another_shape(self, tmp_path: Path, sharp: Weights):
        wrong = {**sharp, "rpn_model.cls.head.3.weight": torch.zeros(6, 256, 1, 1)}
        torch.save(wrong, tmp_path / "x.pth")
        with pytest.raises(
            ck.CheckpointError, match=r"\(6, 256, 1, 1\) instead of \(10, 256, 1, 1\)"
        ):
            ck.load_network(tmp_path / "x.pth")

    def test_another_architecture_than_demanded(self, tmp_path: Path, light: Weights):
        torch.save(light, tmp_path / "x.pth")
        with pytest.raises(ck.CheckpointError, match="it is a checkpoint of siammask_mobilenetv2"):
            ck.load_network(tmp_path / "x.pth", architecture="siammask_sharp")

    def test_nothing_there(self, tmp_path: Path):
        with pytest.raises(ck.CheckpointError, match="does not exist"):
            ck.load_network(tmp_path / "missing.pth")
        with pytest.raises(ck.CheckpointError, match="is a folder"):
            ck.load_network(tmp_path)


class TestFinding:
    def test_the_default_is_preferred_by_name(self, folder: Path, light: Weights):
        for name in ("a", ck.DEFAULT_NAME, "z"):
            ck.save_checkpoint(folder / f"{name}.safetensors", light, SIAMMASK_MOBILENETV2)
        assert ck.find_checkpoint().stem == ck.DEFAULT_NAME
        assert ck.find_checkpoint("z").stem == "z"
        assert ck.find_checkpoint("z.safetensors").stem == "z"

    def test_any_is_better_than_none(self, folder: Path):
        (folder / "only.safetensors").write_bytes(b"x")
        (folder / "readme.md").write_text("not a checkpoint")
        assert ck.find_checkpoint().name == "only.safetensors"

    def test_no_checkpoint_at_all(self, folder: Path):
        with pytest.raises(ck.CheckpointError, match="ANNOTATOR_CHECKPOINTS"):
            ck.find_checkpoint()

    def test_an_unknown_name_lists_the_known(self, folder: Path):
        (folder / "one.pth").write_bytes(b"x")
        with pytest.raises(ck.CheckpointError, match="give a path or one of: one"):
            ck.find_checkpoint("two")

    def test_lists_the_usable_and_says_what_is_wrong_with_the_others(
        self, folder: Path, light: Weights
    ):
        ck.save_checkpoint(folder / "good.safetensors", light, SIAMMASK_MOBILENETV2)
        (folder / "bad.pth").write_text("not a checkpoint at all " * 30)
        bad, good = ck.list_checkpoints()
        assert "text file" in bad.problem
        assert good.problem == ""
        assert good.architecture == "siammask_mobilenetv2"

    def test_the_environment_names_folders(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(ck.ENVIRONMENT_VARIABLE, str(tmp_path))
        assert ck.search_directories()[0] == tmp_path
        assert ck.search_directories()[1].name == "checkpoints"


class TestSettings:
    def test_text_becomes_numbers(self):
        changed = ck.change_settings(DAVIS_SETTINGS, {"penalty_k": "0.1", "mask_size": "63"})
        assert changed == replace(DAVIS_SETTINGS, penalty_k=0.1, mask_size=63)
        ratios = ck.change_settings(DAVIS_SETTINGS, {"anchor_ratios": [1, 2]}).anchor_ratios
        assert ratios == (1.0, 2.0)

    def test_unknown_names_and_values(self):
        with pytest.raises(ck.CheckpointError, match=r"no hyper-parameter lr; known are penalty_k"):
            ck.change_settings(DAVIS_SETTINGS, {"lr": 1})
        with pytest.raises(ck.CheckpointError, match="no value for penalty_k"):
            ck.change_settings(DAVIS_SETTINGS, {"penalty_k": "much"})
