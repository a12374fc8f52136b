"""Garbage is collected in the GUI thread, never in a worker."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread

from annotator.session.garbage import GarbageCollector


@pytest.fixture
def automatic() -> Iterator[None]:
    """As in a program: Python's own collection is on."""
    gc.enable()
    yield
    gc.disable()


class Litter(QThread):
    """Makes far more cyclic garbage than any threshold allows."""

    def run(self) -> None:
        for _ in range(20_000):
            cycle: list[object] = []
            cycle.append(cycle)


class Witness(QObject):
    """Part of a cycle; tells in which thread it was collected."""

    def __init__(self, told: list[int]) -> None:
        super().__init__()
        self.me = self
        self.told = told

    def __del__(self) -> None:
        self.told.append(threading.get_ident())


def test_a_worker_collects_nothing(qapp, automatic):
    told: list[int] = []
    collector = GarbageCollector()
    Witness(told)
    worker = Litter()
    worker.start()
    assert worker.wait()
    assert told == []
    while not told:  # by its thresholds: a young cycle is found at the first look
        collector.collect()
    assert told == [threading.get_ident()]
    collector.close()


def test_without_it_a_worker_does(qapp, automatic):
    told: list[int] = []
    Witness(told)
    worker = Litter()
    worker.start()
    assert worker.wait()
    assert told
    assert told != [threading.get_ident()]


def test_collection_goes_back_to_python_at_the_end(make_session, automatic):
    session = make_session()
    assert not gc.isenabled()
    session.shutdown()
    assert gc.isenabled()


def test_a_program_that_turned_it_off_is_left_alone(qapp):
    assert not gc.isenabled()
    collector = GarbageCollector()
    collector.close()
    assert not gc.isenabled()


def test_old_garbage_is_found_too(qapp, monkeypatch):
    told: list[int] = []
    collector = GarbageCollector()
    Witness(told)
    monkeypatch.setattr(collector, "_full_at", -1e9)
    threshold = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    try:
        for _ in range(20):
            rubbish = [[] for _ in range(10)]
            del rubbish
            collector.collect()
    finally:
        gc.set_threshold(*threshold)
        collector.close()
    assert told == [threading.get_ident()]
