"""Units that stand open behind the robot: the soft-close spring shuts them when it leaves."""

from kitchen_dream.sim.robot.motion import RATE
from kitchen_dream.sim.skills.actor import Actor

_SHUT_SECONDS = 4
"""The longest wait for the spring."""


def leave(actor: Actor, going_to: int | None) -> None:
    """Let the soft-close spring shut the open unit unless the robot stays there."""
    if actor.open_unit is not None and actor.open_unit != going_to:
        actor.scene.close(actor.open_unit)


def shut(actor: Actor) -> None:
    """Wait until a unit that was left is shut, and latch it."""
    if actor.open_unit is None:
        return
    close_fully(actor, actor.open_unit)
    actor.open_unit = None


def close_fully(actor: Actor, unit: int) -> None:
    """Wait while the soft-close spring shuts a unit, and latch it."""
    if actor.scene.units[unit].joint is None:
        return
    actor.scene.close(unit)
    for _ in range(round(_SHUT_SECONDS * RATE)):
        if actor.scene.opening(unit) < 0.01:
            break
        actor.step()
    actor.scene.release(unit)
