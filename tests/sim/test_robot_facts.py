"""The shipped robots keep what kitchens and rules assume of a robot."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kitchen_dream.kitchens import robot_facts
from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.rules import durations
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.motion import MotionPlanner
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE
from kitchen_dream.sim.robot.robot import Hand, Robot, find_robot, shipped_robots


@pytest.fixture(scope="module", params=shipped_robots())
def robot(request):
    with Client() as client:
        yield find_robot(request.param)(client, Pose2D(x=0.0, y=0.0, yaw=0.0))


def test_it_fits_the_circle_and_keeps_its_own_speeds(robot):
    facts = robot.facts
    assert facts.chassis_radius < facts.folded_radius < robot_facts.BASE_RADIUS
    assert max(abs(x) + radius for x, radius, _, _ in facts.uprights) < robot_facts.BASE_RADIUS
    assert facts.drive_speed <= facts.joint_speeds[0] and facts.turn_speed <= facts.joint_speeds[2]


def test_what_hangs_above_the_body_is_above_the_tucked_arm(robot):
    """Wall cabinets are no obstacles to the base: its front half must pass below them."""
    spheres = robot.spheres(robot.facts.finger_opening, None)
    top = spheres.centres(robot.home(Pose2D(x=0.0, y=0.0, yaw=0.0))[None])[0, :, 2] + spheres.radii
    assert top.max() < robot_facts.BODY_HEIGHT


@pytest.mark.parametrize("height", robot_facts.FRONT_REACH)
def test_the_hand_reaches_fronts(robot, height):
    hands = (Hand(0.0), Hand(math.radians(30)), Hand(math.radians(45)))
    assert any(len(_stances(robot, height, hand)) for hand in hands)


@pytest.mark.parametrize("height", robot_facts.DRAWER_REACH)
def test_the_hand_reaches_into_drawers(robot, height):
    assert len(_stances(robot, height, Hand(math.radians(90)))) or len(_stances(robot, height, Hand(math.radians(60))))


@pytest.mark.parametrize("height", robot_facts.HOB_REACH)
def test_the_hand_reaches_over_pot_and_bowl(robot, height):
    assert len(_stances(robot, height + 0.2, Hand(math.radians(45))))


def _stances(robot: Robot, height: float, hand: Hand) -> np.ndarray:
    found = robot.candidates(np.array([1.0, 0.0, height]), 0.0, hand, robot.home(Pose2D(x=0.0, y=0.0, yaw=0.0)))
    free = robot.spheres(robot.facts.finger_opening, None).self_clearance(found) > 0 if len(found) else []
    return found[MotionPlanner(robot.facts).within_limits(found) & free] if len(found) else found


def test_nominal_speeds_are_those_of_the_robot_up_to_the_fit():
    assert durations.DRIVE_SPEED == pytest.approx(PANDA_MOBILE.drive_speed, rel=0.1)
    assert durations.TURN_SPEED == pytest.approx(PANDA_MOBILE.turn_speed, rel=0.15)
