"""PyBullet's window as a front end: a copy of the kitchen, bar and panel on quads, keys and clicks."""

import numpy as np

from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.viewer.desktop import hud, panel
from kitchen_dream.viewer.desktop.camera_controller import CameraController
from kitchen_dream.viewer.desktop.keys import KeyReader, MouseReader
from kitchen_dream.viewer.desktop.mirror import Mirror
from kitchen_dream.viewer.desktop.path_overlay import PathOverlay
from kitchen_dream.viewer.desktop.screen_quad import DESIGN, ScreenQuad, WindowCamera
from kitchen_dream.viewer.desktop.unit_labels import UnitLabels
from kitchen_dream.viewer.front_end import Event, FrontEnd, Moment

BACKGROUND = (0.84, 0.87, 0.90)
IDLE = 0.1
"""Seconds between two pictures in which nothing changes; keys and clicks are read with each."""


class DesktopWindow(FrontEnd):
    """A window on the desktop.

    Attributes:
        mirror: the copy of the kitchen that is shown.
        drawn: the panel as it was drawn last.

    Raises NoDisplay: there is no screen."""

    mirror: Mirror
    _camera_controller: CameraController

    def __init__(self) -> None:
        self.client = client = Client("gui", size=DESIGN, still=True)
        # PyBullet's own keys would switch to wire frames and the like, and its mouse would drag bodies out of the copy.
        keys, shadows = client.COV_ENABLE_KEYBOARD_SHORTCUTS, client.COV_ENABLE_SHADOWS
        for switch in (keys, shadows, client.COV_ENABLE_MOUSE_PICKING):
            client.configureDebugVisualizer(switch, 0)
        client.configureDebugVisualizer(rgbBackground=BACKGROUND)
        client.hold()  # each picture shows one moment, with bar and panel
        self._hud = ScreenQuad(client, (0, 0, hud.WIDTH, hud.HEIGHT))
        self._panel = ScreenQuad(client, (DESIGN[0] - panel.WIDTH, 0, panel.WIDTH, panel.HEIGHT))
        self._path = PathOverlay(client)
        self._labels: UnitLabels | None = None
        self._keys, self._mouse = KeyReader(), MouseReader()
        self.drawn: panel.PanelImage | None = None
        self._camera: WindowCamera | None = None
        """Where bar and panel stand before the camera."""
        self._now: WindowCamera | None = None
        """The camera when events were read: to ask for it costs a command."""
        self._robot = np.zeros(2)

    def begin(self, body: KitchenBody) -> None:
        self.client.title(f"Kitchen Dream: {body.kitchen.name}")
        self.mirror = Mirror(body, self.client)
        for quad in (self._hud, self._panel):
            quad.forget()
        self._path.body, self._camera, self._labels = None, None, None
        self._camera_controller = CameraController(self.client, body)
        self.copy()  # whoever draws from now on shows the kitchen as it is

    def copy(self) -> None:
        self.mirror.copy()
        self._robot = self.mirror.body.robot.posture()[:2]  # pictures after the trial have no kitchen to ask

    def events(self) -> list[Event]:
        found = [Event("key", key) for key in self._keys.presses(self.client.getKeyboardEvents())]
        self._now = camera = WindowCamera.of(self.client)
        for x, y, first in self._mouse.clicks(self.client.getMouseEvents()):
            point = self._panel.inside(x, y, camera)
            control = self.drawn.at(*point) if point and self.drawn else ""
            if control.startswith("key:"):
                found += [Event("key", control.removeprefix("key:"))] * first
            elif control and (first or control.startswith("speed:")):
                found.append(Event("click", control))
        return found

    def watched(self) -> bool:
        return True

    def draw(self, moment: Moment) -> None:
        before = self._now or WindowCamera.of(self.client)
        camera = self._camera_controller.follow(moment.controls, before, self._robot)
        self.drawn = panel.draw_panel(moment.caption, moment.controls, moment.options, moment.playing)
        self._panel.show(self.drawn.image)
        self._hud.show(hud.draw_hud(moment.caption, moment.banner, moment.controls.paused, moment.question))
        if camera is not before or camera != self._camera:  # it was moved, if only to where it stood
            for quad in (self._panel, self._hud):
                quad.place(camera)
            self._camera = camera
        self.client.draw(IDLE)

    def look_at(self, station: int) -> None:
        self._camera_controller.cut(station)

    def draw_path(self, points: np.ndarray) -> None:
        self._path.draw(points)

    def label_units(self, opened: int) -> None:
        self._labels = self._labels or UnitLabels(self.mirror)
        self._labels.hide(opened)

    def close(self) -> None:
        self.client.close()
