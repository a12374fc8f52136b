"""Random gestures, jobs, cancels, undos and reopens: the promises of the session hold.

`ANNOTATOR_THOROUGH=200` runs so many days of 100 gestures each instead of the few that every test
run can afford; a failure is shrunk and printed as a list of gestures.
"""

import itertools
import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.session.rarer_gestures import RarerGestures

THOROUGH = int(os.environ.get("ANNOTATOR_THOROUGH", "0"))
BOUNDED = settings(
    max_examples=THOROUGH or 20,
    stateful_step_count=100 if THOROUGH else 60,
    derandomize=not THOROUGH,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if THOROUGH else (Phase.generate,),
)


@pytest.mark.timeout(0 if THOROUGH else 180)
def test_random_gestures_keep_every_promise(qapp, tmp_path):
    numbers = itertools.count()

    def one_day() -> RarerGestures:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return RarerGestures(folder)

    run_state_machine_as_test(one_day, settings=BOUNDED)
    assert next(numbers) >= BOUNDED.max_examples
