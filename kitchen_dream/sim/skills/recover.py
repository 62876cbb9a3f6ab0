"""After a failure: back off, and stand tucked at the nearest station again. What is held firmly is kept."""

import numpy as np

from kitchen_dream.sim.outcome import SkillFailed
from kitchen_dream.sim.robot.posture import LIFT, X, Y
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.driving import rest


def recover(actor: Actor) -> bool:
    """Bring the robot back to a station; returns whether that worked. What is held firmly stays in the hand.

    The hand backs off along its own axis, by 0.15 m if that is free and by less if not; then the arm is tucked."""
    robot = actor.robot
    if actor.carried is None or not actor.gripper.holding():
        actor.gripper.release()
        actor.carried, actor.load = None, None
        actor.open_hand()
    here = robot.posture()
    robot.set_target(here)
    places = np.array([[place.x, place.y] for place in actor.stations])
    nearest = int(np.argmin(np.hypot(*(places - here[:2]).T)))
    goal = rest(actor, nearest)
    goal[LIFT] = robot.facts.tuck_lift
    if np.abs(goal - here).max() < 0.01:
        return True
    rotation, _ = robot.tool()
    try:
        for back in (0.15, 0.08, 0.0):
            away = here.copy()
            away[[X, Y]] -= back * rotation[:2, 2]
            away[LIFT] = np.clip(away[LIFT] - back * rotation[2, 2], *robot.facts.lift_range)
            boxes = actor.here()
            if back == 0.0 or bool(actor.free(boxes, margin=-0.005)(away[None])[0]):
                actor.follow(actor.motion.timed([robot.target, away], 0.5))
                break
        boxes = actor.here()
        way = actor.motion.plan(robot.target, goal, actor.free(boxes, margin=min(actor.margin(boxes), -0.005)))
        if way is None:
            return False
        actor.follow(way)
        actor.settle()
    except SkillFailed:
        return False
    return True
