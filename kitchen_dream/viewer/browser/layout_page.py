"""A page that shows a kitchen without a robot, for people who write layouts: in 3D, as a plan, and what is wrong."""

from __future__ import annotations

import math
import queue
import time

import viser

from kitchen_dream.media.kitchen_picture import Draft
from kitchen_dream.media.plan import draw_plan
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.sensing.pictures import viewpoint
from kitchen_dream.viewer.browser import texts
from kitchen_dream.viewer.browser.bodies import Bodies
from kitchen_dream.viewer.signals import WindowClosed

ASPECT = 1.4
"""Width divided by height of the picture beside the panel, about."""
PLAN_WIDTH = 900
"""Pixels."""
READS_A_SECOND = 20.0


class LayoutPage:
    """Shows one kitchen after the other. Cameras stay where their viewers have put them.

    server: of the page; see `open_server`."""

    def __init__(self, server: viser.ViserServer) -> None:
        self.server, self.client = server, Client(still=True)
        self.scene: Scene | None = None
        self._bodies: Bodies | None = None
        self._open = False
        self._keys: queue.SimpleQueue[str] = queue.SimpleQueue()
        gui = server.gui
        self._title = gui.add_markdown("", order=0)
        self._mistakes = gui.add_html("", order=1)
        self._plan: viser.GuiImageHandle | None = None
        buttons = gui.add_button_group("Kitchen", ("open or shut", "quit"), order=3)
        buttons.on_click(lambda _: self._keys.put("q" if buttons.value == "quit" else "o"))
        for key, words in (("o", "open or shut all doors and drawers"), ("q", "quit")):
            command = gui.add_command(words, hotkey=key.upper())
            command.on_trigger(lambda _, key=key: self._keys.put(key))

    def show(self, draft: Draft) -> None:
        """Replace the kitchen; one with mistakes is shown as it is, and what is wrong is red in its plan."""
        kitchen = draft.kitchen
        first = self.scene is None or self.scene.kitchen.room != kitchen.room
        self.client.clear()
        self.scene = Scene(self.client, kitchen, book=draft.book)
        self._turn_all()
        with self.server.atomic():
            self._bodies = Bodies(self.server, self.scene)
            self._title.content = f"**{kitchen.name}**"
            self.complain(draft.mistakes)
            plan = draw_plan(kitchen, PLAN_WIDTH, faulty=draft.faulty, book=draft.book)
            if self._plan is None:
                self._plan = self.server.gui.add_image(plan, format="png", order=2)
            else:
                self._plan.image = plan
            if first:
                self._aim()

    def complain(self, lines: tuple[str, ...]) -> None:
        """Say what is wrong with the file; the last kitchen stays."""
        self._mistakes.content = texts.mistakes(lines)

    def wait(self, seconds: float) -> None:
        """Carry out what was pressed, for some seconds. Raises WindowClosed."""
        until = time.monotonic() + seconds
        while True:
            while not self._keys.empty():
                self.press(self._keys.get())
            if time.monotonic() >= until:
                return
            time.sleep(1 / READS_A_SECOND)

    def press(self, key: str) -> None:
        """Press a key: o opens or shuts all doors and drawers, q raises WindowClosed."""
        if key == "q":
            raise WindowClosed("quit")
        if key == "o" and self._bodies is not None:
            self._open = not self._open
            self._turn_all()
            self._bodies.copy()

    def close(self) -> None:
        """End the page. Calling it again does nothing."""
        self.server.stop()
        self.client.close()

    def _turn_all(self) -> None:
        assert self.scene is not None
        for unit in range(len(self.scene.units)):
            self.scene.set_opening(unit, float(self._open))

    def _aim(self) -> None:
        """Put all cameras where most fronts are seen."""
        assert self.scene is not None
        view, first = viewpoint(self.scene, ASPECT), self.server.initial_camera
        first.position, first.look_at, first.fov = view.eye, view.target, math.radians(view.fov)
        for client in self.server.get_clients().values():
            client.camera.position, client.camera.look_at = view.eye, view.target
