"""A trial in the PyBullet window: text lines before the camera, the planned way on the floor, keys for pace and pause."""

from __future__ import annotations

import math
import time
from itertools import pairwise

import numpy as np

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.evaluation.captions import Caption, Narrator
from kitchen_dream.evaluation.choice import Choice
from kitchen_dream.evaluation.director import Director
from kitchen_dream.evaluation.film import Told, outcome_banner, tell
from kitchen_dream.kitchens.spec import MAX_UNITS
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.bullet import BulletError
from kitchen_dream.sim.client import TIME_STEP, Client
from kitchen_dream.trial.protocol import Learner, run_trial
from kitchen_dream.viewer.mirror import Mirror

KEYS = "space: pause   n: next kitchen   + / -: speed   q: quit"
PICTURES = 10.0
"""Times a second at which the window, its text and the keys are looked after, at speed 1 and above."""
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
PLACES_SHOWN = 9
AHEAD = 0.4
"""Metres before the camera at which the text floats: nearer than any wall."""
ASIDE = 0.35
"""Metres by which the camera stands too far to the left, since the left of the picture is for the text."""

INK, BLUE, AMBER, GREEN, RED = (0.08, 0.1, 0.14), (0.0, 0.25, 0.6), (0.6, 0.28, 0.0), (0.0, 0.4, 0.1), (0.7, 0.05, 0.05)
Line = tuple[str, tuple[float, float, float], float]
"""Text, colour and size."""


class NextKitchen(Exception):
    """The viewer asked for the next kitchen."""


class Closed(Exception):
    """The window was closed, or the viewer asked to quit."""


