"""The one collector: has trials played in random training problems, gives them to the agent, and can play them again.

Problems are deterministic and fast. So what a replay holds can be kept as problem rows and actions, and be played
again: exact resume needs no observations on disk. A family that is not deterministic has its episodes kept whole."""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from kitchen_dream.agents.agent import Agent
from kitchen_dream.problems.base import BatchProblem
from kitchen_dream.training.beside import Beside
from kitchen_dream.training.player import Player, Round
from kitchen_dream.trial.rollout import Replayed, Rollout


@dataclass
class Kept:
    """A round as far as it must be known to be played again: of its episodes actions and `greedy`, or the whole."""

    round: Round
    updates: int
    """The agent's when it was taken in: a replay may keep a trial otherwise later on."""
    marks: list[int]
    """Where each ring of the agent's replay went on when it was taken in."""
    added: list[int]
    """How much each had taken in before."""


class Collector:
    """Collects for an agent from a batch of training problems."""

    def __init__(self, agent: Agent, problem: BatchProblem, executions: int, seed: int, deterministic: bool = True):
        """executions: of a trial. deterministic: see ProblemFamily."""
        self.agent, self.rounds = agent, 0
        self.seconds_beside = 0.0
        """The processor's, of a process beside this one."""
        self._player = Player(agent, problem, executions, seed)
        self._deterministic = deterministic
        self._beside: Beside | None = None
        self._played: Round | None = None
        self._kept: deque[Kept] = deque()

    def play_beside(self) -> None:
        """From now on have rounds played in a process beside this one, where agent and problem can do so."""
        if self._deterministic and self.agent.plays_alone and self.agent.device.type == "cpu":
            self._beside = Beside(self._player)

    def close(self) -> None:
        """End the process beside this one."""
        if self._beside:
            self._beside.close()

    def begin(self) -> None:
        """Begin a round, with the weights that act now."""
        if self._beside:
            self._beside.begin(self.rounds)
        else:
            self._played = self._player.play(self.rounds)

    def finish(self) -> int:
        """Give the round that was begun to the agent; returns the number of its environment steps."""
        if self._beside:
            self._played, seconds = self._beside.result()
            self.seconds_beside += seconds
        played, self._played = self._played, None
        assert played is not None, "begin a round first"
        steps = played.steps
        self._take_in(played)
        self.rounds += 1
        return steps

    def collect(self) -> int:
        """A whole round."""
        self.begin()
        return self.finish()

    # ---- keeping ----------------------------------------------------------------------------------------------------

    def state(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """All that going on needs: plain data, and arrays by name."""
        arrays: dict[str, np.ndarray] = {}
        for kept in self._kept:
            played, number = kept.round, kept.round.number
            arrays |= {f"{number}.rows": played.rows, f"{number}.instructions": played.instructions}
            for e, episode in enumerate(played.episodes):
                name = f"{number}.{e}"
                arrays |= {f"{name}.actions": episode.actions.astype(np.int16), f"{name}.greedy": episode.greedy}
                if not self._deterministic:
                    arrays |= {f"{name}.rewards": episode.rewards, f"{name}.valid": episode.valid}
                    arrays |= {f"{name}.terminated": episode.terminated}
                    arrays |= {f"{name}.observations.{key}": value for key, value in episode.observations.items()}
        rounds = [{"number": k.round.number, "updates": k.updates, "marks": k.marks} for k in self._kept]
        return {"rounds": self.rounds, "kept": rounds}, arrays

    def restore(self, notes: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
        """Go on from a state: the agent's replay, empty now, is filled as it was. Raises ValueError if damaged."""
        updates = self.agent.updates
        try:
            for entry in notes["kept"]:
                self.agent.updates = int(entry["updates"])
                self._play_again(entry, arrays)
            self.rounds = int(notes["rounds"])
        except (KeyError, TypeError, IndexError, StopIteration) as error:
            raise ValueError(f"the trials kept for the replay are damaged ({error!r})") from error
        self.agent.updates = updates

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
            else:
                episodes.append(self._player.episode(number, e, Replayed(actions, greedy), rows, instruction))
        if self.agent.replay is None:
            self.agent.open_replay(len(instructions))
            replay: Any = self.agent.replay
            for ring, mark in zip(replay.rings, entry["marks"], strict=True):
                ring.next = mark
        self._take_in(Round(number, rows, instructions, episodes))

    def _take_in(self, played: Round) -> None:
        """Give a round to the agent, and keep it as long as a part of it is in the agent's replay."""
        agent = self.agent
        if agent.replay is None:
            agent.open_replay(len(played.episodes))
        rings = agent.replay.rings
        kept = Kept(played, agent.updates, [ring.next for ring in rings], [ring.added for ring in rings])
        agent.observe(self._player.privileged(played.rows), played.episodes)
        if self._deterministic:  # what can be played again needs no observations
            for episode in played.episodes:
                episode.observations = {}
        self._kept.append(kept)
        while len(self._kept) > 1 and all(
            ring.added - then >= ring.capacity for ring, then in zip(rings, self._kept[1].added, strict=True)
        ):
            self._kept.popleft()
