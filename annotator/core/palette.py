"""Colours: of tracks on screen, and of the index PNG files of DAVIS."""

import colorsys

Color = tuple[int, int, int]
"""Red, green, blue, 0..255."""

# After Okabe and Ito: eight colours that people with colour-vision deficiency tell apart; black
# and the dark blue are replaced by lighter ones, because masks lie over dark pictures too.
_DISTINCT: tuple[Color, ...] = (
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (240, 228, 66),
    (213, 94, 0),
    (204, 121, 167),
    (60, 130, 246),
    (160, 220, 120),
)


def track_color(index: int) -> Color:
    """The colour of the `index`-th track: eight distinct ones, then the golden-angle hues."""
    if index < len(_DISTINCT):
        return _DISTINCT[index]
    hue = (index * 0.618033988749895) % 1.0
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.65, 0.92)
    return round(red * 255), round(green * 255), round(blue * 255)


def davis_palette() -> bytes:
    """768 bytes: the PASCAL VOC colour map for all 256 indices, as DAVIS uses it (FORMATS 5.3)."""
    palette = bytearray()
    for index in range(256):
        red = green = blue = 0
        rest = index
        for bit in range(7, -1, -1):
            red |= (rest & 1) << bit
            green |= (rest >> 1 & 1) << bit
            blue |= (rest >> 2 & 1) << bit
            rest >>= 3
        palette += bytes((red, green, blue))
    return bytes(palette)
