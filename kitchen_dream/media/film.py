"""Films one trial in PyBullet: the exploration without reward, then one dish cooked on instruction."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kitchen_dream.kitchens.recipes import Recipe
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.media.captions import Narrator
from kitchen_dream.media.choice import TrialChoice, choose, physics_options
from kitchen_dream.media.close_up import CloseUp
from kitchen_dream.media.film_form import FilmForm
from kitchen_dream.media.film_frame import FilmFrame
from kitchen_dream.media.recipe_lines import in_words
from kitchen_dream.media.style import AMBER, BLUE, GREEN, RED, Banner
from kitchen_dream.media.video import VideoWriter
from kitchen_dream.media.viewpoint import FOV, ViewpointPlanner, as_point
from kitchen_dream.problems.base import TrialSet
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.scene.cooking import Puff, steam
from kitchen_dream.sim.sensing.pictures import Point, light_from
from kitchen_dream.trial.protocol import TrialPolicy, run_trials
from kitchen_dream.trial.rollout import Rollout

if TYPE_CHECKING:  # it loads PyTorch, and summaries and banners are shown before a policy is there
    from kitchen_dream.training.policies import LoadedPolicy

HEAD_FOV = 62.0
"""Vertical field of view of the head camera in degrees."""
NEAR = 2.4
"""Distance in metres of the camera that follows the robot."""
COOKING = (0.8, 0.45, 0.6)
"""Metres to the front, to the side and up at which the camera is from a vessel that the robot waits for: before it."""
CHEST = 0.9
"""Height in metres of the point on the robot that is followed."""
Sink = Callable[[np.ndarray, int], None]
"""Takes a frame (height, width, 3) uint8, and for how many frames of the film it is shown."""
Say = Callable[[str], object]
Progress = Callable[[float, float], object]
Keep = Callable[[TrialChoice, dict[str, Any], Narrator], None]
"""Takes a trial that is over: kitchen and dish, the problem's options, and who told of it; see `recording_of`."""


@dataclass(frozen=True)
class TrialSummary:
    """How a trial of one dish went. Seconds are the robot's."""

    kitchen: str
    dish: str
    success: bool
    explore_seconds: float
    execute_seconds: float
    value: float
    """The execution episode's return."""
    why: str = ""
    """Why the robot stopped before its deadline."""

    def line(self) -> str:
        """One sentence for people."""
        end = "finished" if self.success else f"not finished ({self.why})" if self.why else "not finished"
        return (
            f"{self.dish} in {self.kitchen}: {end} after {self.execute_seconds:.0f} s of cooking and "
            f"{self.explore_seconds:.0f} s of looking around (return {self.value:.2f})"
        )


