"""The same arm on a narrower base with a lower head: a second robot, beside which kitchens and skills stay as they
are."""

from kitchen_dream.sim.robot.panda_slim.body import PANDA_SLIM, PandaSlim

__all__ = ["PANDA_SLIM", "PandaSlim"]

ROBOT = PandaSlim
"""What `--robot panda_slim` means."""
