"""What every skill can ask of the robot: follow a checked motion, drive to a station, close the hand, come back tucked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np

from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.geometry import stations
from kitchen_dream.kitchens.spec import Pose2D
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot import motion
from kitchen_dream.sim.robot.grasp import Gripper
from kitchen_dream.sim.robot.robot import ARM, CARRY_ARM, LIFT, OPEN_WIDTH, TARGET_STEPS, TUCK_ARM, TUCK_LIFT, YAW, Robot, home
from kitchen_dream.sim.robot.spheres import Load, RobotSpheres, posture_of_arm
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.scene.obstacles import Boxes, Surroundings, clearance

MARGIN = 0.006
"""Metres that a planned motion stays away from everything, beyond what the robot's spheres exceed its links."""

DRIVE_SPEED = 0.85
"""Metres a second of the base on its way to a station."""

TURN_SPEED = 1.8
"""Radians a second of the base on its way to a station."""

SKILL_SECONDS = 60.0
"""Simulated seconds after which a skill gives up."""

PUSH = 20.0
"""Newton from which a touch that was not meant counts as a collision."""

_LIMIT_TOLERANCE = 0.005
"""Radians (and metres of the lift) by which a joint may pass its limit before it counts: motors overshoot a little."""

_BLOCKED = 0.12
"""Metres (and radians of yaw, halved) by which base or lift may lag behind before the robot counts as held up."""


