"""Mask refinement: from one RoW's correlation vector and backbone windows to a 127x127 mask.

`ResNetRefinement` is the paper's (SPEC 3). `LightRefinement` follows the MobileNetV2 grid, where
the 127-pixel window of cell r starts at pixel 8r - 32, so the windows are 16, 32 and 64 cells and
the last step to 127 pixels is an exact bilinear one. `Guidance` compares the window with the
exemplar's known mask.
"""

from __future__ import annotations

import math
from typing import ClassVar, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


class WindowGeometry(NamedTuple):
    """Window of cell r in one level, without margin: starts at `stride` * r, `size` cells wide."""

    size: int
    stride: int


def crop_windows(
    level: Tensor, batch_index: list[int], starts: list[tuple[int, int]], size: int
) -> Tensor:
    """Square windows (K, C, size, size) of a level (N, C, H, W); zeros outside of the map.

    `starts` are (row, column) and may be negative.
    """
    # Slices of single samples: the gradient of a slice is as large as what it is cut from.
    samples = level.unbind(0)
    height, width = level.shape[2:]
    windows = []
    for sample, (top, left) in zip(batch_index, starts, strict=True):
        rows = slice(max(0, top), max(0, min(height, top + size)))
        columns = slice(max(0, left), max(0, min(width, left + size)))
        window = samples[sample][:, rows, columns]
        padding = (
            columns.start - left,
            left + size - columns.stop,
            rows.start - top,
            top + size - rows.stop,
        )
        windows.append(F.pad(window, padding) if any(padding) else window)
    return torch.stack(windows)


def _conv(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1)


def _two_convs(inputs: int, middle: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        _conv(inputs, middle), nn.ReLU(inplace=True), _conv(middle, outputs), nn.ReLU(inplace=True)
    )


def _init_convs(module: nn.Module) -> None:
    for layer in module.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_uniform_(layer.weight, a=1)


class Refinement(nn.Module):
    """What turns one RoW's correlation vector and windows of the backbone's levels into a mask.

    `windows`: where they lie, at strides 2, 4 and 8. `takes_guidance`: whether the exemplar's mask
    can help.
    """

    windows: ClassVar[tuple[WindowGeometry, WindowGeometry, WindowGeometry]]
    takes_guidance: ClassVar[bool] = False

    def __init__(self, channels: int, guidance_channels: int = 0) -> None:
        super().__init__()
        self.channels = channels
        self.guidance_channels = guidance_channels

    def forward(
        self,
        vector: Tensor,
        windows: tuple[Tensor, Tensor, Tensor],
        guidance: Tensor | None = None,
    ) -> Tensor:
        """vector (K, C, 1, 1), windows as `windows` says -> logits (K, 127, 127)."""
        raise NotImplementedError


class ResNetRefinement(Refinement):
    """Refinement of siammask_sharp: nearest-neighbour steps 15 -> 31 -> 61 -> 127 (SPEC 3)."""

    windows = (WindowGeometry(61, 4), WindowGeometry(31, 2), WindowGeometry(15, 1))

    def __init__(self, channels: int = 256, guidance_channels: int = 0) -> None:
        super().__init__(channels, guidance_channels)
        self.v0 = _two_convs(64, 16, 4)
        self.v1 = _two_convs(256, 64, 16)
        self.v2 = _two_convs(512, 128, 32)
        self.h2 = _two_convs(32, 32, 32)
        self.h1 = _two_convs(16, 16, 16)
        self.h0 = _two_convs(4, 4, 4)
        self.deconv = nn.ConvTranspose2d(channels, 32, 15, 15)
        self.post0 = _conv(32, 16)
        self.post1 = _conv(16, 4)
        self.post2 = _conv(4, 1)
        _init_convs(self)

    def forward(
        self,
        vector: Tensor,
        windows: tuple[Tensor, Tensor, Tensor],
        guidance: Tensor | None = None,
    ) -> Tensor:
        """vector (K, C, 1, 1), windows (K, 64|256|512, 61|31|15, same) -> logits (K, 127, 127)."""
        p0, p1, p2 = windows
        a = self.deconv(vector)  # (K, 32, 15, 15)
        b = self.post0(F.interpolate(self.h2(a) + self.v2(p2), size=(31, 31)))
        c = self.post1(F.interpolate(self.h1(b) + self.v1(p1), size=(61, 61)))
        d = self.post2(F.interpolate(self.h0(c) + self.v0(p0), size=(127, 127)))
        logits: Tensor = d[:, 0]
        return logits


