"""What many tests use: a kitchen made by hand, in which every number can be worked out on paper, and random legal
skills.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from kitchen_dream.kitchens.contents.habits import ZONES
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, UNIT_KINDS
from kitchen_dream.problems.kitchen.facts import told_map
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.state import NOTHING, STATIONS
from kitchen_dream.rules.tables import DECORATION, POSITION, Tables

BOOK = cookbook()
FRIDGE, DRAWER, PANTRY = 0, 1, 2
TRAVEL, OPEN_LOOK, TAKE = 2.0, 5.0, 6.0


def ingredient(name: str) -> int:
    return BOOK.ingredient_id(name)


def tiny_tables(contents: dict[int, list[str | None]], broken: tuple[bool, bool] = (False, False)) -> Tables:
    """One kitchen with fridge, drawer and pantry; every way takes TRAVEL seconds, every unit OPEN_LOOK and TAKE."""
    inside = np.full((1, MAX_UNITS, SLOTS), NOTHING)
    for unit, items in contents.items():
        for slot, item in enumerate(items):
            inside[0, unit, slot] = NOTHING if item is None else ingredient(item)
    exists = (np.arange(MAX_UNITS) < 3)[None]
    kind = np.zeros((1, MAX_UNITS), np.int64)
    kind[0, :3] = [UNIT_KINDS.index(name) for name in ("fridge", "drawer", "pantry")]
    role = np.zeros((1, MAX_UNITS), np.int64)
    role[0, FRIDGE] = Role.FRIDGE
    note = np.full((1, len(BOOK.groups)), NOTHING)
    note[0, 1:] = DRAWER
    return Tables(
        seed=np.array([NOTHING]),
        exists=exists,
        kind=kind,
        role=role,
        position=np.zeros((1, MAX_UNITS, POSITION), np.float32),
        zones=np.full((1, len(ZONES), MAX_UNITS), MAX_UNITS),
        contents=inside,
        broken=np.array([broken]).reshape(1, BURNERS),
        noted=np.array([True]),
        note=note,
        decoration=np.zeros((1, DECORATION), np.float32),
        travel=(TRAVEL * (1 - np.eye(STATIONS)))[None].astype(np.float32),
        open_look=np.where(exists, OPEN_LOOK, 0).astype(np.float32),
        take=np.where(exists, TAKE, 0).astype(np.float32),
    )


def cooking(tables: Tables, recipe: str, *, dense: bool = True, seconds: float = 1000.0) -> Episodes:
    """An execution episode with plenty of time."""
    episodes = Episodes(tables, np.zeros(1, np.int64), dense=dense)
    episodes.begin(np.zeros(1, np.int64), np.zeros(1, np.int64), np.array([BOOK.recipe_id(recipe)]))
    episodes.limit_to(np.ones(1, bool), seconds)
    return episodes


def random_legal(mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Possible skills (B,), drawn evenly; stopping only where nothing else is possible."""
    score = rng.random(mask.shape) * mask
    score[:, -1] = np.minimum(score[:, -1], 1e-9)
    return score.argmax(1)


def play(problem, rows: np.ndarray, instruction: np.ndarray, policy) -> SimpleNamespace:
    """One episode in each of the problems `rows` (B,) to its end: returns, success, seconds, steps (B,), the last
    observation, and all observations and rewards (T, B) in order."""
    observation, over = problem.begin(rows, instruction), np.zeros(problem.batch, bool)
    returns, seconds, steps, success = (np.zeros(problem.batch) for _ in range(4))
    observations, rewards = [observation], []
    while not over.all():
        step = problem.step(np.where(over, problem.spec.stop, policy(observation)))
        returns += np.where(over, 0.0, step.reward)
        seconds += np.where(over, 0.0, step.seconds)
        success = np.maximum(success, ~over & problem.succeeded())
        steps += ~over
        rewards.append(np.where(over, 0.0, step.reward))
        over, observation = over | step.terminated | step.truncated, problem.observe()
        observations.append(observation)
    return SimpleNamespace(
        returns=returns,
        success=success > 0,
        seconds=seconds,
        steps=steps,
        observations=observations,
        rewards=np.stack(rewards),
    )


def full_knowledge(tables: Tables) -> Knowledge:
    """The map of one who knows the kitchens."""
    return told_map(tables, np.arange(len(tables)), 1.0, np.random.default_rng(0))


def distances(client: Any, eye: Any, target: Any, fov: float, width: int, height: int) -> np.ndarray:
    """(height, width) float32 metres along the camera's axis; FAR where nothing is."""
    from kitchen_dream.sim.engine.camera import FAR, NEAR, shoot  # loads PyBullet

    projection = client.computeProjectionMatrixFOV(fov, width / height, NEAR, FAR)
    depth = shoot(client, eye, target, projection, (width, height))[1]
    return np.minimum(FAR * NEAR / (FAR - (FAR - NEAR) * depth), FAR).astype(np.float32)
