"""All numbers of the shipped robot that others ask for. `tools/assets/robot_urdf.py` composes its URDF from them."""

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.sim.robot.panda_mobile.kinematics import LOWER, UPPER
from kitchen_dream.sim.robot.robot import RobotFacts

PANDA_MOBILE = RobotFacts(
    name="kitchen_robot",
    urdf=ASSETS / "robot" / "robot.urdf",
    drive_speed=0.85,
    turn_speed=1.8,
    joint_speeds=(0.9, 0.9, 1.8, 0.5, 2.1, 2.1, 2.1, 2.1, 2.6, 2.6, 2.6),
    chassis_radius=0.27,
    chassis_top=0.20,
    folded_radius=0.33,
    lift_range=(0.0, 0.85),
    mount=(-0.05, 0.0, 0.34),
    arm_lower=tuple(LOWER.tolist()),
    arm_upper=tuple(UPPER.tolist()),
    # hand down in front of the base, all of the arm within 0.25 m of the base's axis
    tuck_arm=(0.0, 0.14, 0.2, -2.93, -2.19, 3.12, 2.23),
    # hand level across the chest
    carry_arm=(0.0, 0.05, 0.24, -3.0, -0.94, 1.49, -2.45),
    tuck_lift=0.06,
    finger_opening=0.04,
    fingertip=0.009,
    palm=0.038,
    mast_x=-0.24,
    head=(-0.235, 0.0, 1.53),
    neck_stages=3,
    neck_stage=0.187,
    tilt_range=(-0.7, 1.5),
    gaze=0.4,
    camera=(0.07, 0.0, 0.03),
)
