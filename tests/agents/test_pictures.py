"""The picture encoder: every method learns from pictures, and remembers nothing stale."""

import numpy as np
import pytest
import torch
from pictured import PICTURE, PicturedMap
from playing import PaidByChance, collected

from kitchen_dream.agents.nets.pictures import FrameFeatures, PictureEncoder, components, warm_up

SMALL = ("picture_features=16", "picture_warmup=5")
METHODS = "dream dream-paper rl2 varibad import first-explore dream-whole-id dream-end-to-end".split()


@pytest.fixture
def problem() -> PicturedMap:
    return PicturedMap("train", 16)


@pytest.mark.slow
@pytest.mark.parametrize("name", METHODS)
def test_updates_change_the_encoder_and_all_networks(problem, name):
    agent, _ = collected(PaidByChance(problem), name, *SMALL)
    agent.update()
    before = {key: weight.clone() for key, weight in agent.nets.state_dict().items()}
    for _ in range(2):
        losses = agent.update()
    assert all(torch.isfinite(loss) for loss in losses.values())
    assert not [key for key, weight in agent.nets.state_dict().items() if torch.equal(weight, before[key])]


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["execute", "explore", "regression"])
def test_each_loss_of_dream_reaches_the_encoder(problem, loss):
    agent, _ = collected(problem, "dream", *SMALL, rounds=2)
    agent.update()
    losses = agent.losses(agent._encoded(agent.replay.read(agent.replay.draw(agent.rng))))
    gradient = torch.autograd.grad(losses[loss], agent.nets.pictures.out.weight)[0]
    assert gradient.abs().sum() > 0


def test_what_is_remembered_while_acting_is_what_the_encoder_sees():
    torch.manual_seed(0)
    frames = PicturedMap().frames
    encoder, features, rng = PictureEncoder(PICTURE, 8), FrameFeatures(frames), np.random.default_rng(1)
    for _ in range(3):
        numbers = rng.integers(len(frames.pictures), size=(3, 40))
        with torch.no_grad():
            fresh = encoder(torch.from_numpy(frames.pictures[numbers.reshape(-1)])).view(3, 40, 8)
            learnt = features.learn(encoder, torch.from_numpy(numbers))
        torch.testing.assert_close(learnt, fresh, rtol=0.02, atol=0.02)
        torch.testing.assert_close(features.act(encoder, numbers), fresh, rtol=0.02, atol=0.02)
    with torch.no_grad():
        encoder.out.bias += 1
    torch.testing.assert_close(features.act(encoder, numbers), fresh, rtol=0.02, atol=0.02)
    features.forget()
    torch.testing.assert_close(features.act(encoder, numbers), fresh + 1, rtol=0.02, atol=0.02)


def test_an_update_makes_acting_look_anew(problem):
    agent, _ = collected(problem, "dream", *SMALL)
    agent.update()
    observation = problem.observe()
    before = agent.tensors(observation)["vector"].clone()
    for _ in range(3):
        agent.update()
    assert not torch.equal(agent.tensors(observation)["vector"], before)


def test_components_are_white_and_told_apart():
    pictures = torch.from_numpy(PicturedMap().frames.pictures[::7])
    white = components(pictures, 12)
    torch.testing.assert_close(white.T @ white / len(white), torch.eye(12), rtol=1e-3, atol=1e-3)
    assert components(pictures[:5], 12).shape == (5, 12)


@pytest.mark.slow
def test_a_warm_up_reads_the_components():
    torch.manual_seed(0)
    pictures = torch.from_numpy(PicturedMap().frames.pictures)
    encoder, rng = PictureEncoder(PICTURE, 16), np.random.default_rng(0)
    assert warm_up(encoder, pictures, rng, 0) == 1.0
    assert warm_up(encoder, pictures, rng, 150) < 0.3
