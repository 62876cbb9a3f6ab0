"""What frozen features tell about rooms that they were not fitted on: the word on the sign, by ridge regression.

    python benchmarks/sign_room_features.py

Writes docs/results/sign_room_features.json: shares of frames of validation rooms whose word is told right, where so
many pixels differ between the words at least. Components are found in pictures of the training rooms, and the
regression is fitted there, on the features and on 512 random rectified sums of them, as a small network has. Held-out
rooms are not looked at.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro
from scipy.linalg import solve

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.problems.sign_room.features import Look, edges, fit_basis, small, vivid
from kitchen_dream.problems.sign_room.frames import room_frames
from kitchen_dream.problems.sign_room.poses import RANDOM_LATTICE
from kitchen_dream.problems.sign_room.rooms import many_random_rooms

COMPONENTS: tuple[dict[Look, int], ...] = ({small: 256}, {small: 128, vivid: 128}, {small: 85, vivid: 85, edges: 85})
"""Of which pictures, and how many."""
PIXELS = (5, 40, 150, 400)
HIDDEN, RIDGE, EACH = 512, 30.0, 100


@dataclass
class Options:
    """Options of the benchmark."""

    rooms: int = 24
    """Training rooms that are used."""
    out: Path = Path("docs/results/sign_room_features.json")


def frames(rooms: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Some pictures of each room whatever they show; and those that show the sign, their word (-1 or 1), and the
    pixels that differ.
    """
    found: list[tuple[np.ndarray, ...]] = []
    for number in rooms:
        kept = room_frames(many_random_rooms()[0][number], RANDOM_LATTICE)
        some = np.random.default_rng(number).permutation(len(kept.pictures))[:EACH]
        poses = np.flatnonzero(kept.differing >= PIXELS[0])
        word, differing = np.repeat([-1.0, 1.0], len(poses)), np.tile(kept.differing[poses], 2)
        found.append((kept.pictures[some], kept.pictures[kept.index[:, poses].ravel()], word, differing))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def told(components: dict[Look, int], train: tuple[np.ndarray, ...], held: tuple[np.ndarray, ...]) -> list[float]:
    """Shares of the words of `held` that are told right, by PIXELS."""
    bases = [fit_basis(train[0], count, look) for look, count in components.items()]
    features = [np.hstack([basis.features(part[1]) for basis in bases]).astype(np.float32) for part in (train, held)]
    width = features[0].shape[1]
    mixed = np.random.default_rng(0).standard_normal((width, HIDDEN)).astype(np.float32) / width**0.5
    a, b = (np.hstack([x, np.maximum(x @ mixed, 0), np.ones((len(x), 1), np.float32)]) for x in features)
    weights = solve(a.T @ a + RIDGE * np.eye(a.shape[1]), a.T @ train[2], assume_a="pos")
    right = np.sign(b @ weights) == held[2]
    return [float(right[held[3] >= pixels].mean()) for pixels in PIXELS]


def main(options: Options) -> None:
    """Measure, print, write."""
    splits = many_random_rooms()[1]
    train, held = frames(splits["train"][: options.rooms]), frames(splits["validation"])
    rows = []
    for components in COMPONENTS:
        names = {look.__name__: count for look, count in components.items()}
        rows.append(
            {"components": names, "told_right": dict(zip(map(str, PIXELS), told(components, train, held), strict=True))}
        )
        print(rows[-1], flush=True)
    result = {
        "machine": hardware_info(),
        "rooms": options.rooms,
        "validation_rooms": len(splits["validation"]),
        "rows": rows,
    }
    write_atomically(options.out, json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main(tyro.cli(Options))
