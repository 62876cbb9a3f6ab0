"""The robot at work: its memory of the episode, collision tests of postures, and following a motion."""

from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np

from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import FREE_ITERATIONS, SOLVER_ITERATIONS, Client
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.grasp import Gripper
from kitchen_dream.sim.robot.motion import RATE, TARGET_STEPS, Free, MotionPlanner, free_motion
from kitchen_dream.sim.robot.robot import Load, Robot, Spheres
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.scene.obstacles import Boxes, Surroundings, clearance
from kitchen_dream.sim.skills.contacts import Contacts

Doors = Literal["spring", "push"]
DOORS = ("spring", "push")
"""How units shut that the robot leaves."""
MARGIN = 0.006
"""Metres that a planned motion stays away from everything, beyond what the robot's spheres exceed its links."""
SKILL_SECONDS = 60.0
"""Simulated seconds after which a skill gives up."""
TOUCH = -0.008
"""Margin in metres below which the robot pushes what it passes: its spheres exceed its links by up to a centimetre."""
_SETTING_OUT = 0.15
"""Seconds of a motion at full speed in which it may stay as close to something as it begins."""
_LIMIT_TOLERANCE = 0.005
"""Radians (and metres of the lift) by which a joint may pass its limit before it counts: motors overshoot a little."""
_BLOCKED = 0.12
"""Metres (and radians of yaw, halved) by which base or lift may lag behind before the robot counts as held up."""


