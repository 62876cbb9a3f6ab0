"""A trial in PyBullet's window: bar and panel on the screen, the planned way on the floor, keys and buttons for pace and wishes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import MAX_UNITS
from kitchen_dream.media.captions import Narrator
from kitchen_dream.media.choice import Choice
from kitchen_dream.media.film import Told, outcome_banner
from kitchen_dream.media.overlay import Banner
from kitchen_dream.problems.kitchen.kitchen_set import offered_mask
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.bullet import BulletError
from kitchen_dream.sim.engine.client import TIME_STEP, Client
from kitchen_dream.trial.protocol import Learner
from kitchen_dream.trial.rollout import EXPLORE, run
from kitchen_dream.viewer import hud as bar
from kitchen_dream.viewer import panel
from kitchen_dream.viewer.camera_controller import Cameraman
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.keys import KeyReader, MouseReader
from kitchen_dream.viewer.mirror import Mirror
from kitchen_dream.viewer.panel import Option, draw_panel
from kitchen_dream.viewer.path_overlay import Way
from kitchen_dream.viewer.screen_quad import DESIGN, Camera, Sheet

PICTURES = 15.0
"""Pictures in a simulated second, at most; slow rendering gets fewer, so that the pace is kept."""
PHYSICS = 0.15
"""Wall seconds that the physics of a simulated second takes, about."""
BACKGROUND = (0.84, 0.87, 0.90)


class NextKitchen(Exception):
    """The viewer asked for the next kitchen."""


class Closed(Exception):
    """The window was closed, or the viewer asked to quit."""


class Window:
    """Shows one trial after the other.

    Args:
        config: the run that the agent comes from; how dishes are told and paid.
        speed: simulated seconds in a second, at most; software rendering may be slower.
        say: is told every skill, every effect of a key or click, and every outcome.

    Attributes:
        controls: what the viewer has set.
        shown: pictures so far.

    Raises:
        NoDisplay: there is no screen.
    """

    def __init__(self, config: RunConfig, speed: float = 1.0, say: Callable[[str], None] = lambda text: None) -> None:
        self.config, self.say = config, say
        self.controls = Controls(speed=speed)
        self.shown = 0
        self.client = Client("gui", size=DESIGN)
        client = self.client
        # PyBullet's own keys would switch to wire frames and the like, and its mouse would drag bodies out of the copy.
        for switch in (client.COV_ENABLE_KEYBOARD_SHORTCUTS, client.COV_ENABLE_SHADOWS, client.COV_ENABLE_MOUSE_PICKING):
            client.configureDebugVisualizer(switch, 0)
        client.configureDebugVisualizer(rgbBackground=BACKGROUND)
        self._bar = Sheet(client, (0, 0, bar.WIDTH, bar.HEIGHT))
        self._panel = Sheet(client, (DESIGN[0] - panel.WIDTH, 0, panel.WIDTH, panel.HEIGHT))
        self._way = Way(client)
        self._keys, self._mouse = KeyReader(), MouseReader()
        self._drawn: panel.Drawn | None = None
        self._cameraman: Cameraman | None = None
        self._camera: Camera | None = None
        self.mirror: Mirror | None = None
        self.narrator: Narrator | None = None
        self.banner: Banner | None = None
        self.asks = ""
        self.options: tuple[Option, ...] = ()
        self.picked: int | None = None
        """The option that was picked and not carried out yet."""
        self.playing = False
        self._wall, self._steps, self._cost = time.monotonic(), 0, 0.1

    def show(self, choice: Choice, learner: Learner, linger: float = 4.0) -> list[Told]:
        """Run a trial: exploration, the dish, then every dish chosen meanwhile. Raises NextKitchen or Closed when asked to.

        Args:
            choice: kitchen and first dish.
            learner: explores and executes.
            linger: wall seconds for which an outcome stays; a dish chosen meanwhile is cooked in the same kitchen.
        """
        problem = choice.problem(self.config, on_body=self._on_body)
        self.narrator = narrator = Narrator(problem, learner, choice.kitchen)
        narrator.on_skill = self._on_skill
        self.banner, self.controls.wanted, self.controls.menu, self.controls.leave = None, [], None, ""
        self.controls.dishes = () if self.playing else dishes_of(choice)
        rows, all_told = np.zeros(1, np.int64), []
        try:
            narrator.begin(0)
            exploration = run(problem, rows, np.full(1, EXPLORE), narrator.explore, keep=False)
            z = narrator.encode_trajectory(exploration.last())
            dish: int | None = choice.recipe
            if self.controls.wanted:
                dish = cookbook().recipe_id(self.controls.wanted.pop(0))
            while dish is not None:
                narrator.begin(1 + len(all_told))
                self.banner = None
                execution = run(problem, rows, np.array([dish]), lambda seen: narrator.execute(seen, z), keep=False)
                self.controls.skill_ended()
                told = Told(
                    kitchen=choice.kitchen.name,
                    dish=cookbook().recipes[dish].name,
                    success=bool(execution.success[0]),
                    explore_seconds=float(exploration.seconds[0]),
                    execute_seconds=float(execution.seconds[0]),
                    value=float(execution.returns[0]),
                )
                all_told.append(told)
                self.say(told.line())
                narrator.end()
                dish = self._linger(outcome_banner(told), linger)
            return all_told
        except BulletError as error:
            if self.client.isConnected():
                raise
            raise Closed("the window was closed") from error
        finally:
            problem.close()

    def ask(self, question: str, options: tuple[Option, ...]) -> int:
        """Let a person pick one of the possible options; returns its action. Raises NextKitchen or Closed when asked to."""
        self.narrator.end()
        self._way.clear()
        self.asks, self.options, self.picked = question, options, None
        phase = "exploring" if self.narrator.number == 0 else "cooking"
        self.say(f"your turn, {phase}: {' '.join(option.key for option in options if option.possible)}")
        while self.picked is None:
            self.refresh()
            time.sleep(0.02)
        self.asks = ""
        self.options = tuple(Option(o.action, o.key, o.text, o.seconds, False, o.detail) for o in options)
        return self.picked

    def stay(self, banner: Banner) -> None:
        """Show a last word until the viewer leaves. Raises NextKitchen or Closed."""
        self.banner = banner
        while True:
            self.refresh()
            time.sleep(0.02)

    def refresh(self) -> None:
        """Look after keys, clicks, camera, bar and panel. Raises NextKitchen or Closed when asked to."""
        client = self.client
        if not client.isConnected():
            raise Closed("the window was closed")
        self._read_keys()
        camera = Camera.of(client)
        self._read_mouse(camera)
        camera = self._cameraman.follow(self.controls, camera, self.mirror.robot.posture()[:2])
        caption = self.narrator.caption()
        self._drawn = draw_panel(caption, self.controls, self.options, self.playing)
        self._panel.show(self._drawn.image)
        self._bar.show(bar.draw_bar(caption, self.banner, self.controls.paused, self.asks))
        if camera != self._camera:
            for sheet in (self._panel, self._bar):
                sheet.place(camera)
            self._camera = camera
        self.shown += 1
        if self.controls.leave == "quit":
            raise Closed("quit")
        if self.controls.leave == "next":
            raise NextKitchen

    def close(self) -> None:
        """Close the window; twice does nothing."""
        self.client.close()

    def _on_body(self, body: KitchenBody) -> None:
        """A new kitchen: build its copy in the window."""
        self.mirror = Mirror(body, self.client)
        for sheet in (self._bar, self._panel):
            sheet.forget()
        self._way.body, self._camera = None, None
        self._cameraman = Cameraman(self.client, body)
        body.frame_rate = PICTURES
        body.on_frame = lambda _: self._frame()
        self._wall, self._steps = time.monotonic(), body.client.steps

    def _on_skill(self, action: int) -> None:
        self.controls.skill_ended()
        caption = self.narrator.caption()
        self.say(f"{caption.title}, {caption.elapsed:.0f} s of {caption.limit:.0f} s: {caption.skill}")
        self._draw_way()
        self._cameraman.cut(self.narrator.station())
        self._frame()

    def _frame(self) -> None:
        """Copy what moved, keep the pace, look after keys and text."""
        began = time.monotonic()
        self.mirror.copy()
        self.refresh()
        self._cost += 0.2 * (time.monotonic() - began - self._cost)
        while not self.controls.runs():
            time.sleep(0.02)
            self.refresh()
        body, speed = self.mirror.body, self.controls.speed
        body.frame_rate = pictures_per_second(speed, self._cost)
        wanted = (body.client.steps - self._steps) * TIME_STEP / speed
        while (left := wanted - (time.monotonic() - self._wall)) > 0:
            time.sleep(min(left, 0.05))
            if left > 0.2:  # slow motion: keys and buttons answer all the same
                self.refresh()
                wanted = min(wanted, (body.client.steps - self._steps) * TIME_STEP / self.controls.speed)
        self._wall, self._steps = time.monotonic(), body.client.steps

    def _linger(self, banner: Banner, seconds: float) -> int | None:
        """Show an outcome; returns the next dish if one is chosen, else None when the time is over."""
        self.banner = banner
        until = time.monotonic() + seconds
        while True:
            self.refresh()
            if self.controls.wanted:
                return cookbook().recipe_id(self.controls.wanted.pop(0))
            if time.monotonic() >= until and self.controls.runs() and self.controls.menu is None:
                return None
            time.sleep(0.02)

    def _read_keys(self) -> None:
        for key in self._keys.presses(self.client.getKeyboardEvents()):
            self._press(key)

    def _press(self, key: str) -> None:
        action = next((option.action for option in self.options if option.possible and option.key == key), None)
        if action is not None and self.asks and self.controls.menu is None:
            self.picked = action
        elif text := self.controls.press(key):
            self.say(text)

    def _read_mouse(self, camera: Camera) -> None:
        for x, y, first in self._mouse.clicks(self.client.getMouseEvents()):
            point = self._panel.inside(x, y, camera)
            control = self._drawn.at(*point) if point and self._drawn else ""
            if control.startswith("key:"):
                if first:
                    self._press(control.removeprefix("key:"))
            elif control and (first or control.startswith("speed:")):
                if text := self.controls.click(control):
                    self.say(text)

    def _draw_way(self) -> None:
        """The base's way to the skill's station, on the floor."""
        body = self.mirror.body
        here, goal = body.robot.target[:2], body.actor.stations[self._station_index()]
        try:
            points = body.actor.paths.path((here[0], here[1]), (goal.x, goal.y))
        except ValueError:  # the skill itself will find no way and say so
            points = np.zeros((0, 2))
        if len(points) and math.dist(points[0], points[-1]) < 0.05:
            points = points[:0]
        self._way.draw(points)

    def _station_index(self) -> int:
        """Place of the skill's station in the kitchen's own list, which has no gaps."""
        station, units = self.narrator.station(), len(self.mirror.body.kitchen.units)
        return station if station < units else units + station - MAX_UNITS


def pictures_per_second(speed: float, cost: float) -> float:
    """Pictures in a simulated second: as many as keep the pace, where one costs `cost` wall seconds; never fewer than 1.

    Examples:
        >>> pictures_per_second(1.0, 0.01), pictures_per_second(1.0, 0.25), pictures_per_second(16.0, 0.25)
        (15.0, 3.4, 1.0)
    """
    return round(min(max((1.0 / speed - PHYSICS) / max(cost, 1e-3), 1.0), PICTURES), 3)


def dishes_of(choice: Choice) -> tuple[str, ...]:
    """Names of all dishes that can be cooked in a kitchen in time, also those never instructed in training."""
    offered = offered_mask(choice.tables, "test")[0] | offered_mask(choice.tables, "test_recipes")[0]
    return tuple(sorted(cookbook().recipes[recipe].name for recipe in np.flatnonzero(offered)))
