"""The layout of a posture: eleven numbers that say where all joints of a robot are, fingers and head left out.

Base x, y (metres) and yaw (radians), lift (metres), and the arm's seven joints (radians)."""

import numpy as np

DOF = 11
X, Y, YAW, LIFT, ARM = 0, 1, 2, 3, slice(4, 11)


def nearest_turn(posture: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The same posture (..., 11) with the yaw that is closest to the reference's (11,)."""
    out = np.array(posture, float)
    out[..., YAW] = reference[..., YAW] + (out[..., YAW] - reference[..., YAW] + np.pi) % (2 * np.pi) - np.pi
    return out


def shift(posture: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Postures (..., 11) moved by a world vector (3,) in metres with base and lift."""
    out = np.array(posture, float)
    out[..., :2] += by[:2]
    out[..., LIFT] += by[2]
    return out


def posture_of_arm(arm: np.ndarray, lift: float) -> np.ndarray:
    """Postures (N, 11) with the base at the origin from arm angles (N, 7)."""
    out = np.zeros((len(arm), DOF))
    out[:, LIFT], out[:, ARM] = lift, arm
    return out


def rot_z(angle: np.ndarray | float) -> np.ndarray:
    """Rotation matrices (..., 3, 3) about z."""
    out = np.zeros((*np.shape(angle), 3, 3))
    out[..., 0, 0] = out[..., 1, 1] = np.cos(angle)
    out[..., 1, 0] = np.sin(angle)
    out[..., 0, 1], out[..., 2, 2] = -out[..., 1, 0], 1.0
    return out
