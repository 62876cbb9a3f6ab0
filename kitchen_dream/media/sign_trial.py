"""Runs trials of a policy in one sign room and keeps every step.

A trial has an exploration, then an execution for each instruction."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.sign_room.frames import RoomFrames, room_frames
from kitchen_dream.problems.sign_room.render import Pose
from kitchen_dream.problems.sign_room.rules import MAX_STEPS, SignRoomProblem
from kitchen_dream.sim.sign_room.layout import COLOURS, KINDS, SignRoom
from kitchen_dream.trial.protocol import TrialPolicy, explore
from kitchen_dream.trial.rollout import Rollout, run


@dataclass(frozen=True)
class Episode:
    """One episode of T steps."""

    instruction: int
    """The instruction, or EXPLORE."""
    limit: int
    """Most steps that it may take."""
    poses: tuple[Pose, ...]
    """T + 1 poses (x, y, yaw)."""
    pictures: np.ndarray
    """(T + 1, 60, 80, 3) uint8: what the agent sees at each pose."""
    differing: np.ndarray
    """(T + 1,) int64: pixels in which each picture differs from what it would be with the other word."""
    value: float
    """The return."""
    touched: int
    """Number of the object that the last step touched, or -1."""

    @property
    def steps(self) -> int:
        return len(self.poses) - 1


@dataclass(frozen=True)
class SignTrial:
    """All episodes under one word."""

    room: SignRoom
    word: int
    exploration: Episode
    executions: tuple[Episode, ...]
    """One for each instruction, each from a start of its own."""

    def line(self) -> str:
        """One sentence for people."""
        told = ", ".join(f"{KINDS[e.instruction]} {e.value:+.0f} in {e.steps} steps" for e in self.executions)
        seen = "in view" if (self.exploration.differing > 0).any() else "never in view"
        return f"{COLOURS[self.word].upper()}: sign {seen} in {self.exploration.steps} steps of exploration; {told}"


def sign_trials(begin_trial: Callable[[], TrialPolicy], problem: SignRoomProblem, seed: int = 0) -> list[SignTrial]:
    """Run one greedy trial for each word on the sign of one room.

    begin_trial: gives the policy of a new trial. problem: a batch of as many episodes as there are instructions. seed:
    draws the starts, and chooses the room where there are several."""
    world = problem.world
    number = int(problem.rooms[seed % len(problem.rooms)])
    frames = room_frames(world.rooms[number], world.lattice, graph=world.graphs[number])
    rng, trials = np.random.default_rng([seed, 67]), []
    for word in range(len(COLOURS)):
        row = int(np.flatnonzero(problem.ids == number * len(COLOURS) + word)[0])
        first = np.full(problem.batch, rng.integers(problem.starts_by_room))
        starts = rng.permutation(problem.starts_by_room)[: problem.batch]
        rows, asked = np.full(problem.batch, row), np.arange(len(KINDS))
        policy, chance = begin_trial(), np.random.default_rng(seed)
        exploration = explore(problem, policy.explorer(), rows, chance, start=first)
        policy.end_exploration(exploration)
        execution = run(problem, rows, asked, policy.executor(), chance, starts)
        explored = _episodes(problem, frames, number, rows, np.full(problem.batch, EXPLORE), first, exploration)[0]
        executed = _episodes(problem, frames, number, rows, asked, starts, execution)
        trials.append(SignTrial(world.rooms[number], word, explored, tuple(executed)))
    return trials


def _episodes(
    problem: SignRoomProblem, frames: RoomFrames, room: int, rows: np.ndarray, asked: np.ndarray, starts: np.ndarray,
    rollout: Rollout,
) -> list[Episode]:
    """The episodes of a rollout. Their poses are found by carrying out the same actions again."""
    problem.begin(rows, asked, start=starts)
    poses, objects = [problem.pose.copy()], []
    for actions in rollout.actions:
        problem.step(actions)
        poses.append(problem.pose.copy())
        objects.append(problem.object.copy())
    poses, graph = np.array(poses) - problem.world.first[room], frames.graph
    out = []
    for k, steps in enumerate(rollout.valid.sum(0)):
        mine = poses[: steps + 1, k]
        places = zip(graph.place[mine], graph.yaw[mine], strict=True)
        path = tuple((float(x), float(y), float(yaw)) for (x, y), yaw in places)
        pictures = frames.pictures[frames.index[problem.word[k], mine]]
        limit = MAX_STEPS if asked[k] == EXPLORE else problem.limit
        touched = int(objects[steps - 1][k])
        value = float(rollout.returns[k])
        out.append(Episode(int(asked[k]), limit, path, pictures, frames.differing[mine], value, touched))
    return out
