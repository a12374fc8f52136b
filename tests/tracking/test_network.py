"""Shapes, names and geometry of the networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from annotator.tracking.siammask.architectures import (
    DEFAULT_SETTINGS,
    NETWORK_CONFIGS,
    SIAMMASK_MOBILENETV2,
    SIAMMASK_RESNET50,
)
from annotator.tracking.siammask.backbones import MobileNetV2, load_mobilenet_npz
from annotator.tracking.siammask.config import HyperParameters
from annotator.tracking.siammask.network import (
    ExemplarFeatures,
    SearchOutputs,
    SiamMask,
)
from annotator.tracking.siammask.refine import (
    Guidance,
    GuidanceKeys,
    LightRefinement,
    crop_windows,
    join_keys,
    upsample_aligned,
)


@pytest.fixture(scope="module")
def light() -> SiamMask:
    torch.manual_seed(0)
    return SiamMask(SIAMMASK_MOBILENETV2).eval()


def crops(samples: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    exemplar = torch.rand(samples, 3, 127, 127, generator=generator) * 255
    return exemplar, torch.rand(samples, 3, 255, 255, generator=generator) * 255


def object_mask(samples: int = 1) -> torch.Tensor:
    mask = torch.zeros(samples, 127, 127)
    mask[:, 40:88, 32:96] = 1
    return mask


@pytest.mark.parametrize(
    ("name", "entries", "parameters"),
    [
        ("siammask_sharp", 356, 21_482_052),
        ("siammask_base", 324, 18_816_735),
        ("siamrpn_resnet", 304, 16_549_982),
    ],
)
def test_sizes_of_the_official_networks(name: str, entries: int, parameters: int):
    with torch.device("meta"):
        network = SiamMask(NETWORK_CONFIGS[name])
    assert len(network.state_dict()) == entries
    assert sum(p.numel() for p in network.parameters()) == parameters


def test_every_network_has_settings_that_fit_its_mask():
    for name, config in NETWORK_CONFIGS.items():
        expected = 127 if config.has_refinement else 63
        assert DEFAULT_SETTINGS[name].mask_size == expected
    assert HyperParameters().score_size == 25


def test_light_maps_lie_on_the_grid_of_the_design(light: SiamMask):
    exemplar, search = crops()
    with torch.inference_mode():
        maps = light.backbone(search)
        assert [tuple(level.shape[1:]) for level in maps.levels] == [
            (16, 128, 128),
            (24, 64, 64),
            (128, 32, 32),
        ]
        assert light.adjust(maps.top)[0].shape == (1, 192, 31, 31)
        assert light.adjust(light.backbone(exemplar).top)[0].shape == (1, 192, 7, 7)
        # Only cells 4..10 of the exemplar count: pixels 32..80.
        features = light.exemplar(exemplar)
        assert features.score_kernel.shape == (1, 192, 5, 5)
        outputs = light.search(features, search)
    assert outputs.score.shape == (1, 10, 25, 25)
    assert outputs.box.shape == (1, 20, 25, 25)
    assert outputs.margin_cells == 4


def test_a_shifted_picture_shifts_the_maps(light: SiamMask):
    """Stride-8 cell i lies on pixel 8 i: 8 pixels move stride 2, 4 and 8 by 4, 2 and 1 cells."""
    big = torch.rand(1, 3, 271, 271, generator=torch.Generator().manual_seed(2)) * 255
    with torch.inference_mode():
        first, second = (light.backbone(big[:, :, i : i + 255, i : i + 255]) for i in (0, 8))
    for level, moved, cells in zip(first.levels, second.levels, (4, 2, 1), strict=True):
        rim = 40 // (8 // cells) + cells * 8
        inside = slice(rim, level.shape[2] - rim)
        before = level[:, :, rim + cells : inside.stop + cells, rim + cells : inside.stop + cells]
        assert torch.allclose(before, moved[:, :, inside, inside], atol=1e-4)


def test_windows_of_a_row(light: SiamMask):
    """The 127 pixels of cell r start at pixel 8 r - 32: features r - 4, 2 r - 8, 4 r - 16."""
    levels = tuple(torch.arange(float(n * n)).reshape(1, 1, n, n) for n in (128, 64, 32))
    outputs = SearchOutputs(torch.empty(0), torch.empty(0), None, levels, 4)  # type: ignore[arg-type]
    windows = light.refinement_windows(outputs, torch.tensor([0]), torch.tensor([[6, 10]]))
    assert [tuple(w.shape[2:]) for w in windows] == [(64, 64), (32, 32), (16, 16)]
    starts = [divmod(int(w[0, 0, 0, 0]), n) for w, n in zip(windows, (128, 64, 32), strict=True)]
    assert starts == [(4 * 6 - 16, 4 * 10 - 16), (2 * 6 - 8, 2 * 10 - 8), (6 - 4, 10 - 4)]


def test_windows_over_the_rim_are_zero_outside():
    level = torch.ones(2, 3, 8, 8)
    level[1] = 2
    windows = crop_windows(level, [1, 0], [(-2, -3), (6, 7)], 5)
    assert windows.shape == (2, 3, 5, 5)
    assert windows[0, 0].tolist() == [[0] * 5] * 2 + [[0, 0, 0, 2, 2]] * 3
    assert windows[1, 0].sum() == 2
    assert crop_windows(level, [0], [(50, 0)], 5).sum() == 0


def test_aligned_upsampling_keeps_the_old_cells_and_halves_the_way_between():
    x = torch.rand(1, 2, 6, 6)
    up = upsample_aligned(x)
    assert up.shape == (1, 2, 12, 12)
    assert torch.allclose(up[..., ::2, ::2], x, atol=1e-6)
    assert torch.allclose(up[..., ::2, 1:-1:2], (x[..., :-1] + x[..., 1:]) / 2, atol=1e-6)
    assert torch.allclose(up[..., ::2, -1], x[..., -1], atol=1e-6)


@pytest.mark.parametrize("config", [SIAMMASK_MOBILENETV2, SIAMMASK_RESNET50])
def test_masks_of_chosen_rows_equal_the_whole_map(config):
    torch.manual_seed(0)
    network = SiamMask(config).eval()
    exemplar, search = crops(2)
    with torch.inference_mode():
        outputs = network.search(network.exemplar(exemplar), search)
        whole = network.mask63_map(outputs)
        assert whole.shape == (2, 3969, 25, 25)
        index, cells = torch.tensor([1, 0, 1]), torch.tensor([[3, 20], [12, 12], [24, 0]])
        some = network.mask63(outputs, index, cells)
        refined = network.refine(outputs, index, cells)
    for k in range(3):
        expected = whole[index[k], :, cells[k, 0], cells[k, 1]].reshape(63, 63)
        assert torch.allclose(some[k], expected, atol=1e-4 * float(expected.abs().max()))
    assert refined.shape == (3, 127, 127)


def test_a_small_search_crop_is_cropped_and_has_no_margin(light: SiamMask):
    exemplar, search = crops()
    with torch.inference_mode():
        outputs = light.search(light.exemplar(exemplar), search[:, :, :143, :143])
        assert outputs.score.shape[2:] == (3, 3)
        assert outputs.margin_cells == 0
        assert light.refine(outputs, torch.tensor([0]), torch.tensor([[2, 2]])).shape[1:] == (
            127,
            127,
        )


def test_everything_gets_a_gradient():
    torch.manual_seed(0)
    network = SiamMask(SIAMMASK_MOBILENETV2)
    assert isinstance(network.refine_model, LightRefinement)
    for conv in (network.refine_model.g2, network.refine_model.g1, network.refine_model.g0):
        torch.nn.init.normal_(conv.weight)
    exemplar, search = crops(2)
    outputs = network.search(network.exemplar(exemplar, object_mask(2)), search)
    index, cells = torch.tensor([0, 1]), torch.tensor([[12, 12], [10, 3]])
    total = outputs.score.mean() + outputs.box.mean()
    total = total + network.mask63(outputs, index, cells).mean()
    (total + network.refine(outputs, index, cells).mean()).backward()
    without = [name for name, p in network.named_parameters() if p.grad is None]
    assert without == []


def test_networks_without_masks_say_so():
    network = SiamMask(NETWORK_CONFIGS["siamrpn_resnet"]).eval()
    exemplar, search = crops()
    with torch.inference_mode():
        outputs = network.search(network.exemplar(exemplar), search)
    assert outputs.mask_corr is None
    nothing = torch.tensor([0]), torch.tensor([[0, 0]])
    with pytest.raises(ValueError, match="no mask branch"):
        network.mask63(outputs, *nothing)
    with pytest.raises(ValueError, match="no mask branch"):
        network.mask63_map(outputs)
    with pytest.raises(ValueError, match="no refinement"):
        network.refine(outputs, *nothing)


class TestGuidance:
    @pytest.fixture
    def guidance(self) -> Guidance:
        torch.manual_seed(0)
        return Guidance().eval()

    def test_an_object_finds_itself(self, guidance: Guidance):
        exemplar = torch.randn(1, 128, 16, 16)
        mask = object_mask()
        keys = guidance.keys(exemplar, mask)
        with torch.inference_mode():
            channels = guidance(exemplar, keys)
        assert channels.shape == (1, 3, 16, 16)
        inside = keys.foreground.reshape(16, 16) == 1
        outside = keys.foreground.reshape(16, 16) == 0
        assert channels[0, 2][inside].min() > 0.5
        assert channels[0, 2][outside].max() < 0.5
        assert channels[0, 0][inside].mean() > channels[0, 1][inside].mean()

    def test_shares_are_means_around_the_cell(self, guidance: Guidance):
        mask = torch.zeros(1, 127, 127)
        mask[:, :, 64:] = 1
        keys = guidance.keys(torch.randn(1, 128, 16, 16), mask)
        share = keys.foreground.reshape(16, 16)
        assert (share[:, :7] == 0).all()
        assert (share[:, 9:] == 1).all()
        # Cell 8 lies on pixel 64 and sees pixels 60..68: five of nine are inside.
        assert share[:, 8].tolist() == pytest.approx([5 / 9] * 16)
        assert torch.equal(keys.background, 1 - keys.foreground)

    @pytest.mark.parametrize("mask", [None, torch.zeros(1, 127, 127)])
    def test_no_mask_means_zero_channels(self, guidance: Guidance, mask: torch.Tensor | None):
        exemplar = torch.randn(1, 128, 16, 16)
        channels = guidance(exemplar, guidance.keys(exemplar, mask))
        assert (channels == 0).all()

    def test_one_of_a_batch_may_be_unknown(self, guidance: Guidance):
        exemplar, mask = torch.randn(2, 128, 16, 16), object_mask(2)
        mask[1] = 0
        both = guidance(exemplar, guidance.keys(exemplar, mask))
        alone = guidance(exemplar[:1], guidance.keys(exemplar[:1], mask[:1]))
        assert torch.allclose(both[0], alone[0], atol=1e-5)
        assert (both[1] == 0).all()

    def test_unused_keys_change_nothing(self, guidance: Guidance):
        exemplar = torch.randn(1, 128, 16, 16)
        keys = guidance.keys(exemplar, object_mask())
        nothing = torch.zeros(1, 10)
        padded = join_keys([keys, GuidanceKeys(torch.zeros(1, 10, 64), nothing, nothing)])
        assert torch.allclose(guidance(exemplar, keys), guidance(exemplar, padded), atol=1e-6)

    def test_keys_of_another_keyframe_add_to_what_is_known(self, guidance: Guidance):
        first, second = torch.randn(1, 128, 16, 16), torch.randn(1, 128, 16, 16)
        mask = object_mask()
        keys = guidance.keys(first, mask)
        joined = join_keys([keys, guidance.keys(second, mask)])
        inside = keys.foreground.reshape(16, 16) == 1
        alone, together = guidance(second, keys)[0, 0], guidance(second, joined)[0, 0]
        assert together[inside].mean() > alone[inside].mean() + 0.3

    def test_a_new_network_ignores_the_mask_until_it_has_learned_to(self, light: SiamMask):
        exemplar, search = crops()
        cell = torch.tensor([0]), torch.tensor([[12, 12]])
        with torch.inference_mode():
            masks = [
                light.refine(light.search(light.exemplar(exemplar, mask), search), *cell)
                for mask in (None, object_mask())
            ]
        assert torch.equal(*masks)


class TestExemplarFeatures:
    def features(self, samples: int, keys: int) -> ExemplarFeatures:
        kernel = torch.rand(samples, 4, 5, 5)
        known = GuidanceKeys(
            torch.rand(samples, keys, 8), torch.rand(samples, keys), torch.rand(samples, keys)
        )
        return ExemplarFeatures(kernel, kernel + 1, kernel + 2, known)

    def test_stack_and_select_are_inverse(self):
        parts = [self.features(1, 6), self.features(2, 6)]
        stacked = ExemplarFeatures.stack(parts)
        assert len(stacked) == 3
        back = stacked.select([1, 2])
        assert torch.equal(back.box_kernel, parts[1].box_kernel)
        assert back.keys is not None
        assert torch.equal(back.keys.keys, parts[1].keys.keys)

    def test_shorter_key_sets_are_padded_with_unused_keys(self):
        stacked = ExemplarFeatures.stack([self.features(1, 3), self.features(1, 6)])
        assert stacked.keys is not None
        assert stacked.keys.keys.shape == (2, 6, 8)
        assert (stacked.keys.foreground[0, 3:] == 0).all()

    def test_networks_without_mask_or_keys(self):
        kernel = torch.rand(1, 4, 5, 5)
        plain = ExemplarFeatures(kernel, kernel)
        stacked = ExemplarFeatures.stack([plain, plain])
        assert stacked.mask_kernel is None
        assert stacked.keys is None
        assert len(stacked.select([0])) == 1
        assert not stacked.detach().score_kernel.requires_grad


def test_backbone_weights_from_a_file(tmp_path: Path):
    backbone = MobileNetV2()
    arrays = {name: np.full(t.shape, 0.5, np.float32) for name, t in backbone.state_dict().items()}
    arrays["blocks.16.project.bias"] = np.zeros(3, np.float32)
    np.savez(tmp_path / "weights.npz", **arrays)
    load_mobilenet_npz(backbone, tmp_path / "weights.npz")
    assert all((tensor == 0.5).all() for tensor in backbone.state_dict().values())
    arrays.pop("stem.bias")
    np.savez(tmp_path / "partial.npz", **arrays)
    with pytest.raises(ValueError, match=r"first stem\.bias"):
        load_mobilenet_npz(backbone, tmp_path / "partial.npz")


@pytest.mark.shared
def test_the_backbone_file_of_the_reference_data_fits(shared_dir: Path):
    load_mobilenet_npz(
        MobileNetV2(), shared_dir / "data" / "backbones" / "mobilenet_v2_deeplab.npz"
    )