def upsample_aligned(x: Tensor) -> Tensor:
    """Twice as many cells where cell 2i lies on the old cell i: (K, C, n, n) -> (K, C, 2n, 2n)."""
    n = x.shape[-1]
    padded = F.pad(x, (0, 1, 0, 1), mode="replicate")
    size = (2 * n + 1, 2 * n + 1)
    return F.interpolate(padded, size=size, mode="bilinear", align_corners=True)[
        ..., : 2 * n, : 2 * n
    ]


class LightRefinement(Refinement):
    """Refinement on MobileNetV2 levels (16, 24, 128 channels at strides 2, 4, 8).

    `guidance_channels` extra inputs go into every step; their weights start at zero, so that a
    network trained without them does not change when they are added.
    """

    windows = (WindowGeometry(64, 4), WindowGeometry(32, 2), WindowGeometry(16, 1))
    takes_guidance = True

    def __init__(self, channels: int = 192, guidance_channels: int = 0) -> None:
        super().__init__(channels, guidance_channels)
        self.deconv = nn.ConvTranspose2d(channels, 48, 16, 16)
        self.v2 = nn.Conv2d(128, 48, 1)
        self.h2 = _two_convs(48, 64, 64)
        self.post2 = nn.Conv2d(64, 32, 1)
        self.v1 = _conv(24, 32)
        self.h1 = _two_convs(32, 32, 32)
        self.post1 = nn.Conv2d(32, 16, 1)
        self.v0 = _conv(16, 16)
        self.h0 = _two_convs(16, 16, 16)
        self.post0 = _conv(16, 1)
        _init_convs(self)
        self.g2: nn.Conv2d | None = None
        self.g1: nn.Conv2d | None = None
        self.g0: nn.Conv2d | None = None
        if guidance_channels:
            self.g2 = nn.Conv2d(guidance_channels, 48, 1, bias=False)
            self.g1 = nn.Conv2d(guidance_channels, 32, 1, bias=False)
            self.g0 = nn.Conv2d(guidance_channels, 16, 1, bias=False)
            for layer in (self.g2, self.g1, self.g0):
                nn.init.zeros_(layer.weight)

    def forward(
        self,
        vector: Tensor,
        windows: tuple[Tensor, Tensor, Tensor],
        guidance: Tensor | None = None,
    ) -> Tensor:
        """vector (K, C, 1, 1), windows (K, 16|24|128, 64|32|16, same), guidance (K, 3, 16, 16).

        Returns logits (K, 127, 127).
        """
        stride_2, stride_4, stride_8 = windows
        a = self.deconv(vector) + self.v2(stride_8)  # (K, 48, 16, 16)
        b_skip = self.v1(stride_4)  # (K, 32, 32, 32)
        c_skip = self.v0(stride_2)  # (K, 16, 64, 64)
        if guidance is not None and self.g2 and self.g1 and self.g0:
            guidance_4 = upsample_aligned(guidance)
            a = a + self.g2(guidance)
            b_skip = b_skip + self.g1(guidance_4)
            c_skip = c_skip + self.g0(upsample_aligned(guidance_4))
        b = upsample_aligned(self.post2(self.h2(F.relu(a)))) + b_skip
        c = upsample_aligned(self.post1(self.h1(F.relu(b)))) + c_skip
        d = self.post0(self.h0(F.relu(c)))  # (K, 1, 64, 64)
        d = F.interpolate(d, size=(127, 127), mode="bilinear", align_corners=True)
        logits: Tensor = d[:, 0]
        return logits


