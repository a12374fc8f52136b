"""The AlexNet of SiamFC and SiamRPN: stride 8 without any padding (the paper's baselines, "AN").

Nothing is padded, so no map has to be cut: an exemplar becomes 6 x 6 cells, a search region
22 x 22, and the score map 17 x 17 (`base_size` 0). Layer names are those of PySOT.
"""

from __future__ import annotations

from torch import Tensor, nn

from annotator.tracking.siammask.backbones import Backbone, BackboneMaps


def _layer(inputs: int, outputs: int, kernel: int, *, stride: int = 1) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, kernel, stride), nn.BatchNorm2d(outputs)]


class AlexNet(Backbone):
    """Five convolutions with BN; pooling after the first two, no ReLU after the last.

    BGR crops, float 0..255. A 127 crop gives maps of 29, 12 and 6 cells; a 255 crop 61, 28 and 22.
    """

    level_channels = (96, 256, 256)
    top_channels = 256
    margin_cells = 0

    def __init__(self) -> None:
        super().__init__()
        relu, pool = nn.ReLU(inplace=True), nn.MaxPool2d(3, 2)
        self.layer1 = nn.Sequential(*_layer(3, 96, 11, stride=2), pool, relu)
        self.layer2 = nn.Sequential(*_layer(96, 256, 5), pool, relu)
        self.layer3 = nn.Sequential(*_layer(256, 384, 3), relu)
        self.layer4 = nn.Sequential(*_layer(384, 384, 3), relu)
        self.layer5 = nn.Sequential(*_layer(384, 256, 3))

    def forward(self, crop: Tensor) -> BackboneMaps:
        p1 = self.layer1(crop)  # (N, 96, 61, 61)
        p2 = self.layer2(p1)  # (N, 256, 28, 28)
        top = self.layer5(self.layer4(self.layer3(p2)))  # (N, 256, 22, 22)
        return BackboneMaps((p1, p2, top), top)

    def stages(self) -> list[list[nn.Module]]:
        """The five convolutions."""
        return [[self.layer1], [self.layer2], [self.layer3], [self.layer4], [self.layer5]]
