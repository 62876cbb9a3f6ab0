"""A trial in the PyBullet window: text lines before the camera, the planned way on the floor, keys for pace and pause."""

from __future__ import annotations

import math
import time

import numpy as np
import pybullet

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.evaluation.captions import Caption, Narrator
from kitchen_dream.evaluation.choice import Choice
from kitchen_dream.evaluation.director import Director
from kitchen_dream.evaluation.film import Told, outcome_banner, tell
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.trial.protocol import Learner, run_trial

KEYS = "space: pause   n: next kitchen   + / -: speed   q: quit"
REFRESH = 6.0
"""Times per simulated second at which window and keys are looked after."""
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
PLACES_SHOWN = 9
AHEAD = 0.4
"""Metres before the camera at which the text floats: nearer than any wall."""

WHITE, BLUE, AMBER, GREEN, RED = (0.08, 0.1, 0.14), (0.0, 0.25, 0.6), (0.6, 0.28, 0.0), (0.0, 0.4, 0.1), (0.7, 0.05, 0.05)
Line = tuple[str, tuple[float, float, float], float]
"""Text, colour and size."""


class NextKitchen(Exception):
    """The viewer asked for the next kitchen."""


class Closed(Exception):
    """The window was closed, or the viewer asked to quit."""


class Window:
    """Shows one trial after the other; each gets a window of its own.

    Args:
        agent: the learner.
        config: the run it comes from.
        speed: simulated seconds in a second, at most; software rendering may be slower.
    """

    def __init__(self, agent: Learner, config: RunConfig, speed: float = 1.0) -> None:
        self.agent, self.config, self.speed = agent, config, speed
        self.paused = False
        self._body: KitchenBody | None = None
        self._narrator: Narrator | None = None
        self._texts: list[int] = []
        self._shown: tuple | None = None
        self._way: list[int] = []
        self._wall = time.monotonic()
        self._steps = 0

    def show(self, choice: Choice, linger: float = 4.0) -> Told:
        """Run a trial in a window. Raises NextKitchen or Closed when the viewer asks for it.

        Args:
            choice: kitchen and dish.
            linger: wall seconds for which the outcome stays; the keys work meanwhile.
        """
        self._texts, self._shown, self._way = [], None, []
        problem = choice.problem(self.config, gui=True, on_body=self._on_body)
        self._narrator = Narrator(problem, self.agent, choice.kitchen)
        self._narrator.on_skill = self._on_skill
        try:
            rows = np.zeros(1, np.int64)
            result = run_trial(problem, self._narrator, rows, np.array([[choice.recipe]]), begin=self._narrator.begin)
            self._narrator.end()
            told = tell(choice, result)
            banner = outcome_banner(told)
            end = [(banner.headline, GREEN if told.success else RED, 1.9), (banner.line, WHITE, 1.3)]
            until = time.monotonic() + linger
            while time.monotonic() < until or self.paused:
                self._write([*end, *self._lines(self._narrator.caption())[2:]])
                self._keys()
                time.sleep(0.05)
            return told
        except pybullet.error as error:
            raise Closed("the window was closed") from error
        finally:
            self._body = None
            problem.close()

    def _on_body(self, body: KitchenBody) -> None:
        self._body = body
        client = body.client
        client.configureDebugVisualizer(client.COV_ENABLE_KEYBOARD_SHORTCUTS, 0)
        client.configureDebugVisualizer(client.COV_ENABLE_SHADOWS, 0)
        eye, target = Director(body, 4 / 3).view()
        away = np.subtract(target, eye)
        client.resetDebugVisualizerCamera(
            cameraDistance=float(np.linalg.norm(away)),
            cameraYaw=math.degrees(math.atan2(-away[0], away[1])),
            cameraPitch=math.degrees(math.atan2(away[2], math.hypot(away[0], away[1]))),
            cameraTargetPosition=target,
        )
        body.frame_rate = REFRESH
        body.on_frame = lambda _: self._frame()
        self._wall, self._steps = time.monotonic(), client.steps

    def _on_skill(self, action: int) -> None:
        self._draw_way()
        self._frame()

    def _frame(self) -> None:
        """Keep the pace, look after keys and text."""
        client = self._body.client
        self._write(self._lines(self._narrator.caption()))
        self._keys()
        while self.paused:
            time.sleep(0.05)
            self._write([("Paused", RED, 1.9), *self._lines(self._narrator.caption())[1:]])
            self._keys()
        wanted = (client.steps - self._steps) / 240 / self.speed
        time.sleep(min(max(wanted - (time.monotonic() - self._wall), 0.0), 1.0))
        self._wall, self._steps = time.monotonic(), client.steps

    def _keys(self) -> None:
        client = self._body.client
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
            (f"{min(caption.elapsed, caption.limit):.0f} s of {caption.limit:.0f} s   {caption.skill}", WHITE, 1.4),
        ]
        if caption.failure:
            lines.append((caption.failure, RED, 1.2))
        if caption.needs:
            lines.append(("   ".join(f"{need.what}: {need.status}" for need in caption.needs), accent, 1.2))
        places = [f"{seen.unit}: {', '.join(seen.items) or 'empty'}" for seen in caption.seen]
        if len(places) > PLACES_SHOWN:
            places = [f"({len(places) - PLACES_SHOWN} places more)", *places[-PLACES_SHOWN:]]
        lines.append((f"seen so far ({caption.unseen} places not looked into)", WHITE, 1.1))
        lines += [(place, WHITE, 1.1) for place in places]
        lines += [(fact, BLUE, 1.1) for fact in caption.facts]
        lines.append((f"speed x{self.speed:g}   {KEYS}", WHITE, 1.0))
        return lines

    def _write(self, lines: list[Line]) -> None:
        """Put the lines before the camera, at the left; lines that did not change stay as they are."""
        client = self._body.client
        view = client.getDebugVisualizerCamera()
        where = (view[2], lines)
        if where == self._shown:
            return
        self._shown = where
        # The columns of the inverse view matrix are the camera's axes and its place.
        pose = np.linalg.inv(np.array(view[2]).reshape(4, 4).T)
        right, up, back, eye = pose[:3, 0], pose[:3, 1], pose[:3, 2], pose[:3, 3]
        half = AHEAD / view[3][5]  # half of the picture's height at that distance, in metres
        corner = eye - back * AHEAD - right * half * view[0] / view[1] * 0.97 + up * half * 0.90
        down = 0.0
        for i, (text, colour, size) in enumerate([*lines, *[("", WHITE, 1.0)] * (len(self._texts) - len(lines))]):
            place = (corner - up * down).tolist()
            old = {"replaceItemUniqueId": self._texts[i]} if i < len(self._texts) else {}
            # The window swallows the first letter of a text: hence the blank.
            item = client.addUserDebugText(f" {text}", place, colour, size, **old)
            if i >= len(self._texts):
                self._texts.append(item)
            down += half * 0.062 * size

    def _draw_way(self) -> None:
        """The base's way to the skill's station, on the floor."""
        client, actor = self._body.client, self._body.actor
        for line in self._way:
            client.removeUserDebugItem(line)
        self._way = []
        here = self._body.robot.target[:2]
        goal = actor.stations[min(self._narrator.station(), len(actor.stations) - 1)]
        try:
            points = actor.paths.path((here[0], here[1]), (goal.x, goal.y))
        except ValueError:
            return
        for a, b in zip(points[:-1], points[1:], strict=True):
            self._way.append(client.addUserDebugLine((*a, 0.02), (*b, 0.02), (0.1, 0.7, 0.3), 4))
