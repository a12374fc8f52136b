"""Two processes under torchrun: equal weights, the pairs of one process, agreement on every end."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from annotator.tracking.training.datasets import load_catalogue
from annotator.tracking.training.model import learning_buffers, learning_parameters
from annotator.tracking.training.objective import pair_losses
from annotator.tracking.training.pairs import pair_loader
from tests.tracking.training.two_processes import (
    SCENARIOS,
    Watched,
    shared_config,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="torchrun sends no signals there, and gloo wants other networks"
)

REPOSITORY = Path(__file__).parents[3]
DEADLOCK_S = 600
Found = dict[str, tuple[dict[str, Any], dict[str, Any]]]


def torchrun(*arguments: object) -> list[str]:
    """The command line of `torchrun` with two processes on this machine."""
    launcher = (sys.executable, "-m", "torch.distributed.run", "--standalone")
    return [*launcher, "--nproc-per-node", "2", *(str(argument) for argument in arguments)]


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("processes")
    shared_config(folder, "unused")  # draws the data sets
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> Found:
    """What both processes found in every scenario."""
    done = subprocess.run(
        torchrun("-m", "tests.tracking.training.two_processes", folder),
        env=environment(), cwd=REPOSITORY, capture_output=True, text=True,
        timeout=DEADLOCK_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return {
        scenario.__name__: tuple(
            torch.load(folder / f"{scenario.__name__}-{rank}.pt", weights_only=False)
            for rank in (0, 1)
        )
        for scenario in SCENARIOS
    }  # type: ignore[return-value]


@pytest.fixture(scope="module")
def alone(folder: Path) -> dict[str, Any]:
    """The plain run in one process, which is as fresh as the two."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tracking.training.two_processes", str(folder)],
        env=environment(), cwd=REPOSITORY, capture_output=True, text=True,
        timeout=DEADLOCK_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(torch.load(folder / "alone-0.pt", weights_only=False))


