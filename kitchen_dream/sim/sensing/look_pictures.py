"""What a look shows: for each place of the unit that stands open, the part of the head camera's picture around it.

The robot knows the furniture: where a unit stands, how far it is open, where its places are. So it can cut the same
window around each place out of every picture: WINDOW metres wide there, PATCH pixels across. The picture itself is the
head camera's from where a look puts the head, cut to the unit's places before it is drawn; whole, it would have about
600 x 450 pixels."""

import numpy as np
from PIL import Image

from kitchen_dream.kitchens.checks.stations import stations
from kitchen_dream.kitchens.geometry import DRAWER_TRAVEL, slot_position
from kitchen_dream.kitchens.spec import SLOTS, Kitchen
from kitchen_dream.sim.engine.camera import FAR, NEAR
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.panda_mobile import PandaMobile
from kitchen_dream.sim.robot.robot import Robot
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.sensing.gaze import gaze
from kitchen_dream.sim.sensing.head_camera import HeadCamera, eye_axes, view_planes

PATCH = 16
"""Pixels of a patch, across and down."""
SIDE = 112
"""Pixels of the picture that is cut to a unit's places, across and down."""
WINDOW = 0.16
"""Metres across the window around a place: the tallest packages fit in, neighbours mostly do not."""
AWAY = 5.0
"""Metres above the kitchen where nothing is in the picture."""
_MIDDLE = 0.06
"""Metres above a place's surface where its window has its middle."""


class LookCamera(HeadCamera):
    """The head camera, cut to the places of the unit that the robot stands before.

    Args:
        client, scene, robot: the world.

    Examples:
        >>> from kitchen_dream.kitchens.layout.generator import generate
        >>> with Client() as client:
        ...     pictures = photograph(client, generate(3))
        >>> pictures[0].shape
        (9, 4, 16, 16, 3)
    """

    def __init__(self, client: Client, scene: Scene, robot: Robot) -> None:
        super().__init__(client, scene, robot, SIDE, SIDE)

    def picture(self, unit: int) -> tuple[np.ndarray, np.ndarray]:
        """The picture (SIDE, SIDE, 3) uint8, and each place's window (SLOTS, 4) in it: left, top, right, bottom."""
        places = self._places(unit)
        low, high = (places - WINDOW / 2 / places[:, :1])[:, 1:], (places + WINDOW / 2 / places[:, :1])[:, 1:]
        centre, half = (low.min(0) + high.max(0)) / 2, (high.max(0) - low.min(0)).max() / 2
        (x, y), n = centre, NEAR
        self._projection = self._client.computeProjectionMatrix(
            (x - half) * n, (x + half) * n, (y - half) * n, (y + half) * n, n, FAR
        )
        self._planes = view_planes(x - half, x + half, y - half, y + half)
        left, right = (low[:, 0] - x + half), (high[:, 0] - x + half)
        top, bottom = (y + half - high[:, 1]), (y + half - low[:, 1])
        windows = np.stack([left, top, right, bottom], 1) * (SIDE / (2 * half))
        return self.shoot().rgb, windows

    def patches(self, unit: int) -> np.ndarray:
        """The patch of each place, (SLOTS, PATCH, PATCH, 3) uint8."""
        rgb, windows = self.picture(unit)
        image = Image.fromarray(rgb)
        box = [tuple(np.clip(window, 0, SIDE)) for window in windows]
        return np.stack([np.asarray(image.resize((PATCH, PATCH), Image.Resampling.BOX, part)) for part in box])

    def _places(self, unit: int) -> np.ndarray:
        """Depth in metres, and the slopes to the right and up, of each place's middle in view, (SLOTS, 3)."""
        box, pose = self._scene.kitchen.units[unit], self._robot.head_camera_pose()
        out = self._scene.opening(unit) * DRAWER_TRAVEL if box.traits.opens == "drawer" else 0.0
        dx, dy, _ = (a - b for a, b in zip(box.to_world((out, 0.0, 0.0)), (box.x, box.y, box.z), strict=True))
        feet = np.array([slot_position(box, slot) for slot in range(SLOTS)])
        points = feet + np.array((dx, dy, _MIDDLE))
        seen = (points - pose.eye) @ eye_axes(np.array(pose.target) - pose.eye)
        return np.concatenate([seen[:, :1], seen[:, 1:] / seen[:, :1]], axis=1)


def photograph(client: Client, kitchen: Kitchen) -> tuple[np.ndarray, np.ndarray]:
    """What a look into each unit shows at the start of an episode, and what it would show if nothing lay there.

    The kitchen is built in the open world `client`, which is cleared first; the robot stands and holds its head as a
    look leaves it. Returns two arrays (units, SLOTS, PATCH, PATCH, 3) uint8. Of an empty unit both are the same."""
    client.clear()
    scene = Scene(client, kitchen, edged=False)
    robot = PandaMobile(client, kitchen.start)
    camera = LookCamera(client, scene, robot)
    full = np.empty((len(kitchen.units), SLOTS, PATCH, PATCH, 3), np.uint8)
    empty = np.empty_like(full)
    places = stations(kitchen)
    for u in range(len(kitchen.units)):
        robot.place(robot.home(places[u]))
        scene.set_opening(u, 1.0)
        pose_head(client, scene, robot, u)
        full[u] = camera.patches(u)
        mine = [item.body for key, item in scene.items.items() if key[0] == u]
        where = [client.getBasePositionAndOrientation(body) for body in mine]
        for body, ((x, y, z), turn) in zip(mine, where, strict=True):
            client.resetBasePositionAndOrientation(body, (x, y, z + AWAY), turn)
        empty[u] = camera.patches(u) if mine else full[u]
        for body, (place, turn) in zip(mine, where, strict=True):
            client.resetBasePositionAndOrientation(body, place, turn)
        scene.set_opening(u, 0.0)
    return full, empty


def pose_head(client: Client, scene: Scene, robot: Robot, unit: int) -> None:
    """Put neck and head at once to where a look into the unit leaves them, the robot being parked before it."""
    point, reach = gaze(scene, robot.facts, unit)
    for joint in robot.neck:
        client.resetJointState(robot.body, joint, reach / robot.facts.neck_stages)
    client.resetJointState(robot.body, robot.head, robot.tilt_to(point, reach))
