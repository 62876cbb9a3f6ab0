"""Learning on a graphics card, as far as it can be checked without one: torch's device `meta` has shapes and no
numbers, so that whatever leaves the device, or must be read back from it, fails there."""

from functools import partial

import numpy as np
import pytest
import torch
from playing import agent_for, small_map

import kitchen_dream as kd
from kitchen_dream.agents.agent import Agent
from kitchen_dream.agents.device import find_device, on_device
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.run_config import new_run
from kitchen_dream.trial.rollout import Rollout
from kitchen_dream.trial.settings import make_batch

META = torch.device("meta")
METHODS = ("dream", "rl2", "varibad", "import", "first-explore", "dream-whole-id", "dream-end-to-end")
CASES = [*(("kitchen", agent) for agent in METHODS), ("map", "dream"), ("map", "dream-paper"), ("cooking", "dream")]
gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch sees no graphics card here")


def played(problem: str, agent: str, *changes: str):
    """A run, the trials of one round of it, and two agents: one that played them, one that did not."""
    options = {"kitchens": 16} if problem == "kitchen" else None
    preset, agent = ("paper", "dream") if agent == "dream-paper" else ("", agent)
    run = new_run(problem, agent, options=options, preset=preset, changes=("batch_size=8", "replay_size=900", *changes))
    run.family.prepare(("train",), lambda *told: None)
    batch = make_batch(run.family, "train", 16, "instructed")
    first, second = run.make_agent(len(batch)), run.make_agent(len(batch))
    observe, seen = first.observe, []

    def kept(ids, rollouts):
        seen.extend((ids, [Rollout(**vars(rollout)) for rollout in rollouts]))
        observe(ids, rollouts)

    first.observe = kept
    Collector(first, batch, 1, 0).collect()
    return *seen, first, second


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "agent"), CASES)
def test_an_update_stays_on_its_device_and_reads_nothing_back(problem, agent):
    ids, rollouts, _, learner = played(problem, agent)
    learner.to(META)
    assert learner.same_shapes
    learner.open_replay(2)
    learner.observe(ids, rollouts)
    for explore in (True, False):
        losses = learner._gradients(learner.replay.draw(learner.rng, explore))
        assert {loss.device for loss in losses.values()} == {META}
    trial = learner.begin_trial(np.random.default_rng(0))
    with pytest.raises(NotImplementedError, match="no data"):  # nothing before the action values left the device
        trial.explorer()({name: value[0] for name, value in rollouts[0].observations.items()})
    trial.end_exploration(rollouts[0])
    with pytest.raises(NotImplementedError, match="no data"):
        trial.executor()({name: value[0] for name, value in rollouts[1].observations.items()})


@pytest.mark.parametrize("agent", ("rl2", "varibad", "import", "first-explore"))
def test_what_reads_back_is_not_recorded(agent):
    ids, rollouts, _, learner = played("map", agent)
    learner.to(META)
    learner.open_replay(2)
    learner.observe(ids, rollouts)
    assert not learner.same_shapes
    with pytest.raises(NotImplementedError):
        learner._gradients(learner.replay.draw(learner.rng, True))


@pytest.mark.gpu
@gpu
@pytest.mark.parametrize(("problem", "agent"), [case for case in CASES if case[1] not in ("varibad",)])
def test_a_card_takes_the_processor_s_first_step(problem, agent):
    changes = () if agent in ("rl2", "import") else ("sigma=0",)
    ids, rollouts, processor, card = played(problem, agent, *changes)
    card.to(find_device("cuda"))
    card.open_replay(2)
    card.observe(ids, rollouts)
    card.rng.bit_generator.state = processor.rng.bit_generator.state
    for _ in range(3):  # the graph is recorded, and run again
        ours, theirs = card.update(), processor.update()
        for name, loss in theirs.items():
            torch.testing.assert_close(ours[name].cpu(), loss, rtol=1e-2, atol=1e-3)


@pytest.mark.gpu
@gpu
def test_a_card_learns_a_map(tmp_path):
    result = kd.train("map", steps=150_000, out=tmp_path / "run", device="cuda")
    assert result.agent.device.type == "cuda" and result.scores["test"]["normalized_score"] > 0.8


def test_mistakes_are_one_line(monkeypatch, tmp_path):
    with pytest.raises(ValueError, match="use one of: auto, cpu, cuda"):
        find_device("tpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match=r"--device cuda: .*leave it out"):
        kd.train("map", out=tmp_path / "run", device="cuda")
    assert not (tmp_path / "run").exists()
    assert find_device("auto").type == "cpu"


def test_a_method_without_devices_runs_on_the_processor(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    agent = agent_for(small_map(), "rl2")
    agent.to = partial(Agent.to, agent)
    with on_device(agent, "auto"):
        assert agent.device.type == "cpu"
    with pytest.raises(ValueError, match="RL2 runs on the processor alone"), on_device(agent, "cuda"):
        pass


def test_a_full_card_is_told_with_the_way_out():
    agent = agent_for(small_map(), "rl2")
    with pytest.raises(ValueError, match=r"too little memory .*lower replay_size"), on_device(agent, "cpu"):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.")
