"""Shows trials on a front end: keeps the pace, reads keys and clicks, and takes the next dish."""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from kitchen_dream.kitchens.spec import MAX_UNITS
from kitchen_dream.media.captions import Narrator
from kitchen_dream.media.choice import TrialChoice
from kitchen_dream.media.film import TrialSummary, outcome_banner, summarise
from kitchen_dream.media.style import Banner
from kitchen_dream.problems.kitchen.kitchen_set import offered_mask
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import TIME_STEP
from kitchen_dream.trial.protocol import TrialPolicy, explore
from kitchen_dream.trial.rollout import run
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.front_end import FrontEnd, Moment
from kitchen_dream.viewer.options import Option
from kitchen_dream.viewer.signals import NextKitchen, WindowClosed

FRAMES = 15.0
"""Most frames in a simulated second. Slow rendering gets fewer, so that the speed is kept."""
PHYSICS_COST = 0.15
"""Wall seconds that the physics of a simulated second takes, roughly."""


class Show:
    """Shows one trial after the other.

    Args:
        front: draws the trials, in a window or in a browser.
        options: of the problems; see `physics_options`.
        speed: most simulated seconds in a second; software rendering may be slower.
        say: is called with a line for every skill, every effect of a key or click, and every outcome.

    Attributes:
        controls: state of the controls.
        shown: number of frames shown.
        narrator, body: description and kitchen of the trial that is shown."""

    narrator: Narrator
    body: KitchenBody

    def __init__(
        self,
        front: FrontEnd,
        options: dict[str, Any],
        speed: float = 1.0,
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.front, self._problem_options, self.say = front, options, say
        self.controls = Controls(speed=speed)
        self.shown = 0
        self.banner: Banner | None = None
        self.question = ""
        self.options: tuple[Option, ...] = ()
        self.picked: int | None = None
        """The action that a person has picked and that is not carried out yet."""
        self.playing = False
        self.ended: Callable[[TrialChoice, Narrator], None] = lambda choice, narrator: None
        """Is called when the first dish of a trial has ended."""
        self._wall, self._steps, self._cost = time.monotonic(), 0, 0.1

    def trial(self, choice: TrialChoice, policy: TrialPolicy, linger: float = 4.0) -> list[TrialSummary]:
        """Run a trial: the exploration, the dish, then every dish that the viewer chooses meanwhile.

        choice: kitchen and first dish. linger: wall seconds for which an outcome is shown. A dish chosen meanwhile is
        cooked in the same kitchen. Raises NextKitchen, WindowClosed: the viewer asked for it."""
        problem = choice.problem(on_body=self._on_body, **self._problem_options)
        self.narrator = narrator = Narrator(problem, policy, choice.kitchen, stops=not self.playing)
        narrator.on_skill = self._on_skill
        self.banner, self.controls.queue, self.controls.menu, self.controls.leave = None, [], None, ""
        self.controls.dishes, self.controls.book = () if self.playing else dishes_of(choice), narrator.rules.book
        rows, rng = np.zeros(1, np.int64), np.random.default_rng(0)
        summaries: list[TrialSummary] = []
        try:
            exploration = explore(problem, narrator.explorer(), rows, rng)
            narrator.end_exploration(exploration)
            dish: int | None = choice.recipe
            if self.controls.queue:
                dish = choice.family.rules.book.recipe_id(self.controls.queue.pop(0))
            while dish is not None:
                self.banner = None
                execution = run(problem, rows, np.array([dish]), narrator.executor(), rng)
                narrator.end_execution(execution)
                self.controls.skill_ended()
                cooked = choice.family.rules.book.recipes[dish]
                summary = summarise(choice, cooked, exploration, execution, narrator.late)
                summaries.append(summary)
                self.say(summary.line())
                narrator.end()
                if len(summaries) == 1:
                    self.ended(choice, narrator)
                dish = self._linger(outcome_banner(summary), linger)
            return summaries
        finally:
            problem.close()

    def ask(self, question: str, options: tuple[Option, ...]) -> int:
        """Let a person pick one of the possible options, and return its action. Raises NextKitchen or WindowClosed."""
        self.narrator.end()
        self.front.copy()  # between episodes somebody has tidied up
        self.front.draw_path(np.zeros((0, 2)))
        self.front.label_units(int(self.narrator.problem.episodes.state.open_unit[0]))
        self.question, self.options, self.picked = question, options, None
        phase = "exploring" if self.narrator.number == 0 else "cooking"
        self.say(f"your turn, {phase}: {' '.join(option.key for option in options if option.possible)}")
        while self.picked is None:
            self.refresh()
            self._rest()
        self.question = ""
        self.options = tuple(Option(o.action, o.key, o.text, o.seconds, False, o.detail) for o in options)
        return self.picked

    def stay(self, banner: Banner) -> None:
        """Show a banner until the viewer leaves. Raises NextKitchen or WindowClosed."""
        self.banner = banner
        while True:
            self.refresh()
            self._rest()

    def refresh(self) -> None:
        """Read keys and clicks, and show this moment. Raises NextKitchen or WindowClosed."""
        for event in self.front.events():
            if event.kind == "key":
                self._press(event.name)
            elif text := self.controls.click(event.name):
                self.say(text)
        if self.controls.leave == "quit":
            raise WindowClosed("quit")
        if self.controls.leave == "next":
            raise NextKitchen
        caption = self.narrator.caption()
        self.front.draw(Moment(caption, self.controls, self.options, self.playing, self.banner, self.question))
        self.shown += 1

    def close(self) -> None:
        """Close the front end; twice does nothing."""
        self.front.close()

    def _on_body(self, body: KitchenBody) -> None:
        self.body = body
        self.front.begin(body)
        body.frame_rate = FRAMES
        body.on_frame = lambda _: self._frame()
        self._wall, self._steps = time.monotonic(), body.client.steps

    def _on_skill(self, action: int) -> None:
        self.controls.skill_ended()
        self.say(self.narrator.caption().line())
        self.front.draw_path(self._planned_path())
        self.front.look_at(self.narrator.station())
        self._frame()

    def _frame(self) -> None:
        """Copy what has moved, show it, and wait as long as speed and pause ask for."""
        began = time.monotonic()
        self.front.copy()
        self.refresh()
        self._cost += 0.2 * (time.monotonic() - began - self._cost)
        while not (self.front.watched() and self.controls.runs()):
            self._rest()
            self.refresh()
        body, speed = self.body, self.controls.speed
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
                return self.narrator.rules.book.recipe_id(self.controls.queue.pop(0))
            watched, over = self.front.watched(), time.monotonic() >= until
            if over and watched and self.controls.menu is None and self.controls.runs():
                return None
            self._rest()

    def _rest(self) -> None:
        """Wait for the viewer, who notices no fiftieth of a second; where there is none, longer."""
        time.sleep(0.02 if self.front.watched() else 0.2)

    def _press(self, key: str) -> None:
        action = next((option.action for option in self.options if option.possible and option.key == key), None)
        if action is not None and self.question and self.controls.menu is None:
            self.picked = action if self.picked is None else self.picked  # of two at once, the first counts
        elif text := self.controls.press(key):
            self.say(text)

    def _planned_path(self) -> np.ndarray:
        """The path (n, 2) in metres that the base plans to where the skill takes place; empty where it stays."""
        here, goal = self.body.robot.target[:2], self.body.actor.stations[self._station_index()]
        try:
            points = self.body.actor.paths.path((here[0], here[1]), (goal.x, goal.y))
        except ValueError:  # no path: the skill itself will fail and say so
            return np.zeros((0, 2))
        return points[:0] if len(points) and math.dist(points[0], points[-1]) < 0.05 else points

    def _station_index(self) -> int:
        """Index of the current skill's station in the kitchen's own list, which has no gaps."""
        station, units = self.narrator.station(), len(self.body.kitchen.units)
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
    rules = choice.family.rules
    offered = [offered_mask(choice.tables, split, rules)[0] for split in ("test", "test_recipes")]
    return tuple(sorted(rules.book.recipes[recipe].name for recipe in np.flatnonzero(np.logical_or(*offered))))
