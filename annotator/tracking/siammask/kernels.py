"""Building blocks of the fast CPU path: packed convolutions and Winograd convolutions.

All tensors are (N, C, H, W) in channels-last memory. Weights are packed once, so a frame pays for
arithmetic only; in a plain evaluation oneDNN reorders them at every call.

The 3x3 convolutions of stride 1 use Winograd's F(4x4, 3x3) (Lavin and Gray 2015) in float32: 36
multiplications per 16 outputs instead of 144. Measured on one core at 256 channels: 2.8 ms instead
of 6.3 ms; the relative error is below 1e-5. oneDNN no longer ships a Winograd of its own.
Rejected: F(6x6), whose weights are too large for the cache, and bfloat16, which is too coarse for
the transform (with it the direct convolution is fast where it is worth using at all).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

Activation = Literal["none", "relu", "relu6"]

_ATTRIBUTES: dict[Activation, tuple[str, list[float]]] = {
    "none": ("none", []),
    "relu": ("relu", []),
    "relu6": ("hardtanh", [0.0, 6.0]),
}

# Winograd F(4, 3) for the points 0, 1, -1, 2, -2, infinity.
_INPUT_TRANSFORM = (
    (4, 0, -5, 0, 1, 0),
    (0, -4, -4, 1, 1, 0),
    (0, 4, -4, -1, 1, 0),
    (0, -2, -1, 2, 1, 0),
    (0, 2, -1, -2, 1, 0),
    (0, 4, 0, -5, 0, 1),
)
_WEIGHT_TRANSFORM = (
    (1 / 4, 0, 0),
    (-1 / 6, -1 / 6, -1 / 6),
    (-1 / 6, 1 / 6, -1 / 6),
    (1 / 24, 1 / 12, 1 / 6),
    (1 / 24, -1 / 12, 1 / 6),
    (0, 0, 1),
)
_OUTPUT_TRANSFORM = (
    (1, 1, 1, 1, 1, 0),
    (0, 1, -1, 2, -2, 0),
    (0, 1, 1, 4, 4, 0),
    (0, 1, -1, 8, -8, 1),
)
_TILE = 6  # input values per tile and axis
_STEP = 4  # outputs per tile and axis
# Position (1, 1) of the transformed tile is the point 1 on both axes; its output transform is all
# ones, so a bias added there reaches every output of the tile.
_BIAS_POSITION = _TILE + 1
# Below this (inputs times outputs), moving the tiles costs what the arithmetic saves.
_WINOGRAD_MIN_WEIGHTS = 128 * 256
_WINOGRAD_MIN_CELLS = 24
_WINOGRAD_MAX_SAMPLES = 4  # samples per pass; more only needs more memory


def has_packed_convolution() -> bool:
    """True where torch brings oneDNN's packed convolutions."""
    if not torch._C._has_mkldnn:
        return False
    operators = ("_convolution_pointwise", "_reorder_convolution_weight")
    return all(hasattr(torch.ops.mkldnn, name) for name in operators)


def folded(conv: nn.Conv2d, norm: nn.Module | None = None) -> nn.Conv2d:
    """A copy of the convolution with the batch-norm after it folded in, float32, with bias."""
    if isinstance(norm, nn.BatchNorm2d):
        return fuse_conv_bn_eval(conv, norm)
    copy = nn.Conv2d(
        conv.in_channels,
        conv.out_channels,
        conv.kernel_size,  # type: ignore[arg-type]
        conv.stride,  # type: ignore[arg-type]
        conv.padding,  # type: ignore[arg-type]
        conv.dilation,  # type: ignore[arg-type]
        conv.groups,
    )
    copy.weight.data = conv.weight.data
    bias = conv.bias
    copy.bias = nn.Parameter(
        bias.data if bias is not None else conv.weight.new_zeros(conv.out_channels)
    )
    return copy.eval()


