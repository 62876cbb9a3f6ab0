"""Restoring a kitchen: the start comes back to the last bit, and the same history gives the same bits, wherever it is
run.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from simulator_checks.stress import (
    disturb,
    episode_digests,
    reset_milliseconds,
    resident_megabytes,
    short_episodes,
    trajectory_digest,
)

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.sim.body import KitchenBody

pytestmark = pytest.mark.physics

SEED = 3


def start(body: KitchenBody) -> tuple:
    """Places of all that can move."""
    client = body.client
    joints = [[client.getJointState(unit.body, unit.joint)[:2]] for unit in body.scene.units if unit.joint is not None]
    items = [client.getBasePositionAndOrientation(item.body) for item in body.scene.items.values()]
    return body.robot.posture().tolist(), joints, items


@pytest.mark.slow
@pytest.mark.parametrize("exact", [False, True])
def test_the_start_comes_back_to_the_last_bit(exact):
    body = KitchenBody(generate(SEED), exact=exact)
    first, symbols = start(body), body.state()
    for number in range(5):
        disturb(body, number)
        assert start(body) != first
        body.reset()
        if exact:
            assert start(body) == first
        else:
            for now, then in zip(start(body)[2], first[2], strict=True):
                assert np.abs(np.array(now[0]) - then[0]).max() < 2e-4
            assert start(body)[:2] == first[:2]
        for name, value in vars(symbols).items():
            np.testing.assert_array_equal(getattr(body.state(), name), value)
    body.close()


@pytest.mark.slow
def test_the_same_history_gives_the_same_bits_here_and_in_another_process():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        elsewhere = pool.submit(episode_digests, SEED, False, 2)
        here = episode_digests(SEED, False, 2)
        assert elsewhere.result() == here
    assert here[0] != here[1]


@pytest.mark.slow
def test_an_exact_body_repeats_an_episode_to_the_last_bit():
    first, second, again = episode_digests(SEED, True, 2)
    assert again == first != second


@pytest.mark.slow
def test_simulators_side_by_side_do_not_disturb_each_other():
    kitchens = [generate(SEED), generate(SEED + 1)]
    calls = [short_episodes(kitchen)[1][:1] for kitchen in kitchens]
    alone = []
    for kitchen, story in zip(kitchens, calls, strict=True):
        body = KitchenBody(kitchen)
        alone.append(trajectory_digest(body, story))
        body.close()
    bodies = [KitchenBody(kitchen) for kitchen in kitchens]
    together = []
    for body, other, story in ((bodies[0], bodies[1], calls[0]), (bodies[1], bodies[0], calls[1])):
        together.append(trajectory_digest(body, story))
        other.reset()
    for body in bodies:
        body.close()
    assert together == alone


@pytest.mark.slow
def test_resets_are_quick_and_keep_the_memory_flat():
    body = KitchenBody(generate(SEED))
    for number in range(10):
        disturb(body, number)
        body.reset()
    before = resident_megabytes()
    times = [reset_milliseconds(body, number) for number in range(60)]
    grown = resident_megabytes() / before - 1
    body.close()
    assert np.median(times) < 20
    assert grown < 0.02
