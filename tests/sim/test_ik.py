"""The arm's closed-form inverse kinematics against its forward kinematics."""

import numpy as np

from kitchen_dream.sim.robot.panda_mobile import kinematics as ik


def test_inverse_recovers_reachable_poses():
    rng = np.random.default_rng(0)
    q = rng.uniform(ik.LOWER + 0.02, ik.UPPER - 0.02, (2000, 7))
    rotation, position = ik.forward(q)
    found, valid = ik.inverse(rotation, position, q[:, 6])
    rotation2, position2 = ik.forward(np.nan_to_num(found))
    error = np.linalg.norm(position2 - position[:, None], axis=-1) + np.abs(rotation2 - rotation[:, None]).max((-1, -2))
    assert np.all(error[valid] < 1e-6), "a solution that is called valid does not reach the pose"
    same = np.abs(found - q[:, None]).max(-1) < 1e-5
    assert np.mean(np.any(same & valid, 1)) >= 0.98


def test_unreachable_pose_has_no_solution():
    _, valid = ik.inverse(np.eye(3), np.array([2.0, 0.0, 0.5]), np.linspace(-2.5, 2.5, 20))
    assert not valid.any()
