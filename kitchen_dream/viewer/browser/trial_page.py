"""A page in a browser as a front end: the kitchen in 3D, a panel with texts and buttons, any number of viewers."""

from __future__ import annotations

import queue
from collections.abc import Callable

import numpy as np
import viser

from kitchen_dream.media.viewpoint import FOV, ViewpointPlanner
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.viewer.browser import texts
from kitchen_dream.viewer.browser.bodies import Bodies
from kitchen_dream.viewer.browser.cameras import Cameras
from kitchen_dream.viewer.controls import SPEEDS
from kitchen_dream.viewer.front_end import Event, FrontEnd, Moment
from kitchen_dream.viewer.options import SKILL_KEYS, SLOT_KEYS, UNIT_KEYS, Option
from kitchen_dream.viewer.overlays import PATH_COLOUR, label_pose, path_mesh

ASPECT = 1.4
"""Width divided by height of the picture beside the panel, about."""
MATCHES = 6
"""Dishes that are offered at once while somebody types."""
SHORTCUTS = {
    "space": ("space", "pause, or go on"), "arrowright": (".", "one step"), "end": (",", "to the end of this skill"),
    "arrowup": ("+", "faster"), "arrowdown": ("-", "slower"), "V": ("v", "turn the camera"),
    "N": ("n", "next kitchen"), "Q": ("q", "quit"),
}  # fmt: skip
"""Keys of a browser: the key of the controls, and what it does. Full stop and comma are not among those it knows."""


