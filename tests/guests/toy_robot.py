"""A guest's robot in one file: the shipped one, made slower. See docs/extend/robot.md."""

from __future__ import annotations

from dataclasses import replace

from kitchen_dream.sim.robot.panda_mobile import PANDA_MOBILE, PandaMobile


class SlowPanda(PandaMobile):
    """Drives at half the speed."""

    facts = replace(PANDA_MOBILE, drive_speed=0.42, joint_speeds=(0.45, 0.45, *PANDA_MOBILE.joint_speeds[2:]))
