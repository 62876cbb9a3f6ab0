"""A variant of the shipped robot: other facts and a URDF composed from them; all else is inherited."""

from dataclasses import replace
from typing import ClassVar

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE, PandaMobile
from kitchen_dream.sim.robot.robot import RobotFacts

PANDA_SLIM = replace(
    PANDA_MOBILE,
    name="panda_slim",
    urdf=ASSETS / "robot" / "panda_slim.urdf",
    # slower over the floor, as a narrow machine with a high mast has to be
    drive_speed=0.7,
    joint_speeds=(0.75, 0.75, 1.8, 0.5, *PANDA_MOBILE.joint_speeds[4:]),
    chassis_radius=0.25,
    # mast and arm stand closer to the base's axis
    mount=(-0.04, 0.0, 0.34),
    mast_x=-0.225,
    head=(-0.22, 0.0, 1.47),
)


class PandaSlim(PandaMobile):
    """A base 4 cm narrower, arm and mast nearer to its axis, the head 6 cm lower, and slower driving."""

    facts: ClassVar[RobotFacts] = PANDA_SLIM
