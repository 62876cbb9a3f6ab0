"""Films a trial of any policy: each kind of film by its name, which a family tells (`ProblemFamily.film`)."""

from pathlib import Path

import numpy as np

from kitchen_dream.media.choice import TrialChoice, choose
from kitchen_dream.media.film import Keep, Progress, Say, film
from kitchen_dream.media.film_form import FilmForm
from kitchen_dream.media.sign_film import write_film
from kitchen_dream.media.sign_trial import sign_trials
from kitchen_dream.media.video import VideoWriter, write_gif
from kitchen_dream.problems.base import OF_IDS, BatchProblem, ProblemFamily
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.sign_room.rules import SignRoomProblem
from kitchen_dream.problems.spec import Observation
from kitchen_dream.sim.sign_room.layout import KINDS
from kitchen_dream.training.policies import LoadedPolicy
from kitchen_dream.trial.protocol import TrialPolicy, run_trials
from kitchen_dream.trial.rollout import Policy, Rollout

RATE, HOLD = 6, 4
"""Steps a second of a film of frames, and for how many steps its first and last picture of an episode stay."""


def film_policy(
    policy: LoadedPolicy, path: Path, split: str = "test", seed: int = 0, choice: TrialChoice | None = None,
    say: Say = lambda line: None, form: FilmForm | None = None, progress: Progress = lambda done, of: None,
    keep: Keep | None = None,
) -> list[str]:
    """Film one trial, or of a sign room one under each word.

    Args:
        policy: explores and executes.
        path: the video, ending in .mp4; but for kitchens also .gif.
        split: where the problem comes from.
        seed: number of the problem in its split; in sign rooms, draws the starts.
        choice: kitchen and dish, instead of those that the seed draws.
        say: is called with a line for every skill in a kitchen.
        form, progress, keep: of films of kitchens; see `film`.

    Returns:
        What happened, one line a trial.

    Raises:
        ValueError: a setting that is not filmed, a problem without a renderer, or see `film` and `write_film`."""
    published = policy.config.setting in ("instructed", *OF_IDS)
    if not published or policy.config.settings.get("rewards_in_exploration"):
        raise ValueError("the policy is told more than instructions of executions; only trials as published are filmed")
    if isinstance(policy.family, KitchenFamily):
        chosen = choice or choose(split, seed, family=type(policy.family))
        told = (chosen.kitchen, chosen.recipe, form or FilmForm(), say, progress, keep)
        return [film(policy, chosen.split, seed, path, *told).line()]
    return FILMS[policy.family.film](policy, path, split, seed)


def _sign_room(policy: LoadedPolicy, path: Path, split: str, seed: int) -> list[str]:
    problem = policy.family.batch(split, len(KINDS))
    assert isinstance(problem, SignRoomProblem)
    trials = sign_trials(policy.begin_trial, problem, seed)
    write_film(trials, path)
    return [trial.line() for trial in trials]


def _frames(policy: LoadedPolicy, path: Path, split: str, seed: int) -> list[str]:
    """A picture of the family's renderer for every step of one trial."""
    family = policy.family
    trials = family.trials(split, None, 0)
    if not 0 <= seed < len(trials.rows):
        raise ValueError(f"--seed {seed}: {family.name} has the trials 0 to {len(trials.rows) - 1} in {split}")
    problem = family.batch(split, 1)
    starts = None if trials.starts is None else trials.starts[:, seed : seed + 1]
    one = type(trials)(trials.rows[seed : seed + 1], trials.instructions[:, seed : seed + 1], np.ones(1), starts)
    filming = _Filming(policy.begin_trial(), family, problem)
    result = run_trials(problem, filming, one, np.random.default_rng(seed))
    filming.hold()
    _write(path, filming.frames)
    execution = result.executions[0]
    end = "reached" if execution.success[0] else "not reached"
    steps = f"{result.exploration.steps} steps of exploration, {execution.steps} of execution"
    return [f"{family.name}, trial {seed} of {split}: {end} (return {execution.returns[0]:.2f}) after {steps}"]


FILMS = {"sign-room": _sign_room, "frames": _frames}


class _Filming(TrialPolicy):
    def __init__(self, inner: TrialPolicy, family: ProblemFamily, problem: BatchProblem) -> None:
        self.inner, self._family, self._problem = inner, family, problem
        self.frames: list[np.ndarray] = []

    def explorer(self) -> Policy:
        return _FilmedPolicy(self.inner.explorer(), self)

    def executor(self) -> Policy:
        return _FilmedPolicy(self.inner.executor(), self)

    def end_exploration(self, exploration: Rollout) -> None:
        self.hold()
        self.inner.end_exploration(exploration)

    def end_execution(self, execution: Rollout) -> None:
        self.hold()
        self.inner.end_execution(execution)

    def take(self, steps: int = 1) -> None:
        """Draw the problem as it stands, for so many steps of the film."""
        self.frames += [self._family.render(self._problem)] * steps

    def hold(self) -> None:
        """The end of an episode stays for a while."""
        self.take(HOLD)


class _FilmedPolicy(Policy):
    def __init__(self, inner: Policy, filming: _Filming) -> None:
        self._inner, self._filming, self._first = inner, filming, True

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        self._filming.take(HOLD if self._first else 1)
        self._first = False
        return self._inner(observation)

    def observe_reward(self, reward: np.ndarray) -> None:
        self._inner.observe_reward(reward)


def _write(path: Path, frames: list[np.ndarray]) -> None:
    if path.suffix == ".gif":
        write_gif(path, frames, RATE)
        return
    height, width = frames[0].shape[:2]
    with VideoWriter(path, (width, height), RATE) as writer:
        for frame in frames:
            writer.add(frame)
