"""Stop and wait: the robot stays where it is; the episode's end is the rules' business."""

from kitchen_dream.rules.v1.durations import WAIT
from kitchen_dream.sim.skills.actor import Actor


def stop(actor: Actor, argument: int = 0) -> None:
    """Do nothing for no time. There is nothing to fail."""


def wait(actor: Actor, argument: int = 0) -> None:
    """Stand still for WAIT seconds, as for something that cooks. Raises nothing."""
    actor.wait(WAIT)
