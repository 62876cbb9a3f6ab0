"""Many rooms: what was drawn once is not drawn again, and only rooms that are looked at are read."""

import numpy as np
import pytest

from kitchen_dream.problems.sign_room.frames import CACHE, PICTURE, frames_key, room_frames
from kitchen_dream.problems.sign_room.poses import Lattice
from kitchen_dream.problems.sign_room.rooms import random_room
from kitchen_dream.problems.sign_room.rules import SignRoomRandom
from kitchen_dream.problems.sign_room.world import SignRooms
from kitchen_dream.sim.sign_room import scene

pytestmark = [pytest.mark.physics, pytest.mark.slow]


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    """An empty cache, and pictures that take no time: they tell place, heading and, in some of them, the word."""
    monkeypatch.setenv("KITCHEN_DREAM_CACHE", str(tmp_path))

    def look(self, x: float, y: float, yaw: float) -> np.ndarray:
        told = (10 * x, 10 * y, 10 * yaw + self.colour * (x > 5))
        return np.broadcast_to(np.array(told).astype(np.uint8), PICTURE)

    monkeypatch.setattr(scene.SignRoomWorld, "look", look)


def world() -> SignRooms:
    """Two random rooms on a coarse lattice, as another process would have them."""
    return SignRooms((random_room(0), random_room(1)), {"train": (0, 1)}, Lattice(axis=1, diagonal=1, even=True))


def begin(rooms: SignRooms) -> np.ndarray:
    """The pictures that four episodes begin with."""
    problem = SignRoomRandom("train", 4, world=rooms, seed=1)
    problem.begin(np.arange(4), np.zeros(4, np.int64), np.random.default_rng(0))
    return problem.frames.pictures[problem.frame]


def test_the_first_reset_says_what_it_does_and_the_second_draws_nothing(capsys, monkeypatch):
    first, told = begin(world()), capsys.readouterr().err
    assert "where one can stand in 2 rooms, once" in told and "what is seen from" in told
    monkeypatch.setattr(scene, "SignRoomWorld", None)  # whatever would draw is gone
    np.testing.assert_array_equal(begin(world()), first)
    assert capsys.readouterr().err == "" and first.shape == (4, 60, 80, 3)


def test_pictures_have_one_numbering_and_are_read_room_by_room():
    rooms = world()
    table, parts = rooms.pictures, [room_frames(room, rooms.lattice) for room in rooms.rooms]
    whole = np.concatenate([part.pictures for part in parts])
    assert len(table.pictures) == len(whole)
    first = len(parts[0].pictures)
    np.testing.assert_array_equal(table.pictures[np.arange(first)], parts[0].pictures)
    assert set(table.pictures._rooms) == {0}
    some = np.random.default_rng(0).integers(len(whole), size=(3, 5))
    np.testing.assert_array_equal(table.pictures[some], whole[some])
    np.testing.assert_array_equal(table.pictures[first], whole[first])
    index = np.concatenate([parts[0].index, parts[1].index + first], axis=1)
    np.testing.assert_array_equal(table.index, index)
    assert all(CACHE.path(frames_key(r, g)).is_file() for r, g in zip(rooms.rooms, rooms.graphs, strict=True))
