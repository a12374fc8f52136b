"""The window comes first: workers give way to it."""

import contextlib
import os
import sys
import threading

DECODER_NICENESS = 5
"""Of what a person waits for, but less than for the window itself."""
JOB_NICENESS = 10
IDLE_NICENESS = 15


def give_way(niceness: int) -> None:
    """Lower the priority of the calling thread, and of those that it will start.

    On Linux, where niceness is a thread's own; elsewhere nothing. QThread's priorities do nothing
    under Linux's usual scheduler. While the window has nothing to do, workers run as fast as ever.
    """
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            thread_id = threading.get_native_id()
            if os.getpriority(os.PRIO_PROCESS, thread_id) < niceness:
                os.setpriority(os.PRIO_PROCESS, thread_id, niceness)
