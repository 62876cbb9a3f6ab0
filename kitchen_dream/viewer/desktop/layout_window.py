"""Shows a kitchen without a robot in PyBullet's window, for people who write layouts."""

import math
import time

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.sensing.pictures import light_from, viewpoint
from kitchen_dream.viewer.desktop.keys import KeyReader
from kitchen_dream.viewer.signals import WindowClosed

READS_A_SECOND = 20.0
"""Times a second at which keys are read."""
MARGIN = 1.15
"""Factor by which the view is wider than the fronts need."""


class LayoutWindow:
    """Shows one kitchen after the other. The camera stays where the viewer has put it.

    Raises NoDisplay: there is no screen."""

    def __init__(self) -> None:
        self.client = Client("gui")
        self.client.configureDebugVisualizer(self.client.COV_ENABLE_KEYBOARD_SHORTCUTS, 0)
        self.client.configureDebugVisualizer(rgbBackground=(0.93, 0.94, 0.95))
        self.scene: Scene | None = None
        self._keys, self._open = KeyReader(), False

    def show(self, kitchen: Kitchen, book: Cookbook) -> None:
        """Replace the kitchen in the window; what lies in it is of a cookbook. Raises WindowClosed."""
        with self.client.held():
            first = self.scene is None or self.scene.kitchen.room != kitchen.room
            self.client.clear()
            self.client.title(f"Kitchen Dream: {kitchen.name}")
            self.scene = Scene(self.client, kitchen, book=book)
            self._turn_all(self._open)
            if first:
                self._aim()

    def wait(self, seconds: float) -> None:
        """Read keys for some seconds. Raises WindowClosed."""
        until = time.monotonic() + seconds
        while True:
            for key in self._keys.presses(self.client.getKeyboardEvents()):
                self.press(key)
            if time.monotonic() >= until:
                return
            time.sleep(1 / READS_A_SECOND)

    def press(self, key: str) -> None:
        """Press a key: o opens or shuts all doors and drawers, q raises WindowClosed."""
        if key == "q":
            raise WindowClosed("closed by q")
        if key == "o":
            self._open = not self._open
            self._turn_all(self._open)

    def close(self) -> None:
        """Close the window. Calling it again does nothing."""
        self.client.close()

    def _turn_all(self, opened: bool) -> None:
        if self.scene is not None:
            for unit in range(len(self.scene.units)):
                self.scene.set_opening(unit, float(opened))

    def _aim(self) -> None:
        """Put the camera where it sees most fronts, and the light behind it."""
        assert self.scene is not None
        camera = self.client.getDebugVisualizerCamera()
        view = viewpoint(self.scene, camera[0] / max(camera[1], 1) or 4 / 3)
        away = np.subtract(view.target, view.eye)
        narrower = MARGIN * math.tan(math.radians(view.fov) / 2) * camera[3][5]
        yaw = math.degrees(math.atan2(-away[0], away[1]))
        pitch = math.degrees(math.atan2(away[2], math.hypot(away[0], away[1])))
        distance = float(np.linalg.norm(away)) * min(narrower, 1.0)
        self.client.resetDebugVisualizerCamera(distance, yaw, pitch, list(view.target))
        x, y, z = light_from(view.eye, view.target)
        self.client.configureDebugVisualizer(lightPosition=(3 * x, 3 * y, 3 * z))
