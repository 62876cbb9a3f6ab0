"""What the robot touches while a skill runs, and whether the skill meant to."""

from kitchen_dream.sim.robot.robot import Robot

PUSH = 20.0
"""Newton from which a touch that was not meant counts as a collision."""


class Contacts:
    """Contact forces between the robot and everything that it was not meant to touch.

    Attributes:
        expected: links (body, link) that the present skill means to touch with hand or fingers.
        max_force: largest force in newton between one link of the robot and one other link, since `begin`.
        collisions: number of physics steps with more than PUSH newton.
        touched: own link, and body and link of what was pushed hardest."""

    def __init__(self, robot: Robot) -> None:
        self._robot = robot
        self.begin()

    def begin(self) -> None:
        """Start counting anew, for a new skill."""
        self.max_force, self.collisions = 0.0, 0
        self.touched: tuple[int, int, int] | None = None
        self.expected: set[tuple[int, int]] = set()

    def feel(self, carried: int | None) -> bool:
        """Take in the contacts of the last physics step, if there were any; hand and fingers may always touch the body
        that is carried."""
        contacts = self._robot.client.getContactPoints(self._robot.body)
        if not contacts:
            return False
        meant = self.expected if carried is None else self.expected | {(carried, -1)}
        pushes: dict[tuple[int, int, int], float] = {}
        for contact in contacts:
            body, own, link, force = contact[2], contact[3], contact[4], contact[9]
            if force > 0 and not (own in self._robot.grip_links and (body, link) in meant):
                pushes[own, body, link] = pushes.get((own, body, link), 0.0) + force
        if pushes:
            pair, worst = max(pushes.items(), key=lambda entry: entry[1])
            if worst > self.max_force:
                self.max_force, self.touched = worst, pair
            self.collisions += worst > PUSH
        return True
