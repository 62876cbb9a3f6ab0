"""Shows trials in PyBullet's window, with hud, panel and planned path, and reads keys and clicks."""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import MAX_UNITS
from kitchen_dream.media.captions import Narrator
from kitchen_dream.media.choice import TrialChoice
from kitchen_dream.media.film import TrialSummary, outcome_banner, summarise
from kitchen_dream.media.style import Banner
from kitchen_dream.problems.kitchen.kitchen_set import offered_mask
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.bullet import BulletError
from kitchen_dream.sim.engine.client import TIME_STEP, Client
from kitchen_dream.trial.protocol import TrialPolicy, explore
from kitchen_dream.trial.rollout import run
from kitchen_dream.viewer import hud, panel
from kitchen_dream.viewer.camera_controller import CameraController
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.keys import KeyReader, MouseReader
from kitchen_dream.viewer.mirror import Mirror
from kitchen_dream.viewer.panel import Option, draw_panel
from kitchen_dream.viewer.path_overlay import PathOverlay
from kitchen_dream.viewer.screen_quad import DESIGN, ScreenQuad, WindowCamera
from kitchen_dream.viewer.signals import NextKitchen, WindowClosed

FRAMES = 15.0
"""Most frames in a simulated second. Slow rendering gets fewer, so that the speed is kept."""
PHYSICS_COST = 0.15
"""Wall seconds that the physics of a simulated second takes, roughly."""
BACKGROUND = (0.84, 0.87, 0.90)


