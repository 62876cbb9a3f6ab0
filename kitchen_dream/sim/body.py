"""The PyBullet backend of a kitchen problem: skills in, outcomes and symbols out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod

import numpy as np

from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.engine.client import TIME_STEP, Client
from kitchen_dream.sim.heat import Heat
from kitchen_dream.sim.outcome import FailureReason, Outcome, SkillFailed
from kitchen_dream.sim.robot.grasp import GraspMode, Gripper
from kitchen_dream.sim.robot.motion import TARGET_STEPS
from kitchen_dream.sim.robot.painted import painted_robot
from kitchen_dream.sim.robot.panda_mobile import PandaMobile
from kitchen_dream.sim.robot.robot import Robot, find_robot
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.sensing.head_camera import HeadCamera
from kitchen_dream.sim.sensing.perception import read_state
from kitchen_dream.sim.skills.actor import Actor, Doors
from kitchen_dream.sim.skills.recover import recover
from kitchen_dream.sim.skills.table import physical_skill

_TINT_STEPS = 48
"""Physics steps between two looks at the colours of what is heated."""


class KitchenBody:
    """A kitchen with a robot in it.

    It can be neither copied nor pickled. Its world ends with `close`, or when nobody refers to it any more.

    Args:
        kitchen: a valid kitchen.
        gui: whether to open a window.
        grasp: "assisted" or "physical" (friction alone).
        robot: a robot's class, or its name as "package.module:Name".
        exact: whether an episode after `reset` is the same to the last bit as in a body just built, for which nothing
            may sleep: three times slower. Without it the same history gives the same bits all the same, in any process;
            only a restored episode and a fresh one differ, by rounding (fractions of a millimetre).
        fine: whether gaps between fronts and the robot's colours look as in films; see Scene and painted_robot. The
            robot of Kitchen-v0 learns from pictures without.
        client: an open world to use instead of a new one; it is cleared first and stays open on `close`.
        frame_rate: how often `on_frame` is called, in 1/s, at most 60.
        rules: the variant of the rules whose symbols are read; contents are of its cookbook.
        doors: how units shut that the robot leaves: "spring", as in Kitchen-v0, or "push": the robot does it. None: as
            the rules have it.

    Attributes:
        on_frame: called with this body `frame_rate` times per simulated second while a skill runs; None: nothing is.

    Examples:
        >>> from kitchen_dream.kitchens.layout.generator import generate
        >>> body = KitchenBody(generate(3))
        >>> int(body.state().open_unit[0])
        -1
        >>> body.close()
    """

    def __init__(
        self, kitchen: Kitchen, *, gui: bool = False, grasp: GraspMode = "assisted",
        robot: str | type[Robot] = PandaMobile, exact: bool = False, fine: bool = False, client: Client | None = None,
        frame_rate: float = 15.0, rules: RuleSet = V0, doors: Doors | None = None,
    ) -> None:
        self.kitchen, self.rules = kitchen, rules
        self._own_client = client is None
        self.client = Client("gui" if gui else "direct") if client is None else client
        self.client.clear()
        self.scene = Scene(self.client, kitchen, sleep=not exact, edged=fine, book=rules.book)
        self.heat = Heat(self.scene)
        kind = find_robot(robot)
        start = kitchen.start
        self.robot: Robot = painted_robot(self.client, kind, start) if fine else kind(self.client, start)
        self.gripper = Gripper(self.client, self.robot, grasp)
        self.on_frame: Callable[[KitchenBody], None] | None = None
        self.frame_rate = frame_rate
        self._since_frame, self._first = 0.0, 0
        stepped = WeakMethod(self._stepped)  # no circle of references: a body that is dropped ends its world at once

        def tick() -> None:
            if (method := stepped()) is not None:
                method()

        doors = doors or ("push" if rules.shuts else "spring")
        self.actor = Actor(self.client, self.scene, self.robot, self.gripper, tick, doors)
        self.reset()

    def reset(self) -> Any:
        """Put everything back to the start of an episode and return the symbols."""
        self.client.iterate()
        self.gripper.release()
        self.robot.place(self.robot.home(self.kitchen.start))  # so that the robot is not in the way of what is put back
        self.scene.reset()
        self.robot.place(self.robot.home(self.kitchen.start))
        self.actor.start_over()
        self.heat.start_over()
        self.client.step(2)
        return self.state()

    def execute(self, call: SkillCall, counted: float | None = None) -> Outcome:
        """Run one skill to its end; a failure is in the outcome. A failed attempt is repeated once where that makes
        sense.

        counted: seconds for which it heats what is under heat when it begins; None: those that it takes.

        Raises ValueError for a skill that nobody has registered."""
        actor, first, run = self.actor, self.client.steps, physical_skill(call.skill)
        self._first = first
        self.heat.begin()
        actor.begin()
        self.robot.stretch_neck(0.0)  # the arm may want the room that the head takes while it looks into a unit
        retries, details = 0, []
        reason: FailureReason | None = None
        while True:
            try:
                run(actor, call.argument)
                reason = None
            except SkillFailed as failure:
                # In a second attempt this follows from the first failure.
                reason = reason if retries and failure.reason == FailureReason.NOT_POSSIBLE else failure.reason
                details.append(f"{failure.reason.value}: {failure.detail}")
                recovered = recover(actor)
                if recovered and retries == 0 and reason not in (FailureReason.NOT_POSSIBLE, FailureReason.TIMEOUT):
                    retries += 1
                    continue
            break
        seconds = (self.client.steps - first) * TIME_STEP
        self.heat.add(seconds if counted is None else counted)
        return Outcome(
            success=reason is None, reason=reason, seconds=seconds, retries=retries,
            max_force=actor.contacts.max_force, collisions=actor.contacts.collisions, beyond_limits=actor.beyond_limits,
            drive_metres=actor.drive_metres, detail="; ".join(details),
        )

    def idle(self, seconds: float) -> None:
        """Let some seconds of the clock pass without a skill: what is under heat is heated."""
        self.heat.begin()
        self.heat.add(seconds)

    def state(self) -> Any:
        """The symbols (B = 1) as the bodies say, a state of the rules."""
        actor = self.actor
        return read_state(self.scene, self.robot, actor.stations, actor.presses, self.rules, self.heat.seconds)

    def frame(self, camera: str = "head", width: int = 320, height: int = 240) -> np.ndarray:
        """A picture (height, width, 3) uint8 from the robot's head or from a corner of the room."""
        if camera == "head":
            return HeadCamera(self.client, self.scene, self.robot, width, height).shoot().rgb
        if camera == "room":
            room = self.kitchen.room
            middle = (room.width / 2, room.depth / 2, 0.8)
            stove = self.kitchen.stove
            eye_x = 0.15 if stove.x > room.width / 2 else room.width - 0.15
            eye_y = 0.15 if stove.y > room.depth / 2 else room.depth - 0.15
            return render(self.client, (eye_x, eye_y, 2.35), middle, 68.0, width, height)
        raise ValueError(f"unknown camera {camera!r}; known are: head, room")

    def close(self) -> None:
        """Close the world, if it is this body's own; twice does nothing."""
        if self._own_client:
            self.client.close()

    def _stepped(self) -> None:
        if self.heat.under and self.client.steps % _TINT_STEPS == 0:
            self.heat.show((self.client.steps - self._first) * TIME_STEP)
        if self.on_frame is None:
            return
        self._since_frame += TARGET_STEPS * TIME_STEP * self.frame_rate
        if self._since_frame >= 1.0 - 1e-9:
            self._since_frame -= 1.0
            self.on_frame(self)
