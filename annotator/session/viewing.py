"""What a person looks at: the frame that is shown, what it follows, and the marked range."""

from PySide6.QtCore import QObject, Signal, Slot

from annotator.core.frames import FrameIndex, Image
from annotator.session.following import Follower
from annotator.session.hand import Hand
from annotator.session.playback import Playhead
from annotator.session.settings import Settings


class Viewing(QObject):
    """The playhead and the range. Knows no project and no job, but how far the video goes.

    The lowest of the classes that make up `annotator.session.session.Session`.
    """

    frame_changed = Signal(int)  # the playhead moved; the picture follows with frame_ready
    frame_ready = Signal(int, object)  # frame index, (H, W, 3) uint8 RGB; do not write into it
    playing_changed = Signal(bool)
    following_changed = Signal(bool)  # whether the playhead moves with a propagation
    range_changed = Signal()  # in_frame, out_frame

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.in_frame: FrameIndex | None = None
        self.out_frame: FrameIndex | None = None
        self._hand = Hand()
        self._playhead = Playhead(settings.cache_bytes, self)
        self._playhead.moved.connect(self.frame_changed)
        self._playhead.image_ready.connect(self.frame_ready)
        self._playhead.playing_changed.connect(self.playing_changed)
        self._follower = Follower(self._playhead, self)
        self._follower.changed.connect(self.following_changed)

    @property
    def current_frame(self) -> FrameIndex:
        """The playhead."""
        return self._playhead.current_frame

    @property
    def current_image(self) -> Image | None:
        """The picture at the playhead; None while it is being decoded."""
        return self._playhead.current_image

    @property
    def is_playing(self) -> bool:
        """Whether playback runs."""
        return self._playhead.is_playing

    @property
    def is_following(self) -> bool:
        """Whether the playhead moves with the newest propagation just now."""
        return self._follower.is_following

    def frame_time_s(self, frame_index: FrameIndex) -> float | None:
        """Seconds from the first frame by time stamps; None without media."""
        return self._playhead.time_s(frame_index)

    def frame_name(self, frame_index: FrameIndex) -> str:
        """Name of a frame: its image file, or its index."""
        return self._playhead.name(frame_index)

    @Slot()
    def note_hand(self) -> None:
        """The person is doing something: workers let them go first for a moment."""
        self._hand.moved()

    def go_to_frame(self, frame_index: FrameIndex) -> None:
        """Move the playhead; outside the video, to the nearest frame."""
        self.note_hand()
        self._follower.stop()
        self._playhead.go_to(frame_index)

    def step(self, count: int) -> None:
        """Move the playhead by some frames."""
        self._playhead.pause()
        self.go_to_frame(self.current_frame + count)

    def play(self, *, reverse: bool = False) -> None:
        """Play to the end, or to the out (in reverse: in) frame when it lies ahead."""
        self._follower.stop()
        if reverse:
            self._playhead.play(step=-1, last_frame=self.in_frame)
        else:
            self._playhead.play(step=1, last_frame=self.out_frame)

    def stop_following(self) -> None:
        """The playhead stays here: a gesture has begun on this frame."""
        self._follower.stop()

    def pause(self) -> None:
        """Stop playing."""
        self._playhead.pause()

    def toggle_play(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def set_in_frame(self, frame_index: FrameIndex | None) -> None:
        """First frame of the range; a range that would be empty loses its other end."""
        self.in_frame = frame_index
        if frame_index is not None and self.out_frame is not None and self.out_frame < frame_index:
            self.out_frame = None
        self.range_changed.emit()

    def set_out_frame(self, frame_index: FrameIndex | None) -> None:
        """Last frame of the range; a range that would be empty loses its other end."""
        self.out_frame = frame_index
        if frame_index is not None and self.in_frame is not None and self.in_frame > frame_index:
            self.in_frame = None
        self.range_changed.emit()