class Window:
    """Shows one trial after the other.

    Args:
        options: of the problems; see `physics_options`.
        speed: most simulated seconds in a second; software rendering may be slower.
        say: is called with a line for every skill, every effect of a key or click, and every outcome.

    Attributes:
        controls: state of the controls.
        shown: number of frames shown.
        mirror, narrator: copy and description of the trial that is shown.

    Raises NoDisplay: there is no screen."""

    mirror: Mirror
    narrator: Narrator
    _camera_controller: CameraController

    def __init__(
        self, options: dict[str, Any], speed: float = 1.0, say: Callable[[str], None] = lambda text: None
    ) -> None:
        self._problem_options, self.say = options, say
        self.controls = Controls(speed=speed)
        self.shown = 0
        self.client = Client("gui", size=DESIGN, still=True)
        client = self.client
        # PyBullet's own keys would switch to wire frames and the like, and its mouse would drag bodies out of the copy.
        keys, shadows = client.COV_ENABLE_KEYBOARD_SHORTCUTS, client.COV_ENABLE_SHADOWS
        for switch in (keys, shadows, client.COV_ENABLE_MOUSE_PICKING):
            client.configureDebugVisualizer(switch, 0)
        client.configureDebugVisualizer(rgbBackground=BACKGROUND)
        self._hud = ScreenQuad(client, (0, 0, hud.WIDTH, hud.HEIGHT))
        self._panel = ScreenQuad(client, (DESIGN[0] - panel.WIDTH, 0, panel.WIDTH, panel.HEIGHT))
        self._path = PathOverlay(client)
        self._keys, self._mouse = KeyReader(), MouseReader()
        self._drawn: panel.PanelImage | None = None
        self._camera: WindowCamera | None = None
        self.banner: Banner | None = None
        self.question = ""
        self.options: tuple[Option, ...] = ()
        self.picked: int | None = None
        """The action that a person has picked and that is not carried out yet."""
        self.playing = False
        self._wall, self._steps, self._cost = time.monotonic(), 0, 0.1

    def show(self, choice: TrialChoice, policy: TrialPolicy, linger: float = 4.0) -> list[TrialSummary]:
        """Run a trial: the exploration, the dish, then every dish that the viewer chooses meanwhile.

        choice: kitchen and first dish. linger: wall seconds for which an outcome is shown. A dish chosen meanwhile is
        cooked in the same kitchen. Raises NextKitchen, WindowClosed: the viewer asked for it."""
        problem = choice.problem(on_body=self._on_body, **self._problem_options)
        self.narrator = narrator = Narrator(problem, policy, choice.kitchen)
        narrator.on_skill = self._on_skill
        self.banner, self.controls.queue, self.controls.menu, self.controls.leave = None, [], None, ""
        self.controls.dishes = () if self.playing else dishes_of(choice)
        rows, rng = np.zeros(1, np.int64), np.random.default_rng(0)
        summaries: list[TrialSummary] = []
        try:
            exploration = explore(problem, narrator.explorer(), rows, rng)
            narrator.end_exploration(exploration)
            dish: int | None = choice.recipe
            if self.controls.queue:
                dish = cookbook().recipe_id(self.controls.queue.pop(0))
            while dish is not None:
                self.banner = None
                execution = run(problem, rows, np.array([dish]), narrator.executor(), rng)
                narrator.end_execution(execution)
                self.controls.skill_ended()
                summary = summarise(choice, dish, exploration, execution)
                summaries.append(summary)
                self.say(summary.line())
                narrator.end()
                dish = self._linger(outcome_banner(summary), linger)
            return summaries
        except BulletError as error:
            if self.client.isConnected():
                raise
            raise WindowClosed("the window was closed") from error
        finally:
            problem.close()

    def ask(self, question: str, options: tuple[Option, ...]) -> int:
        """Let a person pick one of the possible options, and return its action. Raises NextKitchen or WindowClosed."""
        self.narrator.end()
        self._path.clear()
        self.question, self.options, self.picked = question, options, None
        phase = "exploring" if self.narrator.number == 0 else "cooking"
        self.say(f"your turn, {phase}: {' '.join(option.key for option in options if option.possible)}")
        while self.picked is None:
            self.refresh()
            time.sleep(0.02)
        self.question = ""
        self.options = tuple(Option(o.action, o.key, o.text, o.seconds, False, o.detail) for o in options)
        return self.picked

    def stay(self, banner: Banner) -> None:
        """Show a banner until the viewer leaves. Raises NextKitchen or WindowClosed."""
        self.banner = banner
        while True:
            self.refresh()
            time.sleep(0.02)

    def refresh(self) -> None:
        """Read keys and clicks, and update camera, hud and panel. Raises NextKitchen or WindowClosed."""
        client = self.client
        if not client.isConnected():
            raise WindowClosed("the window was closed")
        for key in self._keys.presses(client.getKeyboardEvents()):
            self._press(key)
        before = WindowCamera.of(client)
        self._read_mouse(before)
        camera = self._camera_controller.follow(self.controls, before, self.mirror.robot.posture()[:2])
        caption = self.narrator.caption()
        self._drawn = draw_panel(caption, self.controls, self.options, self.playing)
        self._panel.show(self._drawn.image)
        self._hud.show(hud.draw_hud(caption, self.banner, self.controls.paused, self.question))
        if camera is not before or camera != self._camera:  # it was moved, if only to where it stood
            for quad in (self._panel, self._hud):
                quad.place(camera)
            client.configureDebugVisualizer(client.COV_ENABLE_RENDERING, 1)
            self._camera = camera
        self.shown += 1
        if self.controls.leave == "quit":
            raise WindowClosed("quit")
        if self.controls.leave == "next":
            raise NextKitchen

    def close(self) -> None:
        """Close the window; twice does nothing."""
        self.client.close()

    def _on_body(self, body: KitchenBody) -> None:
        self.mirror = Mirror(body, self.client)
        for quad in (self._hud, self._panel):
            quad.forget()
        self._path.body, self._camera = None, None
        self._camera_controller = CameraController(self.client, body)
        self.mirror.copy()  # whoever refreshes the window from now on shows the kitchen as it is
        body.frame_rate = FRAMES
        body.on_frame = lambda _: self._frame()
        self._wall, self._steps = time.monotonic(), body.client.steps

    def _on_skill(self, action: int) -> None:
        self.controls.skill_ended()
        self.say(self.narrator.caption().line())
        self._draw_path()
        self._camera_controller.cut(self.narrator.station())
        self._frame()

    def _frame(self) -> None:
        """Copy what has moved, refresh the window, and wait as long as speed and pause ask for."""
        began = time.monotonic()
        self.mirror.copy()
        self.refresh()
        self._cost += 0.2 * (time.monotonic() - began - self._cost)
        while not self.controls.runs():
            time.sleep(0.02)
            self.refresh()
        body, speed = self.mirror.body, self.controls.speed
        body.frame_rate = frames_per_second(speed, self._cost)
        wanted = (body.client.steps - self._steps) * TIME_STEP / speed
        while (left := wanted - (time.monotonic() - self._wall)) > 0:
            time.sleep(min(left, 0.05))
            if left > 0.2:  # keep reading keys and clicks in slow motion
                self.refresh()
                wanted = min(wanted, (body.client.steps - self._steps) * TIME_STEP / self.controls.speed)
        self._wall, self._steps = time.monotonic(), body.client.steps

    def _linger(self, banner: Banner, seconds: float) -> int | None:
        """Show an outcome. Returns the next dish as soon as one is chosen, or None when the time is over."""
        self.banner = banner
        until = time.monotonic() + seconds
        while True:
            self.refresh()
            if self.controls.queue:
                return cookbook().recipe_id(self.controls.queue.pop(0))
            if time.monotonic() >= until and self.controls.runs() and self.controls.menu is None:
                return None
            time.sleep(0.02)

    def _press(self, key: str) -> None:
        action = next((option.action for option in self.options if option.possible and option.key == key), None)
        if action is not None and self.question and self.controls.menu is None:
            self.picked = action
        elif text := self.controls.press(key):
            self.say(text)

    def _read_mouse(self, camera: WindowCamera) -> None:
        for x, y, first in self._mouse.clicks(self.client.getMouseEvents()):
            point = self._panel.inside(x, y, camera)
            control = self._drawn.at(*point) if point and self._drawn else ""
            if control.startswith("key:"):
                if first:
                    self._press(control.removeprefix("key:"))
            elif control and (first or control.startswith("speed:")):
                if text := self.controls.click(control):
                    self.say(text)

    def _draw_path(self) -> None:
        body = self.mirror.body
        here, goal = body.robot.target[:2], body.actor.stations[self._station_index()]
        try:
            points = body.actor.paths.path((here[0], here[1]), (goal.x, goal.y))
        except ValueError:  # no path: the skill itself will fail and say so
            points = np.zeros((0, 2))
        if len(points) and math.dist(points[0], points[-1]) < 0.05:
            points = points[:0]
        self._path.draw(points)

    def _station_index(self) -> int:
        """Index of the current skill's station in the kitchen's own list, which has no gaps."""
        station, units = self.narrator.station(), len(self.mirror.body.kitchen.units)
        return station if station < units else units + station - MAX_UNITS


def frames_per_second(speed: float, cost: float) -> float:
    """Frames in a simulated second that keep the speed if each costs `cost` wall seconds; at least 1.

    Examples:
        >>> frames_per_second(1.0, 0.01), frames_per_second(1.0, 0.25), frames_per_second(16.0, 0.25)
        (15.0, 3.4, 1.0)
    """
    return round(min(max((1.0 / speed - PHYSICS_COST) / max(cost, 1e-3), 1.0), FRAMES), 3)


def dishes_of(choice: TrialChoice) -> tuple[str, ...]:
    """Names of all dishes that can be cooked in a kitchen in time, including those held out from training."""
    offered = offered_mask(choice.tables, "test")[0] | offered_mask(choice.tables, "test_recipes")[0]
    return tuple(sorted(cookbook().recipes[recipe].name for recipe in np.flatnonzero(offered)))
