"""A window opens before PyTorch is loaded, and the policy comes later."""

import subprocess
import sys

import numpy as np
import pytest

from kitchen_dream.agents.agent import Agent
from kitchen_dream.media.choice import choose
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.training.policies import load_policy
from kitchen_dream.training.run_config import PolicyError, family_of, load_config, policy_folder
from kitchen_dream.trial.protocol import explore
from kitchen_dream.viewer.late_policy import LatePolicy


def late(folder) -> LatePolicy:
    config = load_config(folder)
    return LatePolicy(folder, config, family_of(config, folder))


@pytest.mark.slow
@pytest.mark.parametrize("module", ["commands.watch", "commands.play", "viewer.desktop.window", "viewer.show"])
def test_a_window_opens_without_what_takes_seconds_to_load(module):
    code = f"import kitchen_dream.{module}, sys; print({{'torch', 'matplotlib', 'scipy'}} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


def test_it_acts_as_the_policy_that_it_waits_for():
    folder, choice, waited = policy_folder(None), choose("test", 0), []
    one, other = late(folder), load_policy(folder)
    trials = one.begin_trial(lambda: waited.append(1)), other.begin_trial()
    rollouts = []
    for trial in trials:
        problem = KitchenProblem(choice.tables, choice.split, 1)
        rollouts.append(explore(problem, trial.explorer(), np.zeros(1, np.int64), np.random.default_rng(0)))
        trial.end_exploration(rollouts[-1])
        problem.begin(np.zeros(1, np.int64), np.full(1, choice.recipe))
        trial.executor()(problem.observe())
    assert waited, "the window lives on meanwhile"
    np.testing.assert_array_equal(rollouts[0].actions, rollouts[1].actions)
    assert isinstance(one.loaded().agent, Agent) and one.loaded() is one.loaded(), "it is read once"


SLOW = """
import sys
from pathlib import Path
from kitchen_dream.viewer.late_policy import LatePolicy
late = LatePolicy(Path(), None, None)
late.begin_reading(after=3600.0)
print("reading", flush=True)
{}
"""


@pytest.mark.parametrize(("end", "status"), [("sys.exit(143)", 143), ("raise OSError", 1), ("late.abandon()", 0)])
def test_the_end_does_not_wait_for_a_policy_and_keeps_its_status(end, status):
    ended = subprocess.run([sys.executable, "-c", SLOW.format(end)], capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stdout) == (status, "reading\n")


def test_a_broken_policy_is_told_where_it_is_wanted(tmp_path):
    (tmp_path / "config.yaml").write_bytes((policy_folder(None) / "config.yaml").read_bytes())
    (tmp_path / "policy.safetensors").write_bytes(b"no weights")
    broken = late(tmp_path)
    broken.begin_reading(after=0.0)
    with pytest.raises(PolicyError, match=r"policy\.safetensors"):
        broken.loaded()
