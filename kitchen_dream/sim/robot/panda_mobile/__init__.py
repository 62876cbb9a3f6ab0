"""A Franka Panda arm with its gripper on a lift, a mast and an omnidirectional base."""

from kitchen_dream.sim.robot.panda_mobile.body import PandaMobile
from kitchen_dream.sim.robot.panda_mobile.facts import PANDA_MOBILE

__all__ = ["PANDA_MOBILE", "PandaMobile"]

ROBOT = PandaMobile
"""What `--robot panda_mobile` means."""
