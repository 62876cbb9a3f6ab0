"""Worlds that are dropped end by themselves, and none is shared by a copy."""

from __future__ import annotations

import copy
import pickle
import weakref
from pathlib import Path

import numpy as np
import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.bullet import pybullet
from kitchen_dream.sim.engine.client import Client

pytestmark = pytest.mark.physics


def test_a_dropped_body_ends_its_world_at_once():
    body = KitchenBody(generate(3))
    number, folder, gone = body.client.id, body.client.folder, weakref.ref(body)
    assert pybullet.isConnected(number) and folder.is_dir()
    del body
    assert gone() is None and not pybullet.isConnected(number) and not folder.exists()


def test_a_dropped_problem_ends_its_world(test_tables):
    problem = PhysicsKitchenProblem(test_tables, "test")
    problem.begin(np.zeros(1, np.int64), np.full(1, -1))
    number = problem.sim.client.id
    del problem
    assert not pybullet.isConnected(number)


def test_closing_twice_leaves_others_alone():
    first, folder = Client(), Path()
    first.close()
    with Client() as second:  # may get the number of the first
        folder = second.folder
        first.close()
        assert pybullet.isConnected(second.id) and folder.is_dir()
    assert not folder.exists()


@pytest.mark.parametrize("copied", [copy.deepcopy, pickle.dumps])
def test_a_world_is_not_copied(copied, test_tables):
    problem = PhysicsKitchenProblem(test_tables, "test")
    problem.begin(np.zeros(1, np.int64), np.full(1, -1))
    for thing in (problem.sim, problem):
        with pytest.raises(TypeError, match=r"^a PyBullet world cannot be copied or pickled; build another"):
            copied(thing)
    assert problem.sim.client.id >= 0
    problem.close()
