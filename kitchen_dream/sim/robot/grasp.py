"""Holding things: closing the fingers, noticing what is between them, and the constraint of an assisted grasp.

An assisted grasp is a constraint that is made only while both fingers touch the thing, and that breaks when it is
pulled too hard. A physical grasp is friction alone."""

import math
from typing import Literal

import numpy as np

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.robot import Robot

GraspMode = Literal["assisted", "physical"]
GRASP_MODES = ("assisted", "physical")

HANDLE_FORCE, ITEM_FORCE = 300.0, 200.0
"""Newton that an assisted grasp of a handle and of an ingredient bears at most."""
FINGER_FRICTION, _SMOOTH, _TWIST = 1.5, 0.05, 0.05
"""Lateral friction of the fingertips while they grip, and while they let go; and what resists turning between them, if
friction alone holds: a constraint needs none, and each contact would cost the solver three more rows."""
STRETCH = 0.015
"""Metres by which a thing may be drawn out of the hand; then the grasp, which bears no more force, is broken."""


class Gripper:
    """The hand's hold on at most one thing.

    Args:
        client: the world.
        robot: whose hand it is.
        mode: "assisted" or "physical"."""

    def __init__(self, client: Client, robot: Robot, mode: GraspMode) -> None:
        if mode not in GRASP_MODES:
            raise ValueError(f"unknown grasp mode {mode!r}; known are: {', '.join(GRASP_MODES)}")
        self._client, self._robot, self.mode, self._rolls = client, robot, mode, (0.0, 0.0)
        self._constraint: int | None = None
        self._anchors: tuple[tuple[float, ...], tuple[float, ...]] = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
        self.thing: tuple[int, int] | None = None
        """Body and link that the hand was closed on."""

    def touching(self, body: int, link: int) -> bool:
        """Whether both fingers touch a link now."""
        return all(self._client.getContactPoints(self._robot.body, body, f, link) for f in self._robot.fingers)

    def hold(self, body: int, link: int, rigid: bool) -> bool:
        """Keep what both fingers touch; False if they do not.

        Args:
            body, link: the thing.
            rigid: an ingredient moves with the hand; a handle's bar may turn in it."""
        if not self.touching(body, link):
            return False
        self.hold_as_before(body, link, rigid)
        return True

    def hold_as_before(self, body: int, link: int, rigid: bool) -> None:
        """Keep what the hand held at a moment that has come back, whether or not contacts have."""
        assert self._constraint is None, "the hand holds something already"
        self.thing = (body, link)
        if self.mode == "assisted":
            self._constraint = self._fix(body, link, rigid)
        elif rigid:
            self._robot.brace_fingers()

    def holding(self) -> bool:
        """Whether the thing is still held: the constraint stands, or both fingers still touch it."""
        if self.thing is None:
            return False
        return self._constraint is not None or self.touching(*self.thing)

    def check(self) -> None:
        """Break an overloaded constraint: the thing was drawn out of the hand by more than STRETCH."""
        if self._constraint is not None and self.stretch() > STRETCH:
            self.release()

    def stretch(self) -> float:
        """Metres between the constraint's ends on hand and thing; 0 without a constraint."""
        if self._constraint is None or self.thing is None:
            return 0.0
        hand, _ = self._client.multiplyTransforms(*self._hand(), self._anchors[0], (0, 0, 0, 1))
        thing, _ = self._client.multiplyTransforms(*self._place(*self.thing), self._anchors[1], (0, 0, 0, 1))
        return math.dist(hand, thing)

    def grip(self) -> None:
        """Close the fingers with full force and friction.

        There are no friction anchors: a contact with one keeps its place and its normal as long as it does not slip,
        and so would glue a thing to a finger that has turned or opened since."""
        self._rough(True)
        self._robot.set_fingers(0.0)

    def _rough(self, on: bool) -> None:
        rough, twist = FINGER_FRICTION if on else _SMOOTH, _TWIST if self.mode == "physical" else 0.0
        for finger in self._robot.fingers:
            self._client.changeDynamics(self._robot.body, finger, lateralFriction=rough, spinningFriction=twist)

    def release(self) -> None:
        """Let go of whatever is held; the fingers stay where they are, and are smooth."""
        if self._constraint is not None and self.thing is not None:
            self._client.removeConstraint(self._constraint)
            self._client.changeDynamics(*self.thing, rollingFriction=self._rolls[0], spinningFriction=self._rolls[1])
        self._rough(False)
        self._constraint = None
        self.thing = None

    def _fix(self, body: int, link: int, rigid: bool) -> int:
        client = self._client
        hand_at, hand_turn = self._hand()
        thing_at, thing_turn = self._place(body, link)
        if rigid:
            anchor, turn = thing_at, thing_turn
        else:
            points = [
                c[6] for f in self._robot.fingers for c in client.getContactPoints(self._robot.body, body, f, link)
            ]
            anchor, turn = tuple(np.mean(points, 0)), (0.0, 0.0, 0.0, 1.0)
        in_hand, hand_frame = client.multiplyTransforms(*client.invertTransform(hand_at, hand_turn), anchor, turn)
        in_thing, thing_frame = client.multiplyTransforms(*client.invertTransform(thing_at, thing_turn), anchor, turn)
        constraint = client.createConstraint(
            self._robot.body, self._robot.hand, body, link,
            client.JOINT_FIXED if rigid else client.JOINT_POINT2POINT,
            (0, 0, 0), in_hand, in_thing, hand_frame, thing_frame,
        )  # fmt: skip
        client.changeConstraint(constraint, maxForce=ITEM_FORCE if rigid else HANDLE_FORCE)
        self._anchors = (in_hand, in_thing)
        self._rolls = client.getDynamicsInfo(body, link)[6:8]  # given back on release
        client.changeDynamics(body, link, rollingFriction=0.0, spinningFriction=0.0)
        return constraint

    def _hand(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        return self._client.getLinkState(self._robot.body, self._robot.hand)[:2]

    def _place(self, body: int, link: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        if link < 0:
            return self._client.getBasePositionAndOrientation(body)
        return self._client.getLinkState(body, link)[:2]