class TrialFilmer:
    """Runs one trial and sends its frames to a sink.

    choice: kitchen and dish. rate: frames a second of the film. speedup: simulated seconds in a second of the film.
    say: is called with a line for every skill. options: of the problem; see `physics_options`. camera: see `FilmForm`.
    progress: is called with the simulated seconds that are filmed, and with all that there may be."""

    def __init__(
        self, choice: TrialChoice, policy: TrialPolicy, sink: Sink, frame: FilmFrame, rate: float, speedup: float,
        say: Say = lambda line: None, options: dict[str, Any] | None = None, camera: str = "room",
        progress: Progress = lambda done, of: None,
    ) -> None:
        self.say, self.camera, self.progress = say, camera, progress
        self.sink, self.frame, self.rate, self.frame_rate = sink, frame, rate, rate / speedup
        self.choice = choice
        self.problem = choice.problem(on_body=self._on_body, fine=True, **(options or {}))
        self.narrator = Narrator(self.problem, policy, choice.kitchen, stops=True)
        self.narrator.on_skill = self._on_skill
        self.narrator.on_episode = self._on_episode
        self._first = True

    def film(self) -> TrialSummary:
        """Run the trial, and close its simulation."""
        try:
            trial = TrialSet(np.zeros(1, np.int64), np.array([[self.choice.recipe]]), np.ones(1))
            result = run_trials(self.problem, self.narrator, trial, np.random.default_rng(0))
            self.narrator.end()
            ends = (result.exploration, result.executions[0], self.narrator.late)
            summary = summarise(self.choice, self.choice.dish, *ends)
            self._hold(outcome_banner(summary), 3.0)
        finally:
            self.problem.close()
        return summary

    def _on_body(self, body: KitchenBody) -> None:
        self._body = body
        body.frame_rate = min(self.frame_rate, 60.0)
        body.on_frame = lambda _: self._take()
        self.viewpoints = ViewpointPlanner(body, self.frame.scene[0] / self.frame.scene[1])
        self.close_up = CloseUp(body)

    def _on_episode(self, number: int) -> None:
        if number == 1:
            caption = self.narrator.caption()
            units = f"{len(caption.seen)} of {len(caption.seen) + caption.unseen} places seen"
            line = f"{units} in {caption.elapsed:.0f} s, without any reward; now somebody tidies up"
            self._hold(Banner("Time to look around is over", line, BLUE), 1.6)
        self._first = True

    def _on_skill(self, action: int) -> None:
        caption = self.narrator.caption()
        self.say(caption.line())
        if not self._first:
            return
        self._first = False
        if caption.exploring:
            line = f"{caption.limit:.0f} seconds to look around, no reward"
            self._hold(Banner("Exploring a new kitchen", line, BLUE), 1.8, quiet=True)
        else:
            dish = self.choice.dish
            self._hold(Banner(f"Instruction: cook {dish.name}", in_words(dish), AMBER), 2.2, quiet=True)

    def _hold(self, banner: Banner, seconds: float, quiet: bool = False) -> None:
        """Show one picture with a banner for some seconds; `quiet` leaves the skill out, since it has not begun."""
        skill = self.narrator.skill
        self.narrator.skill = "" if quiet else skill
        self.sink(self._picture(banner), max(1, round(seconds * self.rate)))
        self.narrator.skill = skill

    def _take(self) -> None:
        caption, explored = self.narrator.caption(), self.problem.episodes.explore_seconds
        deadline = float(self.problem.episodes.deadlines[0, self.choice.recipe])
        self.progress(caption.elapsed if caption.exploring else explored + caption.elapsed, explored + deadline)
        self.sink(self._picture(None), 1)

    def _picture(self, banner: Banner | None) -> np.ndarray:
        body, camera = self._body, "room" if banner else self.camera
        station = None if banner else self.narrator.station()
        eye, target = self.viewpoints.view(station, body.robot.posture()[:2])
        if camera == "follow":
            eye, target = towards(eye, np.array([*body.robot.posture()[:2], CHEST]), NEAR)
        elif camera == "hand":
            eye, target = self.close_up.view(eye)
        elif camera == "room" and not banner and self.narrator.skill == "wait" and body.heat.under:
            eye, target = self._cooking()
        small = "head"
        if camera == "head":
            scene, small = self._head(self.frame.scene), "room"
        else:
            scene = self._room(eye, target, self.frame.scene)
        beside = self._room(eye, target, self.frame.head) if small == "room" else self._head(self.frame.head)
        return self.frame.draw(scene, self.narrator.caption(), beside, banner, "the room" if small == "room" else "")

    def _room(self, eye: Point, target: Point, size: tuple[int, int]) -> np.ndarray:
        light = light_from(eye, target)
        return render(
            self._body.client, eye, target, FOV, *size, shadows=True, light=light, background="studio", smooth=True,
            mist=self._steam(),
        )

    def _cooking(self) -> tuple[Point, Point]:
        """Eye and target of a camera that looks at what is heated, from the roomier side of the stove."""
        stove, room = self._body.kitchen.stove, self._body.kitchen.room
        foot = self._body.scene.vessel(min(self._body.heat.under.values())).foot
        ahead = np.array([math.cos(stove.yaw), math.sin(stove.yaw)])
        aside = np.array([-ahead[1], ahead[0]])
        aside *= np.sign(aside @ (room.width / 2 - stove.x, room.depth / 2 - stove.y)) or 1.0
        place = foot[:2] + COOKING[0] * ahead + COOKING[1] * aside
        return as_point(np.array([*place, foot[2] + COOKING[2]])), foot

    def _steam(self) -> list[Puff]:
        """What rises from pot and pan while they cook."""
        puffs: list[Puff] = []
        for name in self._body.heat.steaming():
            vessel = self._body.scene.vessel(name)
            foot = (*vessel.foot[:2], vessel.rim - 0.04)
            puffs += steam(foot, 2 * vessel.inner_radius, self.narrator.caption().elapsed)
        return puffs

    def _head(self, size: tuple[int, int]) -> np.ndarray:
        pose = self._body.robot.head_camera_pose()
        return render(
            self._body.client, pose.eye, pose.target, HEAD_FOV, *size, background="studio", smooth=True
        )


