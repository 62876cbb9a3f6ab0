"""What a training keeps when something goes wrong: a whole checkpoint from before, and one line about the way out."""

from __future__ import annotations

import resource
import shutil
import signal

import pytest
import torch
from short_runs import make, score

from kitchen_dream.agents.agent import DivergedError
from kitchen_dream.core.files import WriteError
from kitchen_dream.evaluation.experiment import run_experiment
from kitchen_dream.training.checkpoint import CHECKPOINT, Progress, checkpoint_bytes, load_checkpoint
from kitchen_dream.training.duration import steps_done
from kitchen_dream.training.log import METRICS, log_bytes, read_log
from kitchen_dream.training.loop import Budget, train
from kitchen_dream.training.policies import WEIGHTS, load_tensors
from kitchen_dream.training.run_config import CONFIG, load_config, new_run, save_config

SMALL = ("batch_size=8", "num_envs=16", "hidden=16", "explore_hidden=16", "code_size=8")


def trained(folder, train_tables, tell=lambda progress: None, steps: int = 10**6):
    agent, collector = make("map", "dream", train_tables)
    train(agent, collector, folder, Budget(steps, 600), score, tell)
    return agent


@pytest.mark.slow
def test_weights_that_are_not_finite_are_not_saved(tmp_path, train_tables):
    """The last whole checkpoint stays, and where it went wrong is told, although every loss was finite."""
    agent, collector = make("map", "dream", train_tables)
    train(agent, collector, tmp_path, Budget(600, 600), score)
    with torch.no_grad():
        agent.actor.f.out.weight[0, 0] = float("inf")
    with pytest.raises(DivergedError, match=r"before update \d+: actor\.f\.out\.weight is not finite; lower learning"):
        checkpoint_bytes(agent, collector, Progress())

    before: dict[str, bytes] = {}

    def spoil(progress: Progress) -> None:
        before.update(before or {name: (tmp_path / name).read_bytes() for name in (CHECKPOINT, WEIGHTS, METRICS)})
        with torch.no_grad():
            again.actor.f.out.weight[0, 0] = float("inf")

    again, again_collector = make("map", "dream", train_tables)
    with pytest.raises(DivergedError, match="keeps the last checkpoint before it"):
        train(again, again_collector, tmp_path, Budget(10**5, 1200), score, spoil, resume=True)
    assert before and {name: (tmp_path / name).read_bytes() for name in before} == before


@pytest.mark.slow
def test_a_folder_deleted_in_mid_run_is_told_in_one_line(tmp_path, train_tables):
    folder = tmp_path / "run"
    with pytest.raises(WriteError, match=r"run/.*: cannot be written: its folder does not exist"):
        trained(folder, train_tables, lambda progress: shutil.rmtree(folder, ignore_errors=True))


@pytest.mark.slow
def test_a_full_disk_leaves_all_files_as_they_were(tmp_path, train_tables):
    """Files that would get too large, as the system refuses them: of checkpoint, policy and log none changes."""
    agent, collector = make("map", "dream", train_tables)
    train(agent, collector, tmp_path, Budget(600, 600), score)
    before = {}
    again, again_collector = make("map", "dream", train_tables)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(progress: Progress) -> None:
        before.update(before or {path: path.read_bytes() for path in tmp_path.glob("*.*")})
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, limits[1]))

    try:
        with pytest.raises(WriteError, match=r"checkpoint\.safetensors: cannot be written: .*choose another place"):
            train(again, again_collector, tmp_path, Budget(10**5, 1200), score, fill, resume=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.*")} == before
    assert not [path for path in tmp_path.rglob("*") if ".part" in path.name]
    load_checkpoint(tmp_path, *make("map", "dream", train_tables))


@pytest.mark.slow
def test_a_run_killed_before_its_first_checkpoint_can_be_begun_again_otherwise(tmp_path):
    """Only its configuration was there: it decides nothing about the run that is begun now."""
    tmp_path.joinpath("old.yaml").write_text("layout of the one before")
    save_config(tmp_path, new_run("map", seed=5).config)
    run = new_run("map", seed=1, changes=SMALL)
    run_experiment(run, tmp_path, Budget(200, 100), trials=2, cores=1)
    assert load_config(tmp_path).seed == 1 and load_tensors(tmp_path / WEIGHTS)[1]["steps"] >= 200


@pytest.mark.slow
def test_a_configuration_deleted_in_mid_run_is_there_in_the_end(tmp_path):
    run = new_run("map", changes=SMALL)

    def tell(what: str, done: int, of: int) -> None:
        (tmp_path / CONFIG).unlink(missing_ok=True)

    from kitchen_dream.evaluation.experiment import Listener

    shown = []
    listener = Listener(lambda *told: shown.append(told), lambda progress, budget: tell("", 0, 0))
    run_experiment(run, tmp_path, Budget(200, 100), trials=2, cores=1, listener=listener)
    scored = [told for told in shown if told[0].startswith("scoring on ")]
    assert [what.split()[-1] for what, _, _ in scored[::2]] == ["train", "validation", "test"]
    assert all(first[1] == 0 and last[1] == last[2] for first, last in zip(scored[::2], scored[1::2], strict=True))
    assert load_config(tmp_path) == run.config


@pytest.mark.parametrize(
    "text", ["steps,updates\n1,\0\n", "steps\nnan\n", "steps,a\n1,2,3\n", "steps\n-1\n", "a\n1\n", "steps,a\n1\n"]
)
def test_a_damaged_log_is_named_and_costs_a_resume_nothing(text, tmp_path):
    (tmp_path / METRICS).write_text(text)
    with pytest.raises(ValueError, match=r"metrics\.csv: damaged in line 2") as told:
        read_log(tmp_path / METRICS)
    assert "\n" not in str(told.value) and steps_done(tmp_path) == 0
    (tmp_path / METRICS).write_bytes(log_bytes([{"steps": 1, "a": 2.0}, {"steps": 3}]))
    assert read_log(tmp_path / METRICS) == [{"steps": 1, "a": 2.0}, {"steps": 3}] and steps_done(tmp_path) == 3
