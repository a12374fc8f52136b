"""The person comes first: while their hand moves, workers wait between two pieces of work.

A lower priority (`session.priority`) decides who gets a core, but on few cores the network still
takes memory bandwidth, caches and the interpreter from the window; a picture then takes twice as
long. So whoever fills frames asks before each one whether the hand rests. It rests `REST_S` after
it last did something; and a worker that has waited `TURN_S` does one piece all the same, so that
a run gets on beside a person who never stops. Nothing is computed differently: a run has the same
result, bit for bit, whoever scrubbed beside it.

Playing a video does not count: it may go on for minutes, and nobody's hand moves.

Rejected: fewer threads for the network while the hand moves (sums in another order would be
other results), and pausing inside a frame of the network (a fifth of a second at most is saved,
and a box just drawn would wait behind the frame that is held).
"""

import math
import time
from collections.abc import Callable

REST_S = 0.6
"""Longer than from one stroke or step to the next, shorter than a person notices a run to wait."""
TURN_S = 5.0


class Hand:
    """When a person last did something. Told in the GUI thread, asked in any."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rests_at_s = -math.inf

    def moved(self) -> None:
        """The person has done something just now."""
        self._rests_at_s = self._clock() + REST_S

    def seconds_to_rest(self) -> float:
        """How long it still counts as moving, if it does nothing more; 0 or less when it rests."""
        return self._rests_at_s - self._clock()
