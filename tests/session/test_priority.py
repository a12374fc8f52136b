"""Workers give way, and only they do."""

import os
import sys
import threading

import pytest

from annotator.session.job import TaskJob
from annotator.session.priority import JOB_NICENESS, give_way

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="niceness is a thread's own on Linux only"
)


def niceness():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_job_gives_way_and_the_window_does_not(qapp, qtbot):
    before, seen = niceness(), []
    job = TaskJob(1, lambda progress, should_stop: seen.append(niceness()))
    job.start()
    assert job.wait()
    assert seen == [max(before, JOB_NICENESS)]
    assert niceness() == before


def test_a_thread_that_gives_way_more_already_stays_so():
    seen = []

    def run():
        for wish in (12, 5, 15):
            give_way(wish)
            seen.append(niceness())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    start = niceness()
    assert seen == [max(start, 12), max(start, 12), max(start, 15)]
