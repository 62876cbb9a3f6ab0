"""The sign room on a coarse lattice: poses, frames kept and drawn anew, rewards, exact values against simulated
episodes.
"""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.sign_room.features import edges, fit_basis, small, vivid
from kitchen_dream.problems.sign_room.frames import CACHE, LEGIBLE, frames_key, room_frames, sign_may_show
from kitchen_dream.problems.sign_room.poses import Action
from kitchen_dream.problems.sign_room.reference import planner
from kitchen_dream.problems.sign_room.rooms import many_random_rooms, random_room, random_rooms
from kitchen_dream.problems.sign_room.rules import SignRoom13, SignRoom20
from kitchen_dream.sim.sign_room.layout import PUBLISHED, TOUCH
from kitchen_dream.sim.sign_room.scene import SignRoomWorld

pytestmark = pytest.mark.physics


def test_kept_frames_are_what_is_drawn_anew(world):
    assert CACHE.path(frames_key(PUBLISHED, world.graphs[0])).is_file()
    kept = room_frames(PUBLISHED, world.lattice)
    rng, graph = np.random.default_rng(0), kept.graph
    for word in (0, 1):
        with SignRoomWorld(PUBLISHED, word) as room:
            for pose in rng.integers(len(graph), size=60):
                fresh = room.look(*graph.place[pose], graph.yaw[pose])
                np.testing.assert_array_equal(kept.pictures[kept.index[word, pose]], fresh)
    hidden = ~sign_may_show(PUBLISHED, graph.place, graph.yaw)
    assert (kept.differing[hidden] == 0).all() and (kept.differing >= 40).any()


def test_poses_keep_off_walls_and_end_at_objects(world):
    graph = world.graph
    with SignRoomWorld(PUBLISHED, 0) as room:
        assert min(room.clearance(x, y) for x, y in np.unique(graph.place, axis=0)) >= 0
    objects = np.array([place for _, _, place in PUBLISHED.objects()])
    for pose in np.flatnonzero(graph.touched >= 0):
        assert np.linalg.norm(graph.place[pose] - objects[graph.touched[pose]]) < TOUCH
        assert (graph.following[pose] == pose).all()
    assert set(graph.touched.tolist()) == {-1, *range(6)}