class Actor:
    """The robot at work in a scene.

    Attributes:
        client, scene, robot, gripper: what it works with.
        motion: plans motions within the robot's speeds and limits.
        contacts: what it touches without meaning to.
        stations: where skills start and end: one for each unit, then `stove_station`, `bowl_station`, and the start.
        surroundings: all obstacles as boxes.
        load: what the hand carries, for collision checks; None while it is empty.
        carried: key in `scene.items` of what is carried.
        doors: "spring" where units that are left shut by themselves, "push" where the robot pushes them shut.
        open_unit: the unit that this robot opened last and has not left.
        handled: key in `scene.items` of what the present skill took or dropped; a second attempt goes on from there.
        carry_arm: (7,) how the arm is folded while it carries.
        drive_metres: length of the base's path in the present skill.
        beyond_limits: how often, 60 times a second, a joint of arm or lift was beyond its limit in the present skill.
        presses: how often each button was pushed in since the reset, as its joint said: the burners', then the oven's.
        presses_before: the same when the present skill began."""

    def __init__(
        self, client: Client, scene: Scene, robot: Robot, gripper: Gripper, on_step: Callable[[], None],
        doors: Doors = "spring",
    ) -> None:
        if doors not in DOORS:
            raise ValueError(f"unknown way of shutting doors {doors!r}; known are: {', '.join(DOORS)}")
        self.doors = doors
        self.client, self.scene, self.robot, self.gripper = client, scene, robot, gripper
        self.motion = MotionPlanner(robot.facts)
        self.contacts = Contacts(robot)
        self.surroundings = Surroundings(scene, robot.body)
        self.paths = PathMap(scene.kitchen)
        self.stations: list[Pose2D] = self.paths.poses
        self.stove_station = len(scene.kitchen.units)
        self.bowl_station = self.stove_station + 1
        self._on_step = on_step
        self.start_over()

    def start_over(self) -> None:
        """Forget everything about the episode."""
        self.load: Load | None = None
        self.carried: tuple[int, int] | None = None
        self.carry_arm = np.array(self.robot.facts.tuck_arm)
        self.finger = self.robot.facts.finger_opening
        self.open_unit: int | None = None
        self.presses = [0] * len(self.scene.stove.button_joints)
        self._pushed = [False] * len(self.presses)
        self.begin()

    def begin(self) -> None:
        """Start counting a new skill."""
        self._deadline = self.client.steps + int(SKILL_SECONDS * 240)
        self.contacts.begin()
        self.drive_metres, self.beyond_limits = 0.0, 0
        self.handled: tuple[int, int] | None = None
        self.presses_before = list(self.presses)

    # --- collision tests

    def spheres(self) -> Spheres:
        """The robot as spheres, with what it carries and the fingers as they are."""
        return self.robot.spheres(self.finger, self.load)

    def free(self, boxes: Boxes, margin: float = MARGIN) -> Free:
        """A collision test among boxes, from which the robot stays away by a margin in metres."""
        spheres = self.spheres()

        def test(postures: np.ndarray) -> np.ndarray:
            good = self.motion.within_limits(postures)
            if good.any():
                rows = np.flatnonzero(good)
                rows = rows[spheres.self_clearance(postures[rows]) > 0.002]
                good = np.zeros(len(postures), bool)
                good[rows] = clearance(spheres, postures[rows], boxes) > margin
            return good

        return test

    def margin(self, boxes: Boxes) -> float:
        """MARGIN, or less where the robot is closer to something already: what it dropped may lean on its fingers."""
        return max(min(MARGIN, self.gap(boxes) - 0.003), -0.02)

    def gap(self, boxes: Boxes) -> float:
        """Metres between the robot where it is and everything; negative where its spheres overlap something."""
        return float(clearance(self.spheres(), self.robot.target, boxes)[0])

    def way(self, goal: np.ndarray, boxes: Boxes, margin: float) -> np.ndarray | None:
        """A free motion (T, 11) to a posture, or None.

        A margin below TOUCH, for a robot that is so close to something now, is for setting out alone, if that can be:
        a motion that kept to it to the end would push things. What is held may overlap something by more than the
        margin, as its spheres exceed it: then the robot sets out from there."""
        start, gap = self.robot.target, self.gap(boxes)
        motion = self.motion.plan(start, goal, self.free(boxes, margin)) if gap > margin else None
        if margin >= TOUCH or (motion is None and gap > margin):
            return motion
        least = min(margin, gap - 0.003)
        close, clear = self.free(boxes, least), self.free(boxes, TOUCH)

        def setting_out(postures: np.ndarray) -> np.ndarray:
            return close(postures) & ((self.motion.duration(start, postures) < _SETTING_OUT) | clear(postures))

        if motion is not None and free_motion(motion, setting_out):
            return motion
        better = self.motion.plan(start, goal, setting_out)
        return motion if better is None else better

    def here(self, skip_items: Iterable[int] = (), without_panel: int | None = None) -> Boxes:
        """Obstacles around the robot now, without what it carries."""
        skip = set(skip_items)
        if self.carried is not None:
            skip.add(self.scene.items[self.carried].body)
        return self.surroundings.now(self.robot.target[:2], skip_items=skip, without_panel=without_panel)

    # --- doing

    def step(self, count: int = TARGET_STEPS) -> None:
        """Let the world go on by a few physics steps, feel at each what is touched, and break an overloaded grasp."""
        for _ in range(count):
            self.client.step()
            touches = self.contacts.feel(None if self.carried is None else self.scene.items[self.carried].body)
            self.client.iterate(SOLVER_ITERATIONS if touches or self.gripper.thing else FREE_ITERATIONS)
        self.gripper.check()
        for button, before in enumerate(self._pushed):
            self._pushed[button] = self.scene.pressed(button, before)
            if self._pushed[button] and not before:
                self.presses[button] += 1
                self.scene.switch(button)
        self._on_step()
        if self.client.steps > self._deadline:
            raise SkillFailed(FailureReason.TIMEOUT)

    def follow(self, targets: np.ndarray, watch: Callable[[], bool] | None = None) -> bool:
        """Send targets (T, 11) to the motors; False as soon as `watch` says so.

        Raises SkillFailed: COLLISION where base or lift are held up, TIMEOUT."""
        before = self.robot.target
        for target in targets:
            self.robot.set_target(target, (target - before) * RATE)
            before = target
            self.step()
            if watch is not None and not watch():
                self.robot.set_target(self.robot.posture())
                return False
            posture = self.robot.posture()
            self.beyond_limits += not self.motion.within_limits(posture, _LIMIT_TOLERANCE)
            lag = np.abs(posture[:4] - target[:4])
            if lag[0] > _BLOCKED or lag[1] > _BLOCKED or lag[2] > 2 * _BLOCKED or lag[3] > _BLOCKED:
                self.robot.set_target(self.robot.posture())
                raise SkillFailed(FailureReason.COLLISION, "held up on the way")
        self.robot.set_target(targets[-1])
        return True

    def wait(self, seconds: float) -> None:
        """Stand still."""
        for _ in range(max(1, round(seconds * RATE))):
            self.step()

    def settle(self, tolerance: float = 0.004, seconds: float = 0.5) -> None:
        """Wait until the joints have arrived."""
        for _ in range(round(seconds * RATE)):
            if np.max(np.abs(self.robot.posture() - self.robot.target)) < tolerance:
                return
            self.step()

    def go(self, goal: np.ndarray) -> None:
        """Move to a posture (11,) by a planned motion. Raises SkillFailed: NO_PATH, COLLISION, TIMEOUT."""
        boxes = self.here()
        targets = self.way(goal, boxes, self.margin(boxes))
        if targets is None:
            raise SkillFailed(FailureReason.NO_PATH, "the arm finds no way")
        self.follow(targets)

    def fingers(self, width: float, seconds: float = 0.25) -> None:
        """Move the fingers and give them time."""
        self.robot.set_fingers(width)
        self.wait(seconds)

    def open_hand(self, width: float | None = None) -> None:
        """Let go and move the fingers to a position in metres, all the way if it is left out."""
        width = self.robot.facts.finger_opening if width is None else width
        self.gripper.release()
        self.finger = width
        self.fingers(width, 0.2)
