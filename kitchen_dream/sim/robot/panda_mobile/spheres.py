"""The robot as spheres and upright cylinders, for asking many postures at once how far they stay from things.

The convex hulls of the arm's links lie inside these spheres, up to about a centimetre."""

import numpy as np

from kitchen_dream.sim.robot.panda_mobile.kinematics import TOOL, forward, link_frames
from kitchen_dream.sim.robot.posture import ARM, LIFT, YAW, X, Y, rot_z
from kitchen_dream.sim.robot.robot import Load, RobotFacts, Spheres

_LINKS: tuple[tuple[tuple[tuple[float, float, float], float], ...], ...] = (
    (
        ((0, 0, -0.14), 0.062), ((0, 0, -0.07), 0.062), ((0, -0.02, 0), 0.062), ((0, -0.074, 0), 0.062),
        ((0, -0.045, -0.06), 0.065),
    ),
    (
        ((0, 0, 0.075), 0.062), ((0, -0.02, 0), 0.062), ((0, -0.07, 0), 0.062), ((0, -0.135, 0), 0.062),
        ((0, -0.05, 0.05), 0.065),
    ),
    (
        ((0, 0, -0.065), 0.062), ((0.02, 0, 0), 0.065), ((0.0825, 0, 0), 0.062), ((0.0825, 0.057, 0), 0.062),
        ((0.045, 0.03, -0.045), 0.07),
    ),
    (
        ((0, 0, 0.056), 0.062), ((0, 0, 0), 0.062), ((-0.0825, 0.07, 0), 0.062), ((-0.0825, 0.03, 0), 0.062),
        ((-0.05, 0.05, 0.025), 0.07),
    ),
    (
        ((0, 0, -0.21), 0.062), ((0, 0.035, -0.14), 0.062), ((0, 0.07, -0.07), 0.062), ((0, 0.078, 0), 0.058),
        ((0, 0.02, -0.2), 0.06), ((0, 0, -0.01), 0.055), ((0, 0.05, -0.10), 0.072),
    ),
    (((0, 0, 0), 0.055), ((0.045, 0.01, 0), 0.062), ((0.088, 0.02, 0), 0.06), ((0.088, -0.005, 0), 0.058)),
    (((0, 0, 0.075), 0.055), ((0.045, 0.045, 0.085), 0.045)),
)  # fmt: skip
_HAND = tuple(((0.0, y, z), 0.034) for y in (-0.072, -0.044, -0.015, 0.015, 0.044, 0.072) for z in (0.0, 0.034))
_FINGER = ((0.013, 0.0704, 0.016), (0.013, 0.0884, 0.016), (0.008, 0.1044, 0.012))
"""y beyond the finger's joint, z in the hand's frame, radius."""
_SHOULDER = (((-0.09, 0, 0.05), 0.085), ((0, 0, 0.05), 0.09), ((0, 0, 0.12), 0.07))


def arm_base(facts: RobotFacts, posture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """World rotation (..., 3, 3) and position (..., 3) of the arm's base frame in postures (..., 11)."""
    turn = rot_z(posture[..., YAW])
    position = np.stack([posture[..., X], posture[..., Y], posture[..., LIFT] * 1.0], -1)
    return turn, position + turn @ np.array(facts.mount)


def tool_pose(facts: RobotFacts, posture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """World rotation (..., 3, 3) and position (..., 3) of the tool in postures (..., 11)."""
    rotation, position = forward(posture[..., ARM])
    turn, origin = arm_base(facts, posture)
    return turn @ rotation, origin + (turn @ position[..., None])[..., 0]


class PandaSpheres(Spheres):
    """Centres and radii for postures.

    `radii` is (S,); `frame` (S,) tells the link of each: -1 the shoulder, 0 to 6 the arm's links, 7 the hand, 8 the
    fingers and 9 the load."""

    def __init__(self, facts: RobotFacts, finger: float, load: Load | None = None) -> None:
        self._facts, self.uprights = facts, facts.uprights
        links = ((-1, _SHOULDER), *enumerate(_LINKS), (7, _HAND))
        parts = [(centre, k, radius) for k, spheres in links for centre, radius in spheres]
        parts += [((0.0, sign * (y + finger), z), 8, radius) for sign in (1.0, -1.0) for y, z, radius in _FINGER]
        if load is not None:
            parts += [((x, y, z + TOOL), 9, r) for (x, y, z), r in zip(load.centres, load.radii, strict=True)]
        self._local = np.array([centre for centre, _, _ in parts], float)
        self.frame, self.radii = np.array([k for _, k, _ in parts]), np.array([radius for _, _, radius in parts])
        self.graspers = self.frame >= 7
        link = np.minimum(self.frame, 7)  # fingers and load are given in the hand's frame
        self._groups = [(k, np.flatnonzero(link == k)) for k in range(-1, 8)]

    def centres(self, postures: np.ndarray) -> np.ndarray:
        """World centres (N, S, 3) in postures (N, 11)."""
        rotations, positions = link_frames(postures[:, ARM])
        turn, origin = arm_base(self._facts, postures)
        across = np.swapaxes(turn[:, None] @ rotations[:, :8], -1, -2)
        origins = (positions[:, :8] @ np.swapaxes(turn, -1, -2)) + origin[:, None]
        out = np.empty((len(postures), len(self.frame), 3))
        for k, mine in self._groups:
            if k < 0:
                out[:, mine] = self._local[mine] @ np.swapaxes(turn, -1, -2) + origin[:, None]
            else:
                out[:, mine] = self._local[mine] @ across[:, k] + origins[:, k, None]
        return out

    def self_clearance(self, postures: np.ndarray) -> np.ndarray:
        fixed = np.array(postures, float)
        fixed[:, [X, Y, YAW]] = 0.0
        centres = self.centres(fixed)
        least = np.full(len(postures), np.inf)
        for i, (x, radius, low, high) in enumerate(self.uprights):
            # the shoulder always stands by the mast; upper links never come down to the chassis
            mine = self.frame >= (3 if i == 0 else 0)
            c, r = centres[:, mine], self.radii[mine]
            across = np.sqrt((c[..., 0] - x) ** 2 + c[..., 1] ** 2) - radius
            above = np.maximum(low - c[..., 2], c[..., 2] - high)
            outside = np.sqrt(np.maximum(across, 0) ** 2 + np.maximum(above, 0) ** 2) + np.minimum(
                np.maximum(across, above), 0
            )
            # link 1 turns about its own axis close to the mast
            least = np.minimum(least, (outside - r).min(1) if mine.any() else np.inf)
        middle = (self.frame == 2) | (self.frame == 3)
        for outer, inner in (
            (self.frame >= 5, self.frame <= 1), (self.frame >= 7, middle), (self.frame == 4, self.frame <= 1)
        ):
            a, b = centres[:, outer], centres[:, inner]
            square = (a**2).sum(-1)[:, :, None] + (b**2).sum(-1)[:, None] - 2 * a @ np.swapaxes(b, -1, -2)
            gap = np.sqrt(np.maximum(square, 0.0)) - self.radii[outer][:, None] - self.radii[inner]
            least = np.minimum(least, gap.min((1, 2)))
        return least

    def footprint(self, postures: np.ndarray) -> np.ndarray:
        fixed = np.array(postures, float)
        fixed[:, [X, Y, YAW]] = 0.0
        centres = self.centres(fixed)
        return (np.hypot(centres[..., 0], centres[..., 1]) + self.radii).max(1)
