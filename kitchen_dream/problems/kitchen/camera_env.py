"""The kitchen in the physics as the robot's head camera sees it: colours and depth beside the map, or in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gymnasium as gym
import numpy as np

from kitchen_dream.problems.kitchen.gym_env import KitchenPhysicsEnv
from kitchen_dream.problems.kitchen.observation import CLOCK

if TYPE_CHECKING:  # the simulator is loaded where it is asked for, as in KitchenPhysicsEnv
    from kitchen_dream.sim.body import KitchenBody
    from kitchen_dream.sim.sensing.head_camera import HeadCamera

FAR = 20.0
"""Metres beyond which depth says nothing."""
MAP = ("entities", "slots", "vector")
"""Keys of what the robot's map tells."""


class KitchenCameraEnv(KitchenPhysicsEnv):
    """Explore a kitchen, then cook in it, with what the head camera sees.

    ## Description
    The problem of `KitchenDream/KitchenPhysics-v0`. After every skill the camera on the robot's head takes a picture:
    after a look it shows the unit's inside, with every ingredient in it.

    ## Action space, rewards, end of an episode
    As in `KitchenDream/Kitchen-v0`.

    ## Observation space
    A `Dict`: with `map=True` all keys of `KitchenDream/Kitchen-v0`, and

    | key | space | content |
    |---|---|---|
    | `rgb` | `Box(0, 255, (height, width, 3))` uint8 | the picture |
    | `depth` | `Box(0, 20, (height, width, 1))` float32 | metres along the camera's axis; 20 where nothing is |

    With `map=False` these two, `instruction`, `action_mask`, and

    | key | space | content |
    |---|---|---|
    | `clock` | `Box(4)` float32 | seconds left by 60, share of time used, phase, whether the hand is empty |

    ## Information
    As in `KitchenDream/KitchenPhysics-v0`.

    ## Arguments
    Those of `KitchenDream/KitchenPhysics-v0`, and
    - `width`, `height`: pixels, 80 x 60; at least 8 each.
    - `map`: whether the map is given too.

    ## Ids
    `KitchenDream/KitchenCamera-v0`; a whole trial as one episode: `KitchenDream/KitchenTrialCamera-v0`

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/KitchenCamera-v0", kitchens=1, map=False)
        >>> observation, info = env.reset(seed=1)
        >>> sorted(observation)
        ['action_mask', 'clock', 'depth', 'instruction', 'rgb']
        >>> env.close()
    """

    def __init__(self, *args, width: int = 80, height: int = 60, map: bool = True, **options):
        for name, value in (("width", width), ("height", height)):
            if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 8 <= value <= 4096:
                raise ValueError(f"{name} must be a whole number of pixels from 8 to 4096, got {value!r}")
        if not isinstance(map, bool | np.bool_):
            raise ValueError(f"map must be True or False, got {map!r}")
        super().__init__(*args, **options)
        self._size, self._map = (int(width), int(height)), bool(map)
        self._camera: HeadCamera | None = None
        self._body: KitchenBody | None = None
        box, known = gym.spaces.Box, dict(self.observation_space.spaces)
        if not self._map:
            known = {key: space for key, space in known.items() if key not in MAP}
            known["clock"] = box(-10.0, 10.0, (CLOCK.size,), np.float32)
        known["rgb"] = box(0, 255, (height, width, 3), np.uint8)
        known["depth"] = box(0.0, FAR, (height, width, 1), np.float32)
        self.observation_space = gym.spaces.Dict(known)

    def _observe(self) -> dict:
        out = super()._observe()
        if not self._map:
            clock = [self.problem.spec.vector[field.name] for field in CLOCK]
            out["clock"] = np.concatenate([out["vector"][part] for part in clock])
            out = {key: value for key, value in out.items() if key not in MAP}
        shot = self.camera.shoot()
        return out | {"rgb": shot.rgb, "depth": shot.depth[..., None]}

    @property
    def camera(self) -> HeadCamera:
        """The camera in the kitchen of this episode; raises ResetNeeded before there is one."""
        from kitchen_dream.sim.sensing.head_camera import HeadCamera

        body = self.problem.sim
        if body is None:
            raise gym.error.ResetNeeded("there is no kitchen yet: call reset first")
        if self._camera is None or self._body is not body:
            self._camera, self._body = HeadCamera(body.client, body.scene, body.robot, *self._size), body
        return self._camera