def assert_equal(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    assert one.keys() == other.keys()
    for name, tensor in one.items():
        assert torch.equal(tensor, other[name]), name


@pytest.mark.parametrize("scenario", ["whole", "plain", "stopped_and_resumed", "not_finite"])
def test_both_hold_equal_weights(found: Found, scenario: str) -> None:
    first, second = found[scenario]
    assert first["pairs_seen"] == second["pairs_seen"] == 8
    assert_equal(first["network"], second["network"])
    assert_equal(first["average"], second["average"])


def test_they_see_the_pairs_of_one_process(found: Found, alone: dict[str, Any]) -> None:
    first, second = found["whole"]
    shares = zip(first["digests"], second["digests"], strict=True)
    together = [[one[0], other[0], one[1], other[1]] for one, other in shares]
    assert together == alone["digests"]
    assert len({name for batch in together for name in batch}) == 8


def test_they_learn_what_one_process_learns(
    found: Found, alone: dict[str, Any], folder: Path
) -> None:
    """Where the loss of a batch is the mean over its pairs: the same steps, up to rounding."""
    start = Watched(shared_config(folder, "start"), resume=False).network.state_dict()
    moved = 0
    for name, tensor in alone["network"].items():
        step = (tensor - start[name]).abs().max()
        moved += bool(step > 0)
        difference = (found["plain"][0]["network"][name] - tensor).abs().max()
        assert difference <= 1e-3 * step + 1e-8, name
    assert moved > 10


def test_they_take_the_mean_step_of_their_shares(found: Found, folder: Path) -> None:
    """The whole loss, batch-norm over each share: what a process computes share by share."""
    expected = mean_of_shares(folder)
    actual = found["whole"][0]["network"]
    for name, tensor in expected.items():
        torch.testing.assert_close(actual[name], tensor, rtol=1e-5, atol=1e-7, msg=name)


def mean_of_shares(folder: Path) -> dict[str, torch.Tensor]:
    """The run of two processes computed in one, share after share."""
    torch.set_num_threads(1)
    config = shared_config(folder, "shares")
    trainer = Watched(config, resume=False)
    catalogue = load_catalogue(config.datasets)
    loaders = [pair_loader(catalogue, config, 0, rank=rank, world=2) for rank in (0, 1)]
    parameters = learning_parameters(trainer.network)
    for shares in zip(*loaders, strict=True):
        trainer.prepare_step()
        statistics = learning_buffers(trainer.network)
        before = [buffer.clone() for buffer in statistics]
        after = []
        trainer.optimiser.zero_grad()
        for share in shares:
            for buffer, former in zip(statistics, before, strict=True):
                buffer.copy_(former)
            loss, _ = pair_losses(trainer.network, share, config)
            (loss / 2).backward()  # type: ignore[no-untyped-call]
            after.append([buffer.clone() for buffer in statistics])
        for buffer, one, other in zip(statistics, *after, strict=True):
            buffer.copy_((one + other) / 2 if buffer.is_floating_point() else one)
        torch.nn.utils.clip_grad_norm_(parameters, config.optimiser.clip_norm)
        trainer.optimiser.step()
        trainer.pairs_seen += config.batch_size
    return trainer.network.state_dict()


def test_only_the_first_writes_and_measures(found: Found, folder: Path) -> None:
    written = {path.name for path in (folder / "whole0").iterdir()}
    assert written >= {"state.pt", "average.pt", "best.pt", "log.csv", "config.json"}
    assert not (folder / "whole1").exists()
    assert [one["measured"] for one in found["whole"]] == [1, 0]
    with (folder / "whole0" / "log.csv").open(newline="") as file:
        assert [row["pairs"] for row in csv.DictReader(file)] == ["4", "8"]


def test_a_signal_to_one_stops_both_and_the_run_resumes_exactly(found: Found) -> None:
    for one, whole in zip(found["stopped_and_resumed"], found["whole"], strict=True):
        assert (one["stopped_at"], one["resumed_at"]) == (4, 4)
        assert one["digests"] == whole["digests"][1:]
        assert_equal(one["network"], whole["network"])
        assert_equal(one["average"], whole["average"])
        states = [found["optimiser"]["state"] for found in (one, whole)]
        assert states[0].keys() == states[1].keys()
        for key, values in states[0].items():
            assert torch.equal(values["momentum_buffer"], states[1][key]["momentum_buffer"])


def test_a_loss_that_is_not_finite_in_one_changes_neither(found: Found) -> None:
    for one in found["not_finite"]:
        before_first, before_second = one["states"]
        assert_equal(before_second, one["network"])
        name = "rpn_model.cls.head.3.weight"
        assert not torch.equal(before_first[name], before_second[name])


def test_gradients_and_flags(found: Found) -> None:
    for one in found["gradients"]:
        assert [None if g is None else float(g[0, 0]) for g in one["gradients"]] == [0.5, 1.5, None]
        assert one["flags"] == [True, True, False]


def test_the_command_under_torchrun(folder: Path) -> None:
    """Ctrl-C ends `torchrun -m annotator train` with a checkpoint."""
    run = folder / "command"
    path = folder / "command.toml"
    path.write_text(
        f'run_directory = "{run}"\nbatch_size = 2\n'
        "[schedule]\ntotal_pairs = 10000\n"
        '[runtime]\nworkers = 0\ndevice = "cpu"\nlog_every = 1\n'
        f'[[datasets]]\nkind = "coco"\npath = "{folder / "coco"}"\n'
    )
    with subprocess.Popen(
        torchrun("-m", "annotator", "train", path),
        env=environment(), cwd=REPOSITORY, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if line.startswith("pairs "):
                process.send_signal(signal.SIGINT)
                break
        rest, _ = process.stderr.read(), process.wait(DEADLOCK_S)
    assert rest.count("Averaged weights") == 1, "".join(lines) + rest
    seen = int(torch.load(run / "state.pt", weights_only=True)["pairs_seen"])
    assert 2 <= seen < 10_000
    assert seen % 2 == 0
