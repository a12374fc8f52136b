"""What kind of video is open, in words: size, codec, rate, rotation, number of frames."""

from PySide6.QtCore import QCoreApplication

from annotator.core.frames import VideoInfo


def media_words(video: VideoInfo) -> str:
    """One line; what is as usual (a constant rate, no rotation) is left out."""
    words = [f"{video.width} × {video.height}"]
    if video.codec:
        words.append(video.codec)
    rate = _tr("about {fps} fps, variable") if video.variable_frame_rate else _tr("{fps} fps")
    words.append(rate.format(fps=f"{video.fps:.5g}"))
    if video.rotation_degrees:
        words.append(_tr("turned by {degrees}°").format(degrees=video.rotation_degrees))
    count = _tr("{count} frames, counted") if video.is_count_exact else _tr("{count} frames")
    words.append(count.format(count=video.frame_count))
    return " · ".join(words)


def _tr(text: str) -> str:
    return QCoreApplication.translate("media_words", text)