class PackedConv:
    """A convolution with packed weights, its activation and an optional addition in one pass."""

    def __init__(
        self,
        conv: nn.Conv2d,
        activation: Activation,
        *,
        size: int,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """`size` is the usual side of the input; others work, but slower."""
        self._padding = list(conv.padding)
        self._stride = list(conv.stride)
        self._dilation = list(conv.dilation)
        self._groups = conv.groups
        self._attribute, self._scalars = _ATTRIBUTES[activation]
        weight = conv.weight.detach().to(dtype)
        assert conv.bias is not None
        self._bias = conv.bias.detach().to(dtype)
        self._weight: Tensor = torch.ops.mkldnn._reorder_convolution_weight(
            weight,
            self._padding,
            self._stride,
            self._dilation,
            self._groups,
            [1, conv.in_channels, size, size],
        )

    def __call__(self, x: Tensor) -> Tensor:
        """act(conv(x))."""
        result: Tensor = torch.ops.mkldnn._convolution_pointwise(
            x,
            self._weight,
            self._bias,
            self._padding,
            self._stride,
            self._dilation,
            self._groups,
            self._attribute,
            self._scalars,
            "",
        )
        return result

    def plus(self, x: Tensor, other: Tensor) -> Tensor:
        """act(conv(x) + other); the activation must not be relu6."""
        unary = None if self._attribute == "none" else self._attribute
        result: Tensor = torch.ops.mkldnn._convolution_pointwise.binary(
            x,
            other,
            self._weight,
            self._bias,
            self._padding,
            self._stride,
            self._dilation,
            self._groups,
            "add",
            1.0,
            unary,
            [],
            None,
        )
        return result


class Scratch:
    """Buffers that the Winograd convolutions of one network share; not for several threads."""

    def __init__(self) -> None:
        self._flat: dict[str, Tensor] = {}
        self._padded: dict[tuple[int, ...], Tensor] = {}

    def flat(self, name: str, *shape: int) -> Tensor:
        """A float32 tensor of that shape whose values are undefined."""
        count = 1
        for extent in shape:
            count *= extent
        buffer = self._flat.get(name)
        if buffer is None or buffer.numel() < count:
            buffer = self._flat[name] = torch.empty(count)
        return buffer[:count].view(shape)

    def padded(
        self, shape: tuple[int, int, int, int], padding: int, size: tuple[int, int]
    ) -> Tensor:
        """A tensor (N, H, W, C) that is zero outside of the part that callers overwrite."""
        key = (*shape, padding, *size)
        if key not in self._padded:
            self._padded[key] = torch.zeros(shape)
        return self._padded[key]


class WinogradConv:
    """A 3x3 convolution of stride 1, dilated or not, float32, with bias and optional ReLU.

    A convolution dilated by d is d * d independent ones on every d-th row and column.
    """

    def __init__(self, conv: nn.Conv2d, activation: Activation, scratch: Scratch) -> None:
        assert conv.bias is not None
        assert activation != "relu6"
        weight_transform = torch.tensor(_WEIGHT_TRANSFORM, dtype=torch.float64)
        weight = torch.einsum(
            "ai,bj,ocij->abco",
            weight_transform,
            weight_transform,
            conv.weight.detach().double(),
        )
        self._outputs, self._inputs = conv.out_channels, conv.in_channels
        self._weight = weight.reshape(-1, self._inputs, self._outputs).float().contiguous()
        self._bias = conv.bias.detach().float()
        self._padding, self._dilation = int(conv.padding[0]), int(conv.dilation[0])
        self._has_relu = activation == "relu"
        self._scratch = scratch
        self._to_tile = _square(_INPUT_TRANSFORM)
        self._from_tile = _square(_OUTPUT_TRANSFORM)

    def __call__(self, x: Tensor) -> Tensor:
        """act(conv(x))."""
        parts = [self._compute(part) for part in torch.split(x, _WINOGRAD_MAX_SAMPLES)]
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def _compute(self, x: Tensor) -> Tensor:
        samples, inputs, height, width = x.shape
        pad, d, scratch = self._padding, self._dilation, self._scratch
        out_height, out_width = height + 2 * (pad - d), width + 2 * (pad - d)
        rows, columns = -(-out_height // (_STEP * d)), -(-out_width // (_STEP * d))
        tiles = samples * d * d * rows * columns
        shape = (samples, d * (_STEP * rows + 2), d * (_STEP * columns + 2), inputs)
        padded = scratch.padded(shape, pad, (height, width))
        padded[:, pad : pad + height, pad : pad + width].copy_(x.permute(0, 2, 3, 1))

        sample, row, column = padded.stride()[:3]
        overlapping = padded.as_strided(
            (_TILE, _TILE, samples, d, d, rows, columns, inputs),
            (d * row, d * column, sample, row, column, d * _STEP * row, d * _STEP * column, 1),
        )
        gathered = scratch.flat("gathered", _TILE * _TILE, tiles * inputs)
        gathered.view(overlapping.shape).copy_(overlapping)
        transformed = scratch.flat("transformed", _TILE * _TILE, tiles * inputs)
        torch.mm(self._to_tile, gathered, out=transformed)
        products = scratch.flat("products", _TILE * _TILE, tiles, self._outputs)
        torch.bmm(transformed.view(-1, tiles, inputs), self._weight, out=products)
        products[_BIAS_POSITION] += self._bias
        outputs = scratch.flat("outputs", _STEP * _STEP, tiles * self._outputs)
        torch.mm(self._from_tile, products.view(_TILE * _TILE, -1), out=outputs)

        picture = scratch.flat("picture", samples, rows, _STEP, d, columns, _STEP, d, self._outputs)
        by_tile = outputs.view(_STEP, _STEP, samples, d, d, rows, columns, self._outputs)
        picture.copy_(by_tile.permute(2, 5, 0, 3, 6, 1, 4, 7))
        whole = picture.view(samples, rows * _STEP * d, columns * _STEP * d, self._outputs)
        result = whole[:, :out_height, :out_width]
        result = result.clamp_min(0) if self._has_relu else result.clone()
        return result.contiguous().permute(0, 3, 1, 2)


def _square(transform: Sequence[Sequence[float]]) -> Tensor:
    """The transform of both axes of a flattened tile."""
    matrix = torch.tensor(transform, dtype=torch.float64)
    return torch.kron(matrix, matrix).float()


Conv = PackedConv | WinogradConv


def pack(
    conv: nn.Conv2d,
    activation: Activation,
    *,
    size: int,
    dtype: torch.dtype,
    scratch: Scratch,
) -> Conv:
    """The faster of the two for a convolution (already folded) on inputs of that side."""
    suits = (
        dtype == torch.float32
        and conv.kernel_size == (3, 3)
        and conv.stride == (1, 1)
        and conv.groups == 1
        and activation != "relu6"
        and conv.in_channels * conv.out_channels >= _WINOGRAD_MIN_WEIGHTS
        and size >= _WINOGRAD_MIN_CELLS
    )
    if suits:
        return WinogradConv(conv, activation, scratch)
    return PackedConv(conv, activation, size=size, dtype=dtype)


def cut_windows(level: Tensor, starts: Sequence[tuple[int, int]], size: int) -> Tensor:
    """`refine.crop_windows` for channels-last maps, one window (row, column) per sample."""
    samples, channels, height, width = level.shape
    windows = level.new_zeros(samples, size, size, channels).permute(0, 3, 1, 2)
    for sample, (top, left) in enumerate(starts):
        y0, y1 = max(0, top), min(height, top + size)
        x0, x1 = max(0, left), min(width, left + size)
        inside = windows[sample, :, y0 - top : y1 - top, x0 - left : x1 - left]
        inside.copy_(level[sample, :, y0:y1, x0:x1])
    return windows


def correlate(search: Tensor, kernels: Tensor) -> Tensor:
    """`heads.depthwise_correlation` for channels-last maps, one sample after the other.

    search (N, C, H, W), kernels (N, C, h, w). Folding samples into channels, as in training,
    would have to transpose the maps.
    """
    channels = search.shape[1]
    parts = [
        F.conv2d(one, kernel[:, None], groups=channels)
        for one, kernel in zip(torch.split(search, 1), kernels, strict=True)
    ]
    return parts[0] if len(parts) == 1 else torch.cat(parts)
