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
_PLATE = np.array(((-0.05, 0.0, -0.015), (0.11, 0.095, 0.015)), np.float32)
"""Centre and half size of the carriage below the arm, from the arm's base."""
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
        self.frame, self.radii = np.array([k for _, k, _ in parts]), np.array([radius for _, _, radius in parts])
        self.graspers = self.frame >= 7
        link = np.minimum(self.frame, 7)  # fingers and load are given in the hand's frame
        # in columns for the frames of shoulder, links and hand, so that one product gives all centres
        local = np.zeros((9, 4, len(parts)))
        local[link + 1, :, np.arange(len(parts))] = [(*centre, 1.0) for centre, _, _ in parts]
        self._local, self._arm, self._seen = local.reshape(36, -1), np.zeros((0, 7)), np.zeros((0, 3, len(parts)))

    def _standing(self, postures: np.ndarray) -> np.ndarray:
        """Centres (N, 3, S) in postures (N, 11), from the base's axis; the arms' asked for last are kept."""
        arm = postures[:, ARM]
        if not np.array_equal(arm, self._arm):
            frames = np.empty((len(arm), 3, 9, 4))
            frames[:, :, 0], frames[:, :, 1:] = np.eye(3, 4), np.moveaxis(link_frames(arm)[:, :8, :3], 1, 2)
            seen = (frames.reshape(-1, 36) @ self._local).reshape(len(arm), 3, len(self.radii))
            self._arm, self._seen = arm.copy(), seen + np.array(self._facts.mount)[:, None]
        out = self._seen.copy()
        out[:, 2] += postures[:, LIFT, None]
        return out

    def centres(self, postures: np.ndarray) -> np.ndarray:
        """World centres (N, S, 3) in postures (N, 11)."""
        out = self._standing(postures)
        c, s = np.cos(postures[:, YAW, None]), np.sin(postures[:, YAW, None])
        x, y = out[:, 0], out[:, 1]
        out[:, 0], out[:, 1] = c * x - s * y + postures[:, X, None], s * x + c * y + postures[:, Y, None]
        return np.swapaxes(out, 1, 2)

    def self_clearance(self, postures: np.ndarray) -> np.ndarray:
        centres, radii = self._standing(postures).astype(np.float32), self.radii.astype(np.float32)
        x, y, z = (centres[:, k, None] for k in range(3))
        middle, radius, low, high = np.array(self.uprights, np.float32).T[..., None]
        across = np.sqrt((x - middle) ** 2 + y**2) - radius
        above = np.abs(z - (low + high) / 2) - (high - low) / 2
        gap = np.sqrt(np.maximum(across, 0) ** 2 + np.maximum(above, 0) ** 2) - radii
        gap += np.minimum(np.maximum(across, above), 0)
        gap[:, :, self.frame < 0] = np.inf  # the shoulder always stands by the mast,
        gap[:, 0, self.frame < 3] = np.inf  # and upper links never come down to the chassis
        least = gap.min((1, 2))
        at = np.searchsorted(self.frame, range(9))  # where the spheres of each link begin
        for outer, inner in (
            (slice(at[5], None), slice(at[2])), (slice(at[7], None), slice(at[2], at[4])),
            (slice(at[4], at[5]), slice(at[2])),
        ):  # fmt: skip
            gap = (x[:, 0, outer, None] - x[:, :, inner]) ** 2
            gap += (y[:, 0, outer, None] - y[:, :, inner]) ** 2
            gap += (z[:, 0, outer, None] - z[:, :, inner]) ** 2
            gap = np.sqrt(gap, out=gap) - (radii[outer, None] + radii[inner])
            least = np.minimum(least, gap.min((1, 2)))
        load = self.frame == 9
        if load.any():  # it swings past the carriage, which the shoulder's spheres do not cover
            off = centres[:, :, load] - (np.array(self._facts.mount, np.float32) + _PLATE[0])[:, None]
            off[:, 2] -= postures[:, LIFT, None].astype(np.float32)
            off = np.abs(off) - _PLATE[1, :, None]
            apart = np.sqrt((np.maximum(off, 0) ** 2).sum(1)) + np.minimum(off.max(1), 0) - radii[load]
            least = np.minimum(least, apart.min(1))
        return least

    def footprint(self, postures: np.ndarray) -> np.ndarray:
        centres = self._standing(postures)
        return (np.hypot(centres[:, 0], centres[:, 1]) + self.radii).max(1)
