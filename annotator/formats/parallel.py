"""Work on several pictures at once, results in order.

zlib, Pillow's decoder and numpy let other threads run while they work on a picture, so threads
are enough for two or more cores. Rejected: processes, whose start and copies of masks cost more
than they gain here, and which must not be forked from a window with threads.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

MAX_WORKERS = 4
_PIXELS_AT_ONCE = 2**25
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def in_order(
    function: Callable[[_Item], _Result], items: Iterable[_Item], *, pixels: int
) -> Iterator[_Result]:
    """`map` with a few threads; a bounded number of items is under way, so memory stays flat.

    `pixels` is the size of a picture: of large ones, fewer are worked on at a time. `items` is
    advanced in the caller's thread. Whatever ends the iteration, an error of `items` or of
    `function` included, no thread works on when it is over.
    """
    workers = max(1, min(MAX_WORKERS, os.cpu_count() or 1, _PIXELS_AT_ONCE // max(1, pixels)))
    waiting: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