def towards(eye: Point, point: np.ndarray, distance: float) -> tuple[Point, Point]:
    """Eye and target of a camera that looks at a point (3,) from the side of `eye`, `distance` metres away."""
    way = np.subtract(eye, point)
    return as_point(point + way * distance / np.linalg.norm(way)), as_point(point)


def summarise(
    choice: TrialChoice, dish: Recipe, exploration: Rollout, execution: Rollout, why: str = ""
) -> TrialSummary:
    """How one dish went in a kitchen, from the rollouts. why: the robot stopped before its deadline."""
    return TrialSummary(
        kitchen=choice.kitchen.name,
        dish=dish.name,
        success=bool(execution.success[0]),
        explore_seconds=float(exploration.seconds[0]),
        execute_seconds=float(execution.seconds[0]),
        value=float(execution.returns[0]),
        why=why,
    )


def outcome_banner(summary: TrialSummary) -> Banner:
    """The banner at the end of a trial."""
    line = f"{summary.execute_seconds:.0f} s, return {summary.value:.2f}"
    if summary.success:
        return Banner(f"{summary.dish.capitalize()} is ready", line, GREEN)
    return Banner(f"{summary.dish.capitalize()} was not finished", f"{summary.why}, {line}".removeprefix(", "), RED)


def film(
    policy: LoadedPolicy, split: str, seed: int, path: Path, kitchen: Kitchen | None = None,
    recipe: str | int | None = None, form: FilmForm = FilmForm(),  # noqa: B008 (it is frozen)
    say: Say = lambda line: None,
    progress: Progress = lambda done, of: None, keep: Keep | None = None,
) -> TrialSummary:
    """Run one trial in PyBullet and write it to an MP4. The file appears when it is complete.

    Args:
        policy: explores and executes.
        split: where kitchen and dish come from.
        seed: number of the split's kitchen; also draws the dish.
        path: the video, ending in .mp4.
        kitchen: a kitchen instead of the split's.
        recipe: name or id of the dish; None draws one.
        form: of the film.
        say: is called with a line for every skill.
        progress: see `TrialFilmer`.
        keep: is given the trial when it is over.

    Raises:
        ValueError: see `choose`, `physics_options` and `VideoWriter`."""
    family = type(policy.family)
    assert issubclass(family, KitchenFamily)
    choice, options = choose(split, seed, kitchen, recipe, family), physics_options(policy)
    summary, narrator = film_trial(choice, policy.begin_trial(), options, path, form, say, progress)
    if keep is not None:
        keep(choice, options, narrator)
    return summary


def film_trial(
    choice: TrialChoice, policy: TrialPolicy, options: dict[str, Any], path: Path, form: FilmForm,
    say: Say, progress: Progress,
) -> tuple[TrialSummary, Narrator]:
    """The same for a chosen trial of any policy. Returns its summary, and who told of it."""
    with VideoWriter(Path(path), form.size, form.rate) as writer:
        how = (form.rate, form.speed, say, options, form.camera, progress)
        filmer = TrialFilmer(choice, policy, writer.add, FilmFrame(*form.size), *how)
        return filmer.film(), filmer.narrator
