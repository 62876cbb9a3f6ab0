"""The eye: every method learns from pictures, remembers nothing stale, and leaves problems without pictures as they were."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from pictured import PICTURE, PicturedMap

from kitchen_dream.agents.policy import RunConfig, load_training, make_agent, save_training, settings_of
from kitchen_dream.agents.registry import METHODS, changed
from kitchen_dream.agents.sequences.eye import Eye, Sight, WarmStart, components, warm_start
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.training.flat import collect_flat
from kitchen_dream.trial.agent_trial import agent_trial

SMALL = ("eye=16", "eye_warm=5", "batch=8")
SOME = [name for name in METHODS if name not in ("heuristic", "dream-no-bottleneck", "dream-no-noise")]


@pytest.fixture
def problem() -> PicturedMap:
    return PicturedMap("train", 16)


def agent_on(problem: PicturedMap, name: str, seed: int = 0):
    method = METHODS[name]
    agent = method.agent(problem.spec, changed(method.settings, SMALL), len(problem), seed)
    agent.open_eye(problem.frames)
    return agent


@pytest.fixture(params=SOME)
def agent(request, problem):
    out = agent_on(problem, request.param)
    collect_flat(out, problem, len(problem), np.random.default_rng(0))
    return out


@pytest.mark.slow
def test_updates_change_the_eye_and_all_networks(agent):
    agent.update()
    before = {name: weight.clone() for name, weight in agent.nets.state_dict().items()}
    for _ in range(2):
        losses = agent.update()
    assert all(torch.isfinite(loss) for loss in losses.values())
    assert not [name for name, weight in agent.nets.state_dict().items() if torch.equal(weight, before[name])]


@pytest.mark.slow
def test_trials_from_pictures_repeat_and_are_found_again(agent, problem, tmp_path):
    agent.update()
    save_training(tmp_path / "t.safetensors", agent, {})
    again = type(agent)(problem.spec, agent.config, agent.problems, 9)
    again.open_eye(problem.frames)
    load_training(tmp_path / "t.safetensors", again)
    rows = np.arange(16)
    trials = []
    for one in (agent, agent, again):
        one.rng = np.random.default_rng(3)  # the random explorer draws
        trials.append(agent_trial(problem, one, rows, rows[None] % 4))
    first, *others = trials
    for other in others:
        np.testing.assert_array_equal(first[0].actions, other[0].actions)
        np.testing.assert_array_equal(first[1][0].actions, other[1][0].actions)


def test_the_replay_keeps_numbers_of_frames(problem):
    agent = agent_on(problem, "dream")
    caught = []
    agent.observe, plain = lambda p, rollouts: caught.extend(rollouts) or plain(p, rollouts), agent.observe
    collect_flat(agent, problem, len(problem), np.random.default_rng(0))
    everyone = SimpleNamespace(integers=lambda high, size: np.arange(size))
    batch = agent.replay.sample(16, everyone)
    for episode, rollout in zip(batch.episodes, caught, strict=True):
        steps = len(rollout.actions) + 1
        np.testing.assert_array_equal(episode.frame[:steps], rollout.observations["frame"])
        assert (episode.frame[steps:] == episode.frame[steps - 1]).all()
        assert episode.vector.shape[2] == 1, "the clock alone"


@pytest.mark.parametrize("loss", ["execute", "explore", "regression"])
def test_each_loss_of_dream_reaches_the_eye(problem, loss):
    agent = agent_on(problem, "dream")
    for _ in range(2):
        collect_flat(agent, problem, len(problem), np.random.default_rng(0))
    agent.update()
    losses = agent.losses(agent._seen(agent.replay.sample(16, agent.rng)))
    gradient = torch.autograd.grad(losses[loss], agent.nets.eye.out.weight)[0]
    assert gradient.abs().sum() > 0


def test_what_is_remembered_while_acting_is_what_the_eye_sees():
    torch.manual_seed(0)
    frames = PicturedMap().frames
    eye, sight, rng = Eye(PICTURE, 8), Sight(frames), np.random.default_rng(1)
    for _ in range(3):
        numbers = rng.integers(len(frames.pictures), size=(3, 40))
        with torch.no_grad():
            fresh = eye(torch.from_numpy(frames.pictures[numbers.reshape(-1)])).view(3, 40, 8)
            torch.testing.assert_close(sight.learn(eye, torch.from_numpy(numbers)), fresh, rtol=0.02, atol=0.02)
        torch.testing.assert_close(sight.act(eye, numbers), fresh, rtol=0.02, atol=0.02)
    with torch.no_grad():
        eye.out.bias += 1
    torch.testing.assert_close(sight.act(eye, numbers), fresh, rtol=0.02, atol=0.02)
    sight.forget()
    torch.testing.assert_close(sight.act(eye, numbers), fresh + 1, rtol=0.02, atol=0.02)


def test_an_update_makes_acting_look_anew(problem):
    agent = agent_on(problem, "dream")
    collect_flat(agent, problem, len(problem), np.random.default_rng(0))
    agent.update()
    observation = problem.observe()
    before = agent.look(observation).clone()
    for _ in range(3):
        agent.update()
    assert not torch.equal(agent.look(observation), before)


def test_components_are_white_and_told_apart():
    pictures = torch.from_numpy(PicturedMap().frames.pictures[::7])
    white = components(pictures, 12)
    torch.testing.assert_close(white.T @ white / len(white), torch.eye(12), rtol=1e-3, atol=1e-3)
    assert components(pictures[:5], 12).shape == (5, 12)


@pytest.mark.slow
def test_a_warm_start_reads_the_components():
    torch.manual_seed(0)
    pictures = torch.from_numpy(PicturedMap().frames.pictures)
    eye, rng = Eye(PICTURE, 16), np.random.default_rng(0)
    assert warm_start(eye, pictures, rng, WarmStart(steps=0)) == 1.0
    assert warm_start(eye, pictures, rng, WarmStart(steps=150, batch=128)) < 0.3


def test_nothing_changes_where_there_are_no_pictures():
    """Weights after three updates on the map are those from before there was an eye, whatever an eye's settings are."""
    sums = []
    for changes in ((), ("eye=8", "eye_rate=1.0", "eye_warm=3")):
        problem, rng = MapGrid("train", 32), np.random.default_rng(0)
        agent = make_agent(RunConfig("map", "dream", settings=changed(settings_of("map", "dream"), changes)), len(problem))
        assert agent.sight is None and agent.spec == problem.spec and not hasattr(agent.nets, "eye")
        for _ in range(3):
            collect_flat(agent, problem, len(problem), rng)
            agent.update()
        sums.append(sum(float(weight.double().abs().sum()) for weight in agent.state().values()))
    assert sums[0] == sums[1] == pytest.approx(14488.3293, rel=1e-5)
