"""Decoded pictures at hand for stepping backwards."""

from collections import OrderedDict

from av.video.frame import VideoFrame


class RecentFrames:
    """The pictures decoded last, by key (see `frame_order`); belongs to one thread.

    Narrow, it holds only the last picture, which is all that reading forward needs. Wide, it
    holds as many as fit into `max_bytes`: the end of a group of pictures on the way back.
    Pictures are kept as decoded, before conversion, at half the bytes of RGB.
    """

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.is_wide = False
        self._frames: OrderedDict[int, VideoFrame] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def room_beside(self) -> int:
        """How many pictures like the present ones it can hold beside the newest; 0 if unknown."""
        if not self.is_wide or not self._bytes:
            return 0
        return max(0, self.max_bytes * len(self) // self._bytes - 1)

    def get(self, key: int) -> VideoFrame | None:
        return self._frames.get(key)

    def put(self, key: int, frame: VideoFrame) -> None:
        """Keep a picture; drop the oldest ones until the rest fits. The newest always stays."""
        replaced = self._frames.pop(key, None)
        if replaced is not None:
            self._bytes -= _size_of(replaced)
        self._frames[key] = frame
        self._bytes += _size_of(frame)
        while len(self._frames) > 1 and (not self.is_wide or self._bytes > self.max_bytes):
            self._bytes -= _size_of(self._frames.popitem(last=False)[1])

    def clear(self) -> None:
        self._frames.clear()
        self._bytes = 0


def _size_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