class Window:
    """Shows one trial after the other.

    Args:
        agent: the learner.
        config: the run it comes from.
        speed: simulated seconds in a second, at most; software rendering may be slower.

    Raises:
        NoDisplay: there is no screen.
    """

    def __init__(self, agent: Learner, config: RunConfig, speed: float = 1.0) -> None:
        self.agent, self.config, self.speed = agent, config, speed
        self.paused = False
        self.client = Client("gui")
        self.client.configureDebugVisualizer(self.client.COV_ENABLE_KEYBOARD_SHORTCUTS, 0)
        self.client.configureDebugVisualizer(self.client.COV_ENABLE_SHADOWS, 0)
        self.client.configureDebugVisualizer(rgbBackground=(0.93, 0.94, 0.95))
        self._mirror: Mirror | None = None
        self._director: Director | None = None
        self._narrator: Narrator | None = None
        self._texts: list[int] = []
        self._written: list[tuple] = []
        self._banner: list[Line] = []
        self._view: tuple[float, float, float] | None = None
        self._way: list[int] = []
        self._wall = time.monotonic()
        self._steps = 0

    def show(self, choice: Choice, linger: float = 4.0) -> Told:
        """Run a trial in the window. Raises NextKitchen or Closed when the viewer asks for it.

        Args:
            choice: kitchen and dish.
            linger: wall seconds for which the outcome stays; the keys work meanwhile.
        """
        problem = choice.problem(self.config, on_body=self._on_body)
        self._narrator = Narrator(problem, self.agent, choice.kitchen)
        self._narrator.on_skill = self._on_skill
        self._banner = []
        try:
            rows = np.zeros(1, np.int64)
            result = run_trial(problem, self._narrator, rows, np.array([[choice.recipe]]), begin=self._narrator.begin)
            self._narrator.end()
            told = tell(choice, result)
            banner = outcome_banner(told)
            self._banner = [(banner.headline, GREEN if told.success else RED, 1.9), (banner.line, INK, 1.4)]
            until = time.monotonic() + linger
            while time.monotonic() < until or self.paused:
                self._refresh()
                time.sleep(0.05)
            return told
        except BulletError as error:
            raise Closed("the window was closed") from error
        finally:
            problem.close()

    def close(self) -> None:
        """Close the window; twice does nothing."""
        self.client.close()

    def _on_body(self, body: KitchenBody) -> None:
        """A new kitchen: build its copy in the window."""
        self._mirror = Mirror(body, self.client)
        self._texts, self._written, self._way, self._view = [], [], [], None
        self._director = Director(body, 4 / 3)
        body.frame_rate = PICTURES / max(self.speed, 1.0)
        body.on_frame = lambda _: self._frame()
        self._wall, self._steps = time.monotonic(), body.client.steps

    def _on_skill(self, action: int) -> None:
        self._draw_way()
        self._aim()
        self._frame()

    def _aim(self) -> None:
        """Point the camera at what is done now, unless the viewer has moved it."""
        client = self.client
        eye, target = (np.array(point) for point in self._director.view(self._narrator.station()))
        away = target - eye
        aside = np.array([-away[1], away[0], 0.0]) / max(math.hypot(away[0], away[1]), 1e-9) * ASIDE
        eye, target = eye + aside, target + aside
        wanted = (
            float(np.linalg.norm(away)),
            math.degrees(math.atan2(-away[0], away[1])),
            math.degrees(math.atan2(away[2], math.hypot(away[0], away[1]))),
        )
        now = client.getDebugVisualizerCamera()
        if self._view is not None and np.abs(np.subtract((now[10], now[8], now[9]), self._view)).max() > 1e-2:
            return
        if self._view != wanted:
            client.resetDebugVisualizerCamera(*wanted, target.tolist())
            self._view = wanted

    def _frame(self) -> None:
        """Copy what moved, keep the pace, look after keys and text."""
        self._mirror.copy()
        self._refresh()
        while self.paused:
            time.sleep(0.05)
            self._refresh()
        body = self._mirror.body
        body.frame_rate = PICTURES / max(self.speed, 1.0)
        wanted = (body.client.steps - self._steps) * TIME_STEP / self.speed
        time.sleep(min(max(wanted - (time.monotonic() - self._wall), 0.0), 1.0))
        self._wall, self._steps = time.monotonic(), body.client.steps

    def _refresh(self) -> None:
        lines = self._lines(self._narrator.caption())
        if self._banner:
            lines[:2] = self._banner
        self._write([("Paused (space goes on)", RED, 1.9), *lines] if self.paused else lines)
        self._keys()

    def _keys(self) -> None:
        client = self.client
        if not client.isConnected():
            raise Closed("the window was closed")
        for key, state in client.getKeyboardEvents().items():
            if not state & client.KEY_WAS_TRIGGERED:
                continue
            if key == ord(" "):
                self.paused = not self.paused
            elif key == ord("n"):
                self.paused = False
                raise NextKitchen
            elif key == ord("q"):
                raise Closed("closed by q")
            elif key in (ord("+"), ord("="), ord("-")):
                at = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.speed)) + (-1 if key == ord("-") else 1)
                self.speed = SPEEDS[min(max(at, 0), len(SPEEDS) - 1)]

    def _lines(self, caption: Caption) -> list[Line]:
        """The text of the window, from the top."""
        accent = BLUE if caption.exploring else AMBER
        lines: list[Line] = [
            (caption.title, accent, 1.9),
            (f"{min(caption.elapsed, caption.limit):.0f} s of {caption.limit:.0f} s   {caption.skill}", INK, 1.4),
        ]
        if caption.failure:
            lines.append((caption.failure, RED, 1.2))
        if caption.needs:
            lines.append(("   ".join(f"{need.what}: {need.status}" for need in caption.needs), accent, 1.2))
        places = [f"{seen.unit}: {', '.join(seen.items) or 'empty'}" for seen in caption.seen]
        if len(places) > PLACES_SHOWN:
            places = [f"({len(places) - PLACES_SHOWN} places more)", *places[-PLACES_SHOWN:]]
        lines.append((f"seen so far ({caption.unseen} places not looked into)", INK, 1.1))
        lines += [(place, INK, 1.1) for place in places]
        lines += [(fact, BLUE, 1.1) for fact in caption.facts]
        lines.append((f"speed x{self.speed:g}   {KEYS}", INK, 1.0))
        return lines

    def _write(self, lines: list[Line]) -> None:
        """Put the lines before the camera, at the left; lines that did not change stay as they are."""
        client = self.client
        view = client.getDebugVisualizerCamera()
        # The columns of the inverse view matrix are the camera's axes and its place.
        pose = np.linalg.inv(np.array(view[2]).reshape(4, 4).T)
        right, up, back, eye = pose[:3, 0], pose[:3, 1], pose[:3, 2], pose[:3, 3]
        half = AHEAD / view[3][5]  # half of the picture's height at that distance, in metres
        corner = eye - back * AHEAD - right * half * view[0] / view[1] * 0.98 + up * half * 0.90
        down = 0.0
        for i, (text, colour, size) in enumerate([*lines, *[("", INK, 1.0)] * (len(self._texts) - len(lines))]):
            place = tuple((corner - up * (half * 1.86 if text.endswith(KEYS) else down)).round(5).tolist())
            down += half * 0.06 * size
            wanted = (text, colour, size, place)
            if i < len(self._texts) and self._written[i] == wanted:
                continue  # every text costs a picture's time
            # The window swallows the first letter of a text: hence the blank.
            old = {"replaceItemUniqueId": self._texts[i]} if i < len(self._texts) else {}
            item = client.addUserDebugText(f" {text}", place, colour, size, **old)
            if i < len(self._texts):
                self._texts[i], self._written[i] = item, wanted
            else:
                self._texts.append(item)
                self._written.append(wanted)

    def _draw_way(self) -> None:
        """The base's way to the skill's station, on the floor."""
        client, body = self.client, self._mirror.body
        for line in self._way:
            client.removeUserDebugItem(line)
        self._way = []
        here = body.robot.target[:2]
        goal = body.actor.stations[self._station_index()]
        try:
            points = body.actor.paths.path((here[0], here[1]), (goal.x, goal.y))
        except ValueError:
            return
        for a, b in pairwise(points):
            self._way.append(client.addUserDebugLine((*a, 0.02), (*b, 0.02), (0.1, 0.7, 0.3), 4))

    def _station_index(self) -> int:
        """Place of the skill's station in the kitchen's own list, which has no gaps."""
        station, units = self._narrator.station(), len(self._mirror.body.kitchen.units)
        return station if station < units else units + station - MAX_UNITS
