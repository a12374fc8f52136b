"""One tracker for all jobs: built late, served in order."""

import threading
from dataclasses import replace

import pytest

from annotator.core.errors import AnnotatorError
from annotator.core.geometry import Box
from annotator.session.settings import Settings, TrackerSettings
from annotator.session.shared_tracker import SharedTracker, TrackerSupply, Turnstile
from tests.fakes import FakeSource, FakeTracker


def test_the_turnstile_serves_in_order_of_arrival():
    turnstile = Turnstile()
    order = []
    waiting = [threading.Event() for _ in range(6)]

    def enter(number):
        waiting[number].set()
        with turnstile:
            order.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(6)]
    with turnstile:
        for number, thread in enumerate(threads):
            thread.start()
            waiting[number].wait()
            while turnstile._next_ticket < number + 2:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_an_error_inside_opens_the_turnstile_again():
    turnstile = Turnstile()
    with pytest.raises(ValueError, match="inside"), turnstile:
        raise ValueError("inside")
    with turnstile:
        pass


def test_the_tracker_is_built_at_first_use_by_the_thread_that_uses_it():
    built_in = []

    def factory():
        built_in.append(threading.get_ident())
        return FakeTracker()

    shared = SharedTracker(factory)
    assert built_in == []
    assert shared.checkpoint_name == ""
    image, box = FakeSource().read(3), Box(10, 10, 8, 8)
    worker = threading.Thread(target=shared.predict, args=(image, box))
    worker.start()
    worker.join()
    state = shared.init(image, box)
    assert built_in != [threading.get_ident()]
    assert len(built_in) == 1
    assert (shared.checkpoint_name, len(shared.checkpoint_hash)) == ("fake", 64)
    after, prediction = shared.update(image, state)
    ((_, again),) = shared.update_many(image, [after])
    assert prediction == again


def test_a_factory_that_failed_is_asked_again():
    outcomes = iter([AnnotatorError("no weights"), FakeTracker()])

    def factory():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    shared = SharedTracker(factory)
    image, box = FakeSource().read(0), Box(10, 10, 8, 8)
    with pytest.raises(AnnotatorError, match="no weights"):
        shared.predict(image, box)
    assert shared.predict(image, box).mask.area == 64


@pytest.mark.parametrize(
    ("name", "value"),
    [("checkpoint", "other"), ("device", "cpu"), ("threads", 2), ("precision", "float32")],
)
def test_other_settings_mean_another_tracker(tmp_path, name, value):
    settings = Settings(tmp_path / "settings.ini")
    asked_for = []

    def build(chosen):
        asked_for.append(chosen)
        return FakeTracker()

    supply = TrackerSupply(build, settings)
    first = supply.current()
    assert supply.current() is first
    setattr(settings, name, value)
    second = supply.current()
    assert second is not first
    setattr(settings, name, getattr(TrackerSettings(), name))
    first.load()
    second.load()  # what was chosen when the job was made, not what is chosen now
    assert asked_for == [TrackerSettings(), replace(TrackerSettings(), **{name: value})]