class TrialPage(FrontEnd):
    """Shows trials to everybody who has the page open. All see the same, and all can press; what comes first counts.

    server: of the page; see `open_server`. say: is called with a line when the first viewer comes and the last goes."""

    def __init__(self, server: viser.ViserServer, say: Callable[[str], None] = lambda text: None) -> None:
        self.server, self.say = server, say
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._watched = False
        self._cameras = Cameras(server)
        self._body: KitchenBody | None = None
        self._path: viser.MeshHandle | None = None
        self._labels: list[viser.LabelHandle] = []
        self._options: tuple[Option, ...] = ()
        self._offered: tuple[str, ...] | None = None
        self._choices: dict[int, viser.GuiButtonHandle] = {}
        self._dishes: list[viser.GuiButtonHandle] = []
        self._playing: bool | None = None
        self._build()

    def begin(self, body: KitchenBody) -> None:
        self._body, self._bodies = body, Bodies(self.server, body.scene)
        self._robot = body.robot.posture()[:2]
        self._labels = []  # they were part of the kitchen before
        self.draw_path(np.zeros((0, 2)))
        self._cameras.begin(*ViewpointPlanner(body, ASPECT).view(), FOV)

    def copy(self) -> None:
        assert self._body is not None
        self._bodies.copy()
        self._robot = self._body.robot.posture()[:2]

    def events(self) -> list[Event]:
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        watched = bool(self.server.get_clients())
        if watched != self._watched:
            self._watched = watched
            self.say("somebody is watching" if watched else "nobody is watching: waiting for somebody to open the page")
            found += [] if watched else [Event("click", "close")]  # nobody types on in a list of dishes
        return found

    def watched(self) -> bool:
        return self._watched

    def draw(self, moment: Moment) -> None:
        with self.server.atomic():
            if self._playing != moment.playing:
                self._playing = moment.playing
                self._add_shortcuts()
            _set(self._bar, "content", texts.bar(moment))
            _set(self._notes, "content", texts.notes(moment))
            _set(self._pause, "label", "Go on" if moment.controls.paused else "Pause")
            _set(self._pause, "color", "red" if moment.controls.paused else None)
            self._offer(moment)
            self._offer_dishes(moment)
        self._cameras.follow(moment.controls.view, self._robot)  # the world itself may be gone when a trial is over

    def look_at(self, station: int) -> None:
        """Nothing: whoever has turned the kitchen wants to keep it so."""

    def draw_path(self, points: np.ndarray) -> None:
        if self._path is not None:
            self._path.remove()
            self._path = None
        corners, triangles = path_mesh(points)
        if len(triangles):
            green = tuple(round(255 * part) for part in PATH_COLOUR)
            self._path = self.server.scene.add_mesh_simple(
                "/path", corners, triangles, color=green, side="double", cast_shadow=False, receive_shadow=False
            )

    def label_units(self, opened: int) -> None:
        assert self._body is not None
        if not self._labels:
            for number, (key, unit) in enumerate(zip(UNIT_KEYS, self._body.kitchen.units, strict=False)):
                place, name = label_pose(unit)[0], f"/kitchen/label{number}"
                label = self.server.scene.add_label(name, key, position=place, font_screen_scale=1.4)
                self._labels.append(label)
        for number, label in enumerate(self._labels):
            _set(label, "visible", number != opened)

    def close(self) -> None:
        self.server.stop()

    def _build(self) -> None:
        """Make the parts of the panel that every page has."""
        gui = self.server.gui
        self._bar = gui.add_html("", order=0)
        self._notes = gui.add_html("", order=1)
        self._choice_folder = gui.add_folder("What you can do: key, or click", order=2, visible=False)
        self._pause = gui.add_button("Pause", order=3)
        self._pause.on_click(lambda _: self._tell("click", "space"))
        steps = gui.add_button_group("Go on by", ("one step", "one skill"), order=4)
        steps.on_click(lambda _: self._tell("click", "." if steps.value == "one step" else ","))
        names = [f"{speed:g}" for speed in SPEEDS]
        speeds = gui.add_button_group("Speed", names, order=5)
        speeds.on_click(lambda _: self._tell("click", f"speed:{names.index(speeds.value) / (len(names) - 1)}"))
        places = gui.add_button_group("Go to", ("camera", "next kitchen", "quit"), order=6)
        keys = {"camera": "v", "next kitchen": "n", "quit": "q"}
        places.on_click(lambda _: self._tell("click", keys[places.value]))
        self._dish_form = gui.add_form("Next dish: type, then enter or click", order=7, visible=False)
        with self._dish_form:
            self._typed = gui.add_text("Dish", "")
        self._typed.on_update(lambda _: self._tell("click", f"typed:{self._typed.value}"))
        self._dish_form.on_submit(lambda _: self._tell("key", "enter"))

    def _tell(self, kind: str, name: str) -> None:
        self._events.put(Event("key" if kind == "key" else "click", name))

    def _add_shortcuts(self) -> None:
        """Let keys be pressed anywhere on the page; the page lists them at ctrl-K."""
        keys = dict(SHORTCUTS)
        if self._playing:
            keys |= {key.upper(): (key, f"choose {key}") for key in (*UNIT_KEYS, *SLOT_KEYS, *SKILL_KEYS.values())}
        for hotkey, (key, words) in keys.items():
            command = self.server.gui.add_command(words, hotkey=hotkey)
            command.on_trigger(lambda _, key=key: self._tell("key", key))

    def _offer(self, moment: Moment) -> None:
        """A button for each action that can be chosen. It stays the same one: a page that lags behind may press it."""
        if moment.options == self._options:
            return
        self._options = moment.options
        offered = {option.action: option for option in moment.options}
        for action in sorted(offered.keys() | self._choices.keys()):
            option = offered.get(action)
            if action not in self._choices:
                key = offered[action].key
                with self._choice_folder:
                    self._choices[action] = self.server.gui.add_button("", color="gray", order=action)
                self._choices[action].on_click(lambda _, key=key: self._tell("key", key))
            button = self._choices[action]
            _set(button, "visible", option is not None)
            if option is not None:
                seconds = f" ({option.seconds:.0f} s)" if option.seconds > 0 else ""
                seen = f": {option.detail}" if option.detail else ""
                _set(button, "label", f"{option.key}  {option.text}{seconds}{seen}")
                _set(button, "disabled", not option.possible)
        _set(self._choice_folder, "visible", bool(offered))

    def _offer_dishes(self, moment: Moment) -> None:
        """A button for each of the first dishes that fit what was typed."""
        controls = moment.controls
        _set(self._dish_form, "visible", bool(controls.dishes))
        offered = controls.menu.shown[:MATCHES] if controls.menu else ()
        if controls.menu is None and self._typed.value and self._offered is not None and not self._events.qsize():
            self._typed.value = ""
        if offered == self._offered:
            return
        self._offered = offered
        for button in self._dishes:
            button.remove()
        self._dishes = []
        with self._dish_form:
            for name in offered:
                button = self.server.gui.add_button(name, color="gray")
                button.on_click(lambda _, name=name: self._tell("click", f"dish:{name}"))
                self._dishes.append(button)


def _set(handle: object, name: str, value: object) -> None:
    """Send what has changed, and nothing else."""
    if getattr(handle, name) != value:
        setattr(handle, name, value)