def test_touching_pays_by_kind_and_colour_and_nothing_in_exploration(world):
    graph = world.graph
    before = np.flatnonzero((graph.touched < 0) & (graph.touched[graph.following[:, Action.FORWARD]] >= 0))
    problem = SignRoom20("train", len(before), world=world)
    for word in (0, 1):
        for asked in (EXPLORE, 0, 1, 2):
            problem.begin(np.full(len(before), word), np.full(len(before), asked))
            problem.pose = before.copy()
            step = problem.step(np.full(len(before), Action.FORWARD))
            thing = graph.touched[problem.pose]
            right = (thing // 2 == asked) & (thing % 2 == word)
            assert step.terminated.all()
            np.testing.assert_array_equal(step.reward, 0 if asked == EXPLORE else np.where(right, 1, -1))
            np.testing.assert_array_equal(problem.succeeded(), right & (asked != EXPLORE))


def test_a_pixel_puts_the_sign_in_view_and_forty_make_it_legible(world):
    problem, differing = SignRoom20("train", 3, world=world), world.pictures.differing
    faint = np.flatnonzero((differing > 0) & (differing < LEGIBLE))[0]
    poses = np.array([np.flatnonzero(differing == 0)[0], faint, differing.argmax()])
    problem.begin(np.zeros(3, int), np.full(3, EXPLORE))
    problem.pose, problem.sign_read[:], problem.sign_in_view[:] = poses, False, False
    problem.step(np.full(3, Action.END))
    assert problem.sign_in_view.tolist() == [False, True, True] and problem.sign_read.tolist() == [False, False, True]


def test_exact_random_value_is_that_of_simulated_episodes(world):
    problem, rng = SignRoom13("train", 40_000, world=world), np.random.default_rng(3)
    rows = rng.integers(2, size=problem.batch)
    problem.begin(rows, problem.sample_instructions(rows, rng))
    total, going = np.zeros(problem.batch), np.ones(problem.batch, bool)
    for _ in range(13):
        step = problem.step(rng.integers(4, size=problem.batch))
        total += np.where(going, step.reward, 0)
        going &= ~(step.terminated | step.truncated)
    assert not going.any()
    assert abs(total.mean() - planner(problem).random()) < 4 * total.std() / 200


def test_values_stand_in_order(world):
    for kind in (SignRoom20, SignRoom13):
        plan = planner(kind(world=world))
        (pearl, _), blind = plan.pearl(), plan.blind()
        assert plan.random() < pearl < blind <= plan.oracle() <= 1


def test_observations_hold_frames_and_no_word(world):
    problem = SignRoom20("train", 8, world=world)
    seen = problem.begin(np.arange(8) % 2, np.full(8, EXPLORE))
    assert seen["vector"].shape == (8, 1) and seen["frame"].shape == (8,) and not seen["instruction"].any()
    frame = problem.begin(np.arange(8) % 2, np.full(8, EXPLORE), start=np.zeros(8, int))["frame"]
    same = problem.frames.differing[problem.pose] == 0
    assert ((frame == frame[0]) | ~same).all()


def test_wrong_arguments_are_one_line(world):
    with pytest.raises(ValueError, match="use one of: train, test"):
        SignRoom20("tset", world=world)
    with pytest.raises(ValueError, match="actions are 0 to 3"):
        SignRoom20(world=world).step(np.array([4]))


def test_the_last_step_tells_what_every_instruction_would_pay(world):
    problem, rng = SignRoom20("train", 64, world=world), np.random.default_rng(0)
    asked = np.arange(64) % 3
    problem.begin(np.arange(64) % 2, asked, rng)
    paid = []
    for _ in range(20):
        step = problem.step(np.full(64, Action.FORWARD))
        np.testing.assert_array_equal(problem.reward_by_instruction()[np.arange(64), asked], step.reward)
        paid.append(problem.reward_by_instruction())
    assert (np.abs(paid).max(0) == 1).any()


def test_starts_are_drawn_by_the_generator_that_is_given(world):
    one, other = SignRoom20("train", 32, world=world), SignRoom20("train", 32, world=world, seed=5)
    rows, asked = np.zeros(32, int), np.full(32, EXPLORE)
    for problem in (one, other):
        problem.begin(rows, asked, np.random.default_rng(3))
    np.testing.assert_array_equal(one.pose, other.pose)
    one.begin(rows, asked)
    assert (one.pose != other.pose).any()


def test_random_rooms_are_the_same_every_time_and_all_different():
    rooms, splits = random_rooms()
    assert len({room.places for room in rooms}) == len(rooms) == 50
    assert sorted(k for part in splits.values() for k in part) == list(range(50)), "each room is in one split"


def test_more_rooms_leave_the_held_out_ones_as_they_are_and_share_nothing():
    few, (rooms, splits) = random_rooms(), many_random_rooms()
    assert (
        [rooms[k] for k in splits["test"]]
        == [few[0][k] for k in few[1]["test"]]
        == [random_room(k) for k in range(30, 40)]
    )
    assert set(few[1]["train"]) < set(splits["train"])
    assert sorted(k for part in splits.values() for k in part) == list(range(len(rooms))), "each room is in one split"
    assert len({room.places for room in rooms}) == len(rooms)


def test_vivid_pictures_keep_objects_and_lose_pale_walls():
    wall, ball = (0.5, 0.6, 0.7), (0.1, 0.1, 0.9)
    pictures = np.full((1, 60, 80, 3), np.round(255 * np.array(wall)), np.uint8)
    pictures[:, 20:22, 40:44] = np.round(255 * np.array(ball))
    blue, red = vivid(pictures).reshape(2, 30, 40)
    assert blue[10, 20] == blue[10, 21] == pytest.approx(0.8**2, abs=0.01) and (red == 0).all()
    assert blue.max() == blue[10, 20] and np.median(blue) == pytest.approx(0.1**2, abs=0.002)
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, size=(5, 60, 80, 3), dtype=np.uint8)
    r, g, b = np.moveaxis(noise / 255, -1, 0)
    over = np.stack([b - np.maximum(r, g), r - np.maximum(b, g)], 1).clip(min=0) ** 2
    np.testing.assert_allclose(vivid(noise), over.reshape(5, 2, 30, 2, 40, 2).mean((3, 5)).reshape(5, -1), atol=1e-6)
    for look in (small, vivid, edges):
        assert fit_basis(noise, 4, look).features(noise).shape == (5, 4)


def test_edges_keep_letters_and_lose_where_walls_meet():
    pictures = np.full((1, 60, 80, 3), 120, np.uint8)
    pictures[:, :, 41:] = 150  # another wall
    pictures[:, 20:23, 10:11] = 255  # an upright stroke, one pixel wide
    across, down = edges(pictures).reshape(2, 30, 40)
    stroke, corner = (135 / 255) ** 2, (30 / 255) ** 2
    # Both of the stroke's sides lie in one block of 2 x 2 pixels, in two rows.
    assert across[10, 5] == pytest.approx(2 * 2 * stroke / 4, rel=1e-4) and across[11, 5] == pytest.approx(
        2 * stroke / 4, rel=1e-4
    )
    assert across[5, 20] == pytest.approx(2 * corner / 4, rel=1e-4) and across[10, 5] > 20 * across[5, 20]
    assert down[10, 5] == pytest.approx(stroke / 4, rel=1e-4) and down[11, 5] == pytest.approx(stroke / 4, rel=1e-4)
    assert np.count_nonzero(down) == 2 and np.count_nonzero(across[:, [5, 20]]) == np.count_nonzero(across)
