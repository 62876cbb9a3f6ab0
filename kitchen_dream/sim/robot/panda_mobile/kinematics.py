"""Closed-form kinematics of the Panda arm, many poses at once.

The arm has seven joints and six are enough for a pose, so the last joint's angle is given and the rest follows from
geometry (the idea of He & Liu, 2021): shoulder, elbow and wrist form a triangle of known sides, which fixes joint 4;
the forearm's axis lies on a cone about the line from wrist to shoulder and is orthogonal to joint 6's axis, which
leaves two forearms; each has two shoulders. With the elbow bent or nearly straight: eight branches for every pose and
joint 7.

Frames: the arm's base frame is that of its first link; the tool frame sits between the fingertips, z out of the hand
and y along the direction in which the fingers open."""

import numpy as np

from kitchen_dream.sim.robot.posture import rot_z

LOWER = np.array([-2.8973, -1.7628, -2.8973, -3.0718, -2.8973, -0.0175, -2.8973])
UPPER = np.array([2.8973, 1.7628, 2.8973, -0.0698, 2.8973, 3.7525, 2.8973])
"""Joint limits in radians."""
SHOULDER, UPPER_ARM, FOREARM, ELBOW_OFFSET, WRIST_OFFSET, FLANGE = 0.333, 0.316, 0.384, 0.0825, 0.088, 0.107
TOOL = 0.1034
"""Distance in metres from the hand's frame to the point between the fingertips."""
BRANCHES = 8

_UPPER_SIDE, _FORE_SIDE = np.hypot(UPPER_ARM, ELBOW_OFFSET), np.hypot(FOREARM, ELBOW_OFFSET)
_UPPER_TILT, _FORE_TILT = np.arctan2(ELBOW_OFFSET, UPPER_ARM), np.arctan2(ELBOW_OFFSET, FOREARM)
_FIXED = (
    # (roll about x in radians, offset) from each frame to the next joint's, as in the robot's URDF
    (0.0, (0.0, 0.0, SHOULDER)),
    (-np.pi / 2, (0.0, 0.0, 0.0)),
    (np.pi / 2, (0.0, -UPPER_ARM, 0.0)),
    (np.pi / 2, (ELBOW_OFFSET, 0.0, 0.0)),
    (-np.pi / 2, (-ELBOW_OFFSET, FOREARM, 0.0)),
    (np.pi / 2, (0.0, 0.0, 0.0)),
    (np.pi / 2, (WRIST_OFFSET, 0.0, 0.0)),
)


