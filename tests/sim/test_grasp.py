"""Holding things: when the assisted constraint is made, when it breaks, and friction alone."""

import numpy as np
import pytest

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.grasp import ITEM_FORCE, Gripper
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE, PandaMobile
from kitchen_dream.sim.robot.posture import ARM, LIFT
from kitchen_dream.sim.scene.ingredients import build_item

pytestmark = pytest.mark.physics

TOMATO = cookbook().ingredient_id("tomato")


class Hand:
    """A robot with its hand level above the floor, and a tomato that hangs between the fingers or beside them."""

    def __init__(self, client: Client, mode: str) -> None:
        client.clear()
        self.client = client
        self.robot = PandaMobile(client, Pose2D(x=0.0, y=0.0, yaw=0.0))
        posture = self.robot.home(Pose2D(x=0.0, y=0.0, yaw=0.0))
        posture[ARM], posture[LIFT] = PANDA_MOBILE.carry_arm, 0.4
        self.robot.place(posture)
        self.gripper = Gripper(client, self.robot, mode)
        self.item = build_item(client, TOMATO, (0.0, 0.0, -5.0))

    def put_tomato(self, aside: float) -> None:
        """Put the tomato upright at the tool, `aside` metres along the direction in which the fingers open; nothing
        pulls it down.
        """
        rotation, tip = self.robot.tool()
        self.client.setGravity(0, 0, 0)
        self.client.resetBasePositionAndOrientation(
            self.item.body, (tip + aside * rotation[:, 1]).tolist(), (0, 0, 0, 1)
        )
        self.client.resetBaseVelocity(self.item.body, (0, 0, 0), (0, 0, 0))

    def close(self) -> None:
        """Close the fingers, then let weight come back."""
        self.gripper.grip()
        self.client.step(60)
        self.client.setGravity(0, 0, -9.81)

    def pull(self, newton: float, steps: int) -> None:
        """Pull the tomato downwards for a while, looking at the grasp as the skills do."""
        for step in range(steps):
            place = self.client.getBasePositionAndOrientation(self.item.body)[0]
            self.client.applyExternalForce(self.item.body, -1, (0, 0, -newton), place, self.client.WORLD_FRAME)
            self.client.step()
            if step % 4 == 3:
                self.gripper.check()

    def slipped(self) -> float:
        """Metres between the tomato and the tool."""
        place = self.client.getBasePositionAndOrientation(self.item.body)[0]
        return float(np.linalg.norm(np.array(place) - self.robot.tool()[1]))


@pytest.fixture(scope="module")
def client():
    with Client() as client:
        yield client


@pytest.mark.parametrize("mode", ["assisted", "physical"])
def test_nothing_is_held_unless_both_fingers_touch(client, mode):
    hand = Hand(client, mode)
    hand.put_tomato(aside=0.5)
    hand.close()
    assert not hand.gripper.hold(hand.item.body, -1, rigid=True)
    # within the open hand, pushed against one finger: the other is a few millimetres away
    hand = Hand(client, mode)
    rotation, _ = hand.robot.tool()
    hand.put_tomato(aside=0.003)
    for _ in range(60):
        place = client.getBasePositionAndOrientation(hand.item.body)[0]
        client.applyExternalForce(hand.item.body, -1, (2 * rotation[:, 1]).tolist(), place, client.WORLD_FRAME)
        client.step()
    touches = [bool(client.getContactPoints(hand.robot.body, hand.item.body, finger)) for finger in hand.robot.fingers]
    assert sorted(touches) == [False, True]
    assert not hand.gripper.hold(hand.item.body, -1, rigid=True)
    assert not hand.gripper.holding() and client.getNumConstraints() == 0


def test_assisted_grasp_bears_and_breaks(client):
    hand = Hand(client, "assisted")
    hand.put_tomato(aside=0.0)
    hand.close()
    assert hand.gripper.hold(hand.item.body, -1, rigid=True)
    assert client.getNumConstraints() == 1
    hand.pull(0.2 * ITEM_FORCE, 120)
    assert hand.gripper.holding() and hand.gripper.stretch() < 0.005 and client.getNumConstraints() == 1
    hand.pull(3 * ITEM_FORCE, 60)
    assert client.getNumConstraints() == 0 and not hand.gripper.holding()
    client.step(120)
    assert hand.slipped() > 0.2, "it falls"


def test_letting_go_removes_the_constraint(client):
    hand = Hand(client, "assisted")
    hand.put_tomato(aside=0.0)
    hand.close()
    assert hand.gripper.hold(hand.item.body, -1, rigid=True)
    hand.gripper.release()
    assert client.getNumConstraints() == 0 and not hand.gripper.holding()


def test_physical_grasp_is_friction_alone(client):
    hand = Hand(client, "physical")
    hand.put_tomato(aside=0.0)
    hand.close()
    assert hand.gripper.hold(hand.item.body, -1, rigid=True)
    assert client.getNumConstraints() == 0
    hand.pull(5.0, 240)  # four times its weight
    assert hand.gripper.holding() and hand.slipped() < 0.02
    hand.pull(400.0, 60)
    assert not hand.gripper.holding()


def test_a_braced_grasp_does_not_drift_aside(client):
    """A push along the direction in which the fingers open moves fingers that press alone; a braced one stands."""
    drift = {}
    for mode in ("physical", "alone"):
        hand = Hand(client, "physical")
        hand.put_tomato(aside=0.0)
        hand.close()
        if mode == "physical":
            assert hand.gripper.hold(hand.item.body, -1, rigid=True)
        rotation, _ = hand.robot.tool()
        for _ in range(60):
            place = client.getBasePositionAndOrientation(hand.item.body)[0]
            client.applyExternalForce(hand.item.body, -1, (20 * rotation[:, 1]).tolist(), place, client.WORLD_FRAME)
            client.step()
        drift[mode] = hand.slipped()
    assert drift["physical"] < 0.002 < drift["alone"]


@pytest.mark.parametrize("mode", ["assisted", "physical"])
def test_what_is_let_go_leaves_the_fingers_though_the_hand_has_turned(client, mode):
    hand = Hand(client, mode)
    hand.put_tomato(aside=0.0)
    hand.close()
    assert hand.gripper.hold(hand.item.body, -1, rigid=True)
    target = hand.robot.target
    for k in range(1, 121):
        turned = target.copy()
        turned[2] += 1.2 * k / 120
        hand.robot.set_target(turned)
        client.step(4)
    assert hand.gripper.holding()
    hand.gripper.release()
    hand.robot.set_fingers(PANDA_MOBILE.finger_opening)
    client.step(120)
    assert hand.slipped() > 0.2, "it falls"


def test_unknown_mode_names_the_known(client):
    hand = Hand(client, "assisted")
    with pytest.raises(ValueError, match="known are: assisted, physical"):
        Gripper(client, hand.robot, "magnetic")
