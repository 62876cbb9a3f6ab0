"""Stop: the robot stays where it is; the episode's end is the rules' business."""

from kitchen_dream.sim.skills.actor import Actor


def stop(actor: Actor, argument: int = 0) -> None:
    """Do nothing for no time. There is nothing to fail."""
