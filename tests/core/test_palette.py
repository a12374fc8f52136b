from annotator.core.palette import davis_palette, track_color


def test_davis_palette_is_the_voc_colour_map():
    palette = davis_palette()
    colors = [tuple(palette[3 * i : 3 * i + 3]) for i in range(256)]
    assert colors[:9] == [
        (0, 0, 0),
        (128, 0, 0),
        (0, 128, 0),
        (128, 128, 0),
        (0, 0, 128),
        (128, 0, 128),
        (0, 128, 128),
        (128, 128, 128),
        (64, 0, 0),
    ]
    assert colors[255] == (224, 224, 192)
    assert len(set(colors)) == 256


def test_track_colours_are_bright_enough_and_differ():
    colors = [track_color(i) for i in range(60)]
    assert len(set(colors)) == 60
    assert min(max(color) for color in colors) > 120