class GuidanceKeys(NamedTuple):
    """What is known of an object's look: unit vectors, and how much of each is object.

    keys (N, P, D); foreground and background (N, P) weights >= 0 (both zero: a key that is not
    used). Keys of several keyframes are joined along P with `join_keys`.
    """

    keys: Tensor
    foreground: Tensor
    background: Tensor


def join_keys(parts: list[GuidanceKeys]) -> GuidanceKeys:
    """Keys of several keyframes of the same objects, one after the other along P."""
    return GuidanceKeys(
        torch.cat([part.keys for part in parts], 1),
        torch.cat([part.foreground for part in parts], 1),
        torch.cat([part.background for part in parts], 1),
    )


class Guidance(nn.Module):
    """Where does a window look like the exemplar's object, where like its background?

    Soft maximum (log-sum-exp at `temperature`) of the cosine similarity of every cell to either
    set of keys, and the sigmoid of `contrast` times their difference: three channels.
    """

    channels = 3
    temperature = 15.0
    contrast = 10.0

    def __init__(self, inputs: int = 128, dimensions: int = 64) -> None:
        super().__init__()
        self.project = nn.Conv2d(inputs, dimensions, 1, bias=False)

    def embed(self, stride_8: Tensor) -> Tensor:
        """(K, 128, h, w) -> unit vectors (K, h * w, D), row-major; zero where the input is."""
        # The 1x1 convolution as a product: the cells come out as rows, without a transposition.
        cells = stride_8.flatten(2).transpose(1, 2)  # (K, h * w, 128)
        vectors = cells @ self.project.weight[:, :, 0, 0].t()
        return F.normalize(vectors, dim=2, eps=1e-6)

    def keys(self, stride_8: Tensor, mask: Tensor | None) -> GuidanceKeys:
        """Keys of exemplars: stride-8 maps (N, 128, 16, 16), masks (N, 127, 127) of 0..1 or None.

        An exemplar whose mask is all zero, or without mask, gives no guidance (zero channels).
        """
        keys = self.embed(stride_8)  # (N, 256, D)
        if mask is None:
            nothing = keys.new_zeros(keys.shape[:2])
            return GuidanceKeys(keys, nothing, nothing)
        # Cell i lies on pixel 8i; its share is the mask's mean over the pixels around it.
        share = F.avg_pool2d(mask[:, None].to(keys.dtype), 9, 8, 4, count_include_pad=False)
        foreground = share.flatten(1)  # (N, 256)
        known = (foreground.amax(1, keepdim=True) > 0).to(keys.dtype)
        return GuidanceKeys(keys, foreground, (1 - foreground) * known)

    def forward(self, window: Tensor, keys: GuidanceKeys) -> Tensor:
        """window (K, 128, h, w), keys with N = K -> (K, 3, h, w); zeros where nothing is known."""
        side = window.shape[2:]
        similarity = self.embed(window) @ keys.keys.transpose(1, 2)  # (K, h * w, P), -1..1
        # exp(t (s - 1)) is at least e^-30, so nothing over- or underflows in float32.
        weight = torch.exp(self.temperature * (similarity.float() - 1.0))
        sides = torch.stack((keys.foreground, keys.background), 2).float()  # (K, P, 2)
        floor = math.exp(-2.0 * self.temperature)
        soft_max = torch.log(weight @ sides + floor) / self.temperature + 1.0  # (K, h * w, 2)
        difference = soft_max[..., :1] - soft_max[..., 1:]
        channels = torch.cat((soft_max, torch.sigmoid(self.contrast * difference)), 2)
        known = (keys.foreground.amax(1) > 0).float()[:, None, None]
        guidance = (channels * known).to(window.dtype).transpose(1, 2)
        return guidance.reshape(-1, self.channels, *side)