class Actor:
    """The robot at work in a scene.

    Attributes:
        client, scene, robot, gripper: what it works with.
        surroundings: all obstacles as boxes.
        load: what the hand carries, for collision checks; None while it is empty.
        carried: key in `scene.items` of what is carried.
        open_unit: the unit that this robot opened last and has not left.
        expected: links (body, link) that the present skill means to touch with hand or fingers; what is carried is always meant.
        handled: key in `scene.items` of what the present skill took or dropped; a second attempt goes on from there.
        touched: own link, and body and link of what the present skill pushed hardest without meaning to.
        beyond_limits: number of looks (60 a second) at which a joint of arm or lift was beyond its limit in the present skill.
        presses: for each burner whether its button was pushed in at any time since the reset, as the joint said.
    """

    def __init__(self, client: Client, scene: Scene, robot: Robot, gripper: Gripper, on_step: Callable[[], None]) -> None:
        self.client = client
        self.scene = scene
        self.robot = robot
        self.gripper = gripper
        self.surroundings = Surroundings(scene)
        self.paths = PathMap(scene.kitchen)
        self.stations: list[Pose2D] = stations(scene.kitchen)
        self._on_step = on_step
        self.start_over()

    def start_over(self) -> None:
        """Forget everything about the episode."""
        self.load: Load | None = None
        self.carried: tuple[int, int] | None = None
        self.carry_arm = TUCK_ARM
        self.finger = OPEN_WIDTH
        self.open_unit: int | None = None
        self.presses = [False] * len(self.scene.stove.button_joints)
        self.begin()

    def begin(self) -> None:
        """Start counting a new skill."""
        self._deadline = self.client.steps + int(SKILL_SECONDS * 240)
        self.max_force, self.collisions, self.drive_metres = 0.0, 0, 0.0
        self.beyond_limits = 0
        self.touched: tuple[int, int, int] | None = None
        self.expected: set[tuple[int, int]] = set()
        self.handled: tuple[int, int] | None = None

    # --- collision tests

    def spheres(self) -> RobotSpheres:
        """The robot as spheres, with what it carries and the fingers as they are."""
        return RobotSpheres(self.finger, self.load)

    def free(self, boxes: Boxes, touchable: np.ndarray | None = None, margin: float = MARGIN) -> motion.Free:
        """A collision test for postures among boxes."""
        spheres = self.spheres()

        def test(postures: np.ndarray) -> np.ndarray:
            good = motion.within_limits(postures)
            if good.any():
                rows = np.flatnonzero(good)
                rows = rows[spheres.self_clearance(postures[rows]) > 0.002]
                good = np.zeros(len(postures), bool)
                good[rows] = clearance(spheres, postures[rows], boxes, touchable) > margin
            return good

        return test

    def margin(self, boxes: Boxes, touchable: np.ndarray | None = None) -> float:
        """MARGIN, or less where the robot is closer to something already: what it dropped may lean on its fingers."""
        gap = float(clearance(self.spheres(), self.robot.target, boxes, touchable)[0])
        return max(min(MARGIN, gap - 0.003), -0.02)

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
            self._feel()
        self.gripper.check()
        for burner in range(len(self.presses)):
            if not self.presses[burner] and self.scene.pressed(burner):
                self.presses[burner] = True
                self.scene.set_lamp(burner, not self.scene.kitchen.stove.broken[burner])
        self._on_step()
        if self.client.steps > self._deadline:
            raise SkillFailed(FailureReason.TIMEOUT)

    def _feel(self) -> None:
        contacts = self.client.getContactPoints(self.robot.body)
        if not contacts:
            return
        meant = self.expected
        if self.carried is not None:
            meant = meant | {(self.scene.items[self.carried].body, -1)}
        pushes: dict[tuple[int, int, int], float] = {}
        for contact in contacts:
            body, own, link, force = contact[2], contact[3], contact[4], contact[9]
            if force > 0 and not (own in self.robot.grip_links and (body, link) in meant):
                pushes[own, body, link] = pushes.get((own, body, link), 0.0) + force
        if pushes:
            pair, worst = max(pushes.items(), key=lambda entry: entry[1])
            if worst > self.max_force:
                self.max_force, self.touched = worst, pair
            self.collisions += worst > PUSH

    def follow(self, targets: np.ndarray, watch: Callable[[], bool] | None = None) -> bool:
        """Send targets (T, 11) to the motors; False as soon as `watch` says so. Raises SkillFailed when held up."""
        before = self.robot.target
        for target in targets:
            self.robot.set_target(target, (target - before) * motion.RATE)
            before = target
            self.step()
            if watch is not None and not watch():
                self.robot.set_target(self.robot.posture())
                return False
            posture = self.robot.posture()
            self.beyond_limits += not motion.within_limits(posture, _LIMIT_TOLERANCE)
            lag = np.abs(posture[:4] - target[:4])
            if lag[0] > _BLOCKED or lag[1] > _BLOCKED or lag[2] > 2 * _BLOCKED or lag[3] > _BLOCKED:
                self.robot.set_target(self.robot.posture())
                raise SkillFailed(FailureReason.COLLISION, "held up on the way")
        self.robot.set_target(targets[-1])
        return True

    def wait(self, seconds: float) -> None:
        """Stand still."""
        for _ in range(max(1, round(seconds * motion.RATE))):
            self.step()

    def settle(self, tolerance: float = 0.004, seconds: float = 0.5) -> None:
        """Wait until the joints have arrived."""
        for _ in range(round(seconds * motion.RATE)):
            if np.max(np.abs(self.robot.posture() - self.robot.target)) < tolerance:
                return
            self.step()

    def go(self, goal: np.ndarray, boxes: Boxes | None = None, touchable: np.ndarray | None = None) -> None:
        """Move to a posture by a planned motion. Raises SkillFailed(NO_PATH) when there is none."""
        boxes = self.here() if boxes is None else boxes
        targets = motion.plan(self.robot.target, goal, self.free(boxes, touchable, self.margin(boxes, touchable)))
        if targets is None:
            raise SkillFailed(FailureReason.NO_PATH, "the arm finds no way")
        self.follow(targets)

    def fingers(self, width: float, seconds: float = 0.25) -> None:
        """Move the fingers and give them time."""
        self.robot.set_fingers(width)
        self.wait(seconds)

    def open_hand(self, width: float = OPEN_WIDTH) -> None:
        """Let go and open the fingers."""
        self.gripper.release()
        self.finger = width
        self.fingers(width, 0.2)

    # --- stations

    def rest(self, place: Pose2D) -> np.ndarray:
        """The posture at a station: tucked, or carrying."""
        out = home(place)
        if self.carried is not None:
            out[ARM] = self.carry_arm
        return motion.nearest_turn(out, self.robot.target)

    def pick_carry_arm(self) -> None:
        """Choose the folded arm that keeps what is held inside the base's circle, upright if it can."""
        spheres = self.spheres()
        arms = np.array([CARRY_ARM, TUCK_ARM])
        postures = posture_of_arm(arms, TUCK_LIFT)
        room = np.minimum(spheres.self_clearance(postures), 0.02) + np.minimum(0.33 - spheres.footprint(postures), 0)
        self.carry_arm = arms[int(np.argmax(room))]

    def leave(self, going_to: int | None) -> None:
        """Let the soft-close spring shut the open unit unless the robot stays there."""
        if self.open_unit is not None and self.open_unit != going_to:
            self.scene.close(self.open_unit)

    def shut(self) -> None:
        """Wait until a unit that was left is shut, and latch it."""
        if self.open_unit is None:
            return
        self.close_fully(self.open_unit)
        self.open_unit = None

    def close_fully(self, unit: int) -> None:
        """Wait while the soft-close spring shuts a unit, and latch it."""
        if self.scene.units[unit].joint is None:
            return
        self.scene.close(unit)
        for _ in range(round(4 * motion.RATE)):
            if self.scene.opening(unit) < 0.01:
                break
            self.step()
        self.scene.release(unit)

    def drive(self, station: int) -> None:
        """Drive tucked along the shortest path to a station. Raises SkillFailed(NO_PATH)."""
        goal = self.rest(self.stations[station])
        start = self.robot.target
        if np.abs(goal[:3] - start[:3]).max() < 1e-6:
            return
        try:
            line = self.paths.path((start[0], start[1]), (goal[0], goal[1]))
        except ValueError as error:
            raise SkillFailed(FailureReason.NO_PATH, str(error)) from None
        lengths = np.hypot(*np.diff(line, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        self.drive_metres = float(along[-1])
        total = max(along[-1] / DRIVE_SPEED, abs(goal[YAW] - start[YAW]) / TURN_SPEED)
        n = max(math.ceil(total * motion.RATE), 2)
        at = np.linspace(0, along[-1], n + 1)
        targets = np.repeat(goal[None], n + 1, 0)
        targets[:, 0], targets[:, 1] = np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])
        part = np.linspace(0, 1, n + 1)
        targets[:, 2:] = start[2:] + (goal[2:] - start[2:]) * part[:, None]
        self.follow(motion.smooth(targets))

    def come_back(self, station: int, boxes: Boxes | None = None) -> None:
        """Fold the arm and park at a station."""
        goal = self.rest(self.stations[station])
        goal[LIFT] = TUCK_LIFT
        self.go(goal, boxes)
        self.settle()
