"""The one collector: plays trials in random training problems, gives them to the agent, and can play them again.

Problems are deterministic and fast. So what a replay holds can be kept as problem rows and actions, and be played
again: exact resume needs no observations on disk. A family that is not deterministic has its episodes kept whole."""

import json
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from kitchen_dream.agents.agent import Agent
from kitchen_dream.problems.base import EXPLORE, BatchProblem
from kitchen_dream.trial.protocol import explore
from kitchen_dream.trial.rollout import Replayed, Rollout, run


@dataclass
class Round:
    """One trial in each of B problems, as far as it must be known to be played again."""

    number: int
    """Which round of the run it is: it makes the generators of its episodes."""
    updates: int
    """The agent's when it was taken in: a replay may keep a trial otherwise later on."""
    rows: np.ndarray
    """(B,) problems."""
    instructions: np.ndarray
    """(1 + executions, B), EXPLORE where nothing was asked."""
    episodes: list[Rollout]
    """Their actions and `greedy` are kept; the whole where they cannot be played again."""
    marks: list[int]
    """Where each ring of the agent's replay went on when they were added."""
    added: list[int]
    """How much each had taken in before."""


class Collector:
    """Collects for an agent from a batch of training problems."""

    def __init__(self, agent: Agent, problem: BatchProblem, executions: int, seed: int, deterministic: bool = True):
        """executions: of a trial. deterministic: see ProblemFamily."""
        self.agent, self.problem, self.executions, self.seed = agent, problem, executions, seed
        self.rng = np.random.default_rng([seed, 29, 0])
        self.rounds = 0
        self._deterministic = deterministic
        self._kept: deque[Round] = deque()

    def collect(self) -> int:
        """One trial in each of a batch of random problems, taken in by the agent; returns the number of environment
        steps.

        In a share of the trials the agent may read the problem's id."""
        agent, problem, rng = self.agent, self.problem, self.rng
        rows = rng.integers(len(problem), size=problem.batch)
        by_id = rng.random(problem.batch) < agent.id_share
        shown = agent.settings.rewards_in_exploration
        asked = problem.sample_instructions(rows, rng) if shown else np.full(problem.batch, EXPLORE)
        problem_id = problem.privileged(rows)
        trial = agent.begin_training_trial(problem_id, by_id)
        episodes = [explore(problem, trial.explorer(), rows, self._generator(self.rounds, 0), asked)]
        trial.end_exploration(episodes[0])
        instructions = [problem.sample_instructions(rows, rng) for _ in range(self.executions)]
        for number, instruction in enumerate(instructions, 1):
            if number > 1:
                trial.end_execution(episodes[-1])
            episodes.append(run(problem, rows, instruction, trial.executor(), self._generator(self.rounds, number)))
        self._take_in(Round(self.rounds, agent.updates, rows, np.stack([asked, *instructions]), episodes, [], []))
        self.rounds += 1
        return sum(episode.steps for episode in episodes)

    # ---- keeping ----------------------------------------------------------------------------------------------------

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """All that going on needs: plain data, and arrays by name."""
        arrays: dict[str, np.ndarray] = {}
        for kept in self._kept:
            arrays |= {f"{kept.number}.rows": kept.rows, f"{kept.number}.instructions": kept.instructions}
            for e, episode in enumerate(kept.episodes):
                name = f"{kept.number}.{e}"
                arrays |= {f"{name}.actions": episode.actions.astype(np.int16), f"{name}.greedy": episode.greedy}
                if not self._deterministic:
                    arrays |= {f"{name}.rewards": episode.rewards, f"{name}.valid": episode.valid}
                    arrays |= {f"{name}.terminated": episode.terminated}
                    arrays |= {f"{name}.observations.{key}": value for key, value in episode.observations.items()}
        rounds = [{"number": kept.number, "updates": kept.updates, "marks": kept.marks} for kept in self._kept]
        generator = json.loads(json.dumps(self.rng.bit_generator.state))
        return {"rounds": self.rounds, "generator": generator, "kept": rounds}, arrays

    def restore(self, notes: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        """Go on from a state: the agent's replay, empty now, is filled as it was. Raises ValueError if damaged."""
        try:
            self.rng.bit_generator.state = notes["generator"]
            self.rounds = int(notes["rounds"])
            updates = self.agent.updates
            for entry in notes["kept"]:
                self.agent.updates = int(entry["updates"])
                self._play_again(entry, arrays)
            self.agent.updates = updates
        except (KeyError, TypeError, IndexError, StopIteration) as error:
            raise ValueError(f"the trials kept for the replay are damaged ({error!r})") from error

    def _play_again(self, entry: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        number = int(entry["number"])
        rows, instructions = arrays[f"{number}.rows"], arrays[f"{number}.instructions"]
        episodes: list[Rollout] = []
        for e, instruction in enumerate(instructions):
            name = f"{number}.{e}"
            actions, greedy = arrays[f"{name}.actions"].astype(np.int64), arrays[f"{name}.greedy"]
            if not self._deterministic:
                prefix = f"{name}.observations."
                seen = {key.removeprefix(prefix): value for key, value in arrays.items() if key.startswith(prefix)}
                rewards, valid, ended = (arrays[f"{name}.{key}"] for key in ("rewards", "valid", "terminated"))
                none = np.zeros(len(rows))
                episodes.append(Rollout(seen, actions, rewards, valid, ended, greedy, none, none > 0))
            elif e == 0:
                policy = Replayed(actions, greedy)
                episodes.append(explore(self.problem, policy, rows, self._generator(number, 0), instruction))
            else:
                policy = Replayed(actions, greedy)
                episodes.append(run(self.problem, rows, instruction, policy, self._generator(number, e)))
        if self.agent.replay is None:
            self.agent.open_replay(len(instructions))
            replay: Any = self.agent.replay
            for ring, mark in zip(replay.rings, entry["marks"], strict=True):
                ring.next = mark
        self._take_in(Round(number, self.agent.updates, rows, instructions, episodes, [], []))

    def _take_in(self, taken: Round) -> None:
        """Give a round to the agent, and keep it as long as a part of it is in the agent's replay."""
        agent = self.agent
        if agent.replay is None:
            agent.open_replay(len(taken.episodes))
        rings = agent.replay.rings
        taken.marks, taken.added = [ring.next for ring in rings], [ring.added for ring in rings]
        agent.observe(self.problem.privileged(taken.rows), taken.episodes)
        if self._deterministic:  # what can be played again needs no observations
            for episode in taken.episodes:
                episode.observations = {}
        self._kept.append(taken)
        while len(self._kept) > 1 and all(
            ring.added - then >= ring.capacity for ring, then in zip(rings, self._kept[1].added, strict=True)
        ):
            self._kept.popleft()

    def _generator(self, number: int, episode: int) -> np.random.Generator:
        """What chance decides of an episode's start: the same whenever it is played."""
        return np.random.default_rng([self.seed, 61, number, episode])
