"""Order and values of all features are those that shipped weights were trained on: digests made before fields had
names.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from helpers import random_legal

from kitchen_dream.kitchens.spec import MAX_UNITS, SLOTS
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids import GRIDS
from kitchen_dream.problems.kitchen.pixels import Looks, PictureKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.standard import StandardKitchenProblem
from kitchen_dream.problems.sign_room.rules import SignRoom13

BATCH = 16

KITCHENS = {
    "instructed": "46faaf97cde2a933",
    "name": "e72fe5b5f1b54adc",
    "oracle_facts": "ba16b18df1dbb3d0",
    "standard_meta_rl": "b3c1f5b921ca272c",
    "picture": "777a68773bf601d8",
}
GRID_DIGESTS = {"cooking": "acf39ccce443439c", "bus": "b06ac04ed355108a", "map": "4b8bfe89d4dbf783"}
SIGN_ROOM_DIGEST = "a48d6ffa94ef20d4"


def digest(frames: list[dict]) -> str:
    """Of names, shapes and values to three decimals, so that a last bit of another processor changes nothing."""
    out = hashlib.blake2b(digest_size=8)
    for frame in frames:
        for key in sorted(frame):
            value = np.round(np.asarray(frame[key], np.float64), 3) + 0.0
            out.update(f"{key}{value.shape}".encode() + value.astype(np.float32).tobytes())
    return out.hexdigest()


def kitchen(name: str, tables) -> KitchenProblem:
    if name == "standard_meta_rl":
        return StandardKitchenProblem(tables, "train", BATCH)
    if name == "picture":
        full, empty = np.random.default_rng(0).uniform(-2, 2, (2, len(tables), MAX_UNITS, SLOTS, 8)).astype(np.float32)
        return PictureKitchenProblem(tables, "train", BATCH, Looks(full, empty))
    options = {"name": {"instruction": "name"}, "oracle_facts": {"facts": 1.0}}.get(name, {})
    return KitchenProblem(tables, "train", BATCH, **options)


def kitchen_frames(name: str, tables) -> list[dict]:
    problem, rng, rows = kitchen(name, tables), np.random.default_rng(2026), np.arange(BATCH) * 3
    frames: list[dict] = []
    for asked in (np.full(BATCH, EXPLORE), problem.sample_instructions(rows, np.random.default_rng(1))):
        frames.append(problem.begin(rows, asked))
        for _ in range(8):
            problem.step(random_legal(frames[-1]["action_mask"], rng))
            frames.append(problem.observe())
    return [*frames, vars(problem.privileged(rows))]


def flat_frames(problem) -> list[dict]:
    rng, rows = np.random.default_rng(2026), np.arange(BATCH) % len(problem)
    frames: list[dict] = []
    for asked in (np.full(BATCH, EXPLORE), problem.sample_instructions(rows, np.random.default_rng(1))):
        options = {"start": np.arange(BATCH)} if problem.name.startswith("sign") else {}
        problem.begin_at(np.arange(BATCH), rows, asked, **options)
        frames.append(problem.observe())
        for _ in range(10):
            problem.step(rng.integers(problem.spec.stop, size=BATCH))
            frames.append(problem.observe())
    return [*frames, vars(problem.privileged(rows))]


@pytest.mark.parametrize("name", KITCHENS)
def test_kitchens_look_as_they_did(name, train_tables):
    assert digest(kitchen_frames(name, train_tables)) == KITCHENS[name]


@pytest.mark.parametrize(("name", "expected"), GRID_DIGESTS.items())
def test_grids_look_as_they_did(name, expected):
    split = "published_train" if name == "cooking" else "train"
    assert digest(flat_frames(GRIDS[name](split, BATCH))) == expected


def test_sign_rooms_look_as_they_did(world):
    assert digest(flat_frames(SignRoom13("train", BATCH, world=world))) == SIGN_ROOM_DIGEST