def _rot_x(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


_ROLLS = [_rot_x(roll) for roll, _ in _FIXED]
_FRAMES = np.zeros((9, 4, 4))
"""From each frame to the next, with all joints at 0: links 1 to 7, the hand, the tool."""
_FRAMES[:7, :3, :3], _FRAMES[7, :3, :3], _FRAMES[8, :3, :3] = _ROLLS, rot_z(-np.pi / 4), np.eye(3)
_FRAMES[:7, :3, 3], _FRAMES[7:, 2, 3], _FRAMES[:, 3, 3] = [offset for _, offset in _FIXED], (FLANGE, TOOL), 1.0


def link_frames(q: np.ndarray) -> np.ndarray:
    """Frames (..., 9, 4, 4) of links 1 to 7, the hand and the tool in the arm's base frame, from angles (..., 7)."""
    q = np.asarray(q, float)
    out = np.empty((*q.shape[:-1], 9, 4, 4))
    out[...] = _FRAMES
    x, y, c, s = _FRAMES[:7, :, 0], _FRAMES[:7, :, 1], np.cos(q)[..., None], np.sin(q)[..., None]
    out[..., :7, :, 0], out[..., :7, :, 1] = c * x + s * y, c * y - s * x
    for k in range(1, 9):
        out[..., k, :, :] = out[..., k - 1, :, :] @ out[..., k, :, :]
    return out


def forward(q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The tool's rotation (..., 3, 3) and position (..., 3) in the arm's base frame."""
    tool = link_frames(q)[..., -1, :, :]
    return tool[..., :3, :3], tool[..., :3, 3]


def within_limits(q: np.ndarray, margin: float = 0.0) -> np.ndarray:
    """Whether (..., 7) joint angles stay `margin` radians inside the limits; NaN never does."""
    with np.errstate(invalid="ignore"):
        return np.all((q >= LOWER + margin) & (q <= UPPER - margin), -1)


def inverse(
    rotation: np.ndarray, position: np.ndarray, q7: np.ndarray, margin: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """All joint angles that bring the tool to a pose, given joint 7.

    `rotation` (..., 3, 3), `position` (..., 3) and `q7` (...) broadcast. Returns angles (..., BRANCHES, 7) and whether
    each is real and inside the limits by `margin` (..., BRANCHES); the rest is NaN or out of bounds."""
    q7 = np.asarray(q7, float)
    shape = np.broadcast_shapes(rotation.shape[:-2], position.shape[:-1], q7.shape)
    rotation = np.broadcast_to(rotation, (*shape, 3, 3))
    position = np.broadcast_to(position, (*shape, 3))
    q7 = np.broadcast_to(q7, shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        q = _branches(rotation, position, q7)
    return q, within_limits(q, margin)


def _unit(v: np.ndarray) -> np.ndarray:
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.sum(a * b, -1)


def _branches(rotation: np.ndarray, position: np.ndarray, q7: np.ndarray) -> np.ndarray:
    # joint 7 and the wrist: frame 7 turned back by q7 gives joint 6's x axis and its axis of rotation
    wrist_frame = rotation @ rot_z(np.pi / 4) @ rot_z(-q7)
    x6, z6 = wrist_frame[..., 0], wrist_frame[..., 1]
    y6 = np.cross(z6, x6)
    wrist = position - (FLANGE + TOOL) * rotation[..., 2] - WRIST_OFFSET * x6
    shoulder = np.array([0.0, 0.0, SHOULDER])

    # the triangle shoulder - elbow joint - wrist fixes joint 4, up to which side of the line the elbow joint lies on
    reach = np.linalg.norm(wrist - shoulder, axis=-1)
    elbow_angle = np.arccos((_UPPER_SIDE**2 + _FORE_SIDE**2 - reach**2) / (2 * _UPPER_SIDE * _FORE_SIDE))
    wrist_angle = np.arccos((_FORE_SIDE**2 + reach**2 - _UPPER_SIDE**2) / (2 * _FORE_SIDE * reach))
    to_shoulder = _unit(shoulder - wrist)
    along_x, along_y = _dot(to_shoulder, x6), _dot(to_shoulder, y6)
    middle = np.arctan2(along_y, along_x)

    solutions = []
    for bent in (1.0, -1.0):
        q4 = (bent * elbow_angle - _UPPER_TILT - _FORE_TILT) % (2 * np.pi) - np.pi
        # the forearm's axis: on a cone about the line to the shoulder, and orthogonal to joint 6's axis
        cone = bent * wrist_angle + _FORE_TILT
        spread = np.arccos(np.cos(cone) / np.hypot(along_x, along_y))
        for side in (1.0, -1.0):
            phi = (middle + side * spread)[..., None]
            fore = np.cos(phi) * x6 + np.sin(phi) * y6
            inward = np.sign(cone)[..., None] * _unit(to_shoulder - _dot(to_shoulder, fore)[..., None] * fore)
            frame4 = np.stack([inward, -fore, np.cross(inward, -fore)], -1)
            frame3 = frame4 @ rot_z(-q4) @ _ROLLS[3].T
            upper, x3 = frame3[..., 2], frame3[..., 0]
            before5 = frame4 @ _ROLLS[4]
            x5 = np.cross(-z6, -fore)
            q5 = np.arctan2(_dot(before5[..., 1], x5), _dot(before5[..., 0], x5))
            before6 = np.stack([x5, -fore, z6], -1)
            q6 = np.arctan2(_dot(before6[..., 1], x6), _dot(before6[..., 0], x6))
            q6 = np.where(q6 < LOWER[5], q6 + 2 * np.pi, q6)
            for flip in (1.0, -1.0):
                q2 = flip * np.arccos(np.clip(upper[..., 2], -1, 1))
                q1 = np.arctan2(flip * upper[..., 1], flip * upper[..., 0])
                frame2 = rot_z(q1) @ _rot_y(q2)
                q3 = np.arctan2(_dot(frame2[..., 1], x3), _dot(frame2[..., 0], x3))
                solutions.append(np.stack([q1, q2, q3, q4, q5, q6, q7], -1))
    return np.stack(solutions, -2)


def _rot_y(angle: np.ndarray) -> np.ndarray:
    c, s, o, i = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    return np.stack([np.stack([c, o, s], -1), np.stack([o, i, o], -1), np.stack([-s, o, c], -1)], -2)
