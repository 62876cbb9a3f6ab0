"""What caches hold has a version, which must be raised when it changes: these tests notice when it was not.

Pictures are compared by their mean difference, so that another processor's last bits do not count. For kitchens see
tests/kitchens/test_golden.py. `python tests/problems/test_golden.py` draws the pictures and prints the figures anew.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.problems.kitchen.look_cache import LOOKS_VERSION
from kitchen_dream.problems.sign_room.features import edges, fit_basis, small, vivid
from kitchen_dream.problems.sign_room.frames import FRAMES_VERSION
from kitchen_dream.problems.sign_room.rooms import random_room
from kitchen_dream.problems.sign_room.world import FEATURES_VERSION
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.sensing.look_pictures import photograph
from kitchen_dream.sim.sign_room.layout import PUBLISHED
from kitchen_dream.sim.sign_room.scene import SignRoomWorld

FOLDER = Path(__file__).resolve().parents[1] / "golden"
RAISE = "{what} have changed. If that is meant, raise {name}, so that no old ones are found, and run python {file}"
FEATURES = {"small": 0.837891, "vivid": 0.709961, "edges": 0.74707}
DIFFERENCE = 0.02
"""Mean difference of pixels, from 0 to 255, from which pictures count as changed."""


def told(what: str, name: str) -> str:
    return RAISE.format(what=what, name=name, file="tests/problems/test_golden.py")


def frames() -> np.ndarray:
    """Two views of three rooms under both words, (rows, columns, 3) uint8."""
    rows = []
    for room in (PUBLISHED, random_room(0), random_room(3)):
        views = []
        for word in (0, 1):
            with SignRoomWorld(room, word) as world:
                views += [world.look(5.0, 1.5, 1.6), world.look(6.0, 11.0, 0.0)]
        rows.append(np.concatenate(views, axis=1))
    return np.concatenate(rows)


def looks() -> np.ndarray:
    """What looks into the first units of a kitchen show, full and empty, (rows, columns, 3) uint8."""
    with Client() as client:
        parts = photograph(client, generate(3))
    return np.concatenate([np.concatenate(np.concatenate(part[:12], axis=2), axis=0) for part in parts])


def features() -> dict[str, float]:
    """Mean sizes of features of the golden frames, by kind; signs of components are nobody's choice."""
    sheet = np.asarray(Image.open(FOLDER / "frames.png"))
    pictures = sheet.reshape(3, 60, 4, 80, 3).swapaxes(1, 2).reshape(12, 60, 80, 3)
    kinds = (small, vivid, edges)
    return {look.__name__: float(np.abs(fit_basis(pictures, 4, look).features(pictures)).mean()) for look in kinds}


PICTURES = {
    "frames": (frames, told("what sign rooms look like", f"FRAMES_VERSION = {FRAMES_VERSION}")),
    "looks": (looks, told("what looks show", f"LOOKS_VERSION = {LOOKS_VERSION}")),
}


@pytest.mark.slow
@pytest.mark.physics
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_those_of_their_version(name):
    draw, message = PICTURES[name]
    was, now = np.asarray(Image.open(FOLDER / f"{name}.png")).astype(float), draw()
    assert was.shape == now.shape and np.abs(was - now).mean() < DIFFERENCE, message


def test_features_are_those_of_their_version():
    message = told("features of sign rooms", f"FEATURES_VERSION = {FEATURES_VERSION}")
    assert features() == pytest.approx(FEATURES, rel=1e-3), message


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, (draw, _) in PICTURES.items():
        Image.fromarray(draw()).save(FOLDER / f"{name}.png", optimize=True)
    print(features())
