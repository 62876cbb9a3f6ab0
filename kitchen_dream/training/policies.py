"""Policies on disk: a folder with `config.yaml` and weights as safetensors. Written whole or not at all."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from kitchen_dream.agents.agent import Agent
from kitchen_dream.core.files import write_atomically
from kitchen_dream.problems.base import ProblemFamily
from kitchen_dream.problems.spec import Observation, ProblemSpec
from kitchen_dream.training.run_config import CONFIG, PolicyError, Run, RunConfig, load_config, run_of
from kitchen_dream.trial.protocol import TrialPolicy, TrialResult, run_trials
from kitchen_dream.trial.rollout import Policy, Rollout
from kitchen_dream.trial.settings import make_batch, trials_of

WEIGHTS = "policy.safetensors"


@dataclass
class LoadedPolicy:
    """A policy from disk."""

    agent: Agent
    config: RunConfig
    family: ProblemFamily
    notes: dict[str, Any]
    """Such as the number of steps and updates."""

    def play(self, split: str = "test", count: int | None = None, seed: int = 0) -> TrialResult:
        """Trials of a split, greedily: the exploration and the executions as they went, with actions, observations and
        rewards.

        count: trials at most. seed: draws what a trial leaves to chance."""
        trials = self.family.trials(split, count, seed, self.config.executions, self.config.setting)
        problem = make_batch(self.family, split, len(trials.rows), self.config.setting)
        try:
            rng = np.random.default_rng(seed)
            return run_trials(problem, self.begin_trial(rng), trials_of(problem, trials), rng)
        finally:
            problem.close()

    def begin_trial(self, rng: np.random.Generator | None = None) -> TrialPolicy:
        """A trial at meta-test, in a batch of problems of any size."""
        return self.agent.begin_trial(rng or np.random.default_rng(0))


def load_policy(folder: Path | str) -> LoadedPolicy:
    """The policy of a run folder, or a shipped one; the problem that it is for stands in its configuration.

    Raises PolicyError if anything is missing or damaged."""
    folder = Path(folder)
    config = load_config(folder)
    run = run_of(config, folder)
    tensors, notes = load_tensors(folder / WEIGHTS)
    problems = notes.get("problems")
    if not isinstance(problems, int) or problems < 1:
        what = "does not say how many problems it was trained on; copy it again or train anew"
        raise PolicyError(f"{folder / WEIGHTS}: {what}")
    updates = notes.get("updates", 0)
    if not isinstance(updates, int) or updates < 0:
        raise PolicyError(f"{folder / WEIGHTS}: damaged (updates is {str(updates)[:40]}); copy it again or train anew")
    agent = _with_own_actions(run, problems)
    try:
        agent.load_policy_state(tensors)
    except ValueError as error:
        what = f"does not fit {CONFIG} ({str(error)[:200]}); copy both again from the run"
        raise PolicyError(f"{folder / WEIGHTS}: {what}") from error
    agent.updates = updates
    run.family.adopt(agent)
    return LoadedPolicy(agent, config, run.family, notes)


def save_policy(folder: Path, agent: Agent, notes: dict[str, Any]) -> None:
    """Write the acting (averaged) weights of an agent."""
    write_atomically(folder / WEIGHTS, policy_bytes(agent, notes))


def policy_bytes(agent: Agent, notes: dict[str, Any]) -> bytes:
    """The acting weights of an agent, for the file WEIGHTS."""
    return tensor_bytes(agent.policy_state(), {"updates": agent.updates, "problems": agent.problems} | notes)


def tensor_bytes(tensors: dict[str, Tensor], notes: dict[str, Any]) -> bytes:
    """Tensors, and plain data beside them, as a safetensors file."""
    contiguous = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    return save(contiguous, metadata={"notes": json.dumps(notes)})


def load_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read what `tensor_bytes` made; raises PolicyError for a missing, truncated or foreign file."""
    if not path.is_file():
        raise PolicyError(f"{path}: missing; the run has not saved a policy yet, or the folder was copied in part")
    try:
        with safe_open(path, framework="pt") as file:
            notes = json.loads((file.metadata() or {}).get("notes", "{}"))
            if not isinstance(notes, dict):
                raise ValueError("its notes are no table")
            return {name: file.get_tensor(name) for name in file.keys()}, notes
    except (SafetensorError, OSError, ValueError, RecursionError) as error:
        raise PolicyError(f"{path}: truncated or no safetensors file ({error}); copy it again or train anew") from error


def _with_own_actions(run: Run, problems: int) -> Agent:
    """The agent for the actions that it was trained with. Raises PolicyError where the problem lacks one of them."""
    mine, known = _of_all_entities(run.config.actions, run.spec), list(run.spec.actions)
    if mine == known:
        return run.make_agent(problems)
    if missing := [name for name in mine if name not in known]:
        what = f"the policy knows the action {missing[0]!r}, which {run.config.problem} does not have"
        raise PolicyError(f"{what}; register it first")
    stop = mine.index(run.spec.actions[run.spec.stop])
    own = replace(run.spec, actions=tuple(mine), stop=stop, scripted_exploration=())
    agent = Run(run.config, run.family, own).make_agent(problems)
    return OwnActions(agent, np.array([known.index(name) for name in mine]))  # type: ignore[return-value]


def _of_all_entities(actions: list[str], spec: ProblemSpec) -> list[str]:
    """A policy's actions where the problem has room for more entities, or fewer: networks take any number of them."""
    if not spec.entities:
        return actions
    stem = spec.actions[0].rstrip("0123456789")
    others = [name for name in actions if not name.startswith(stem)]
    return [*spec.actions[: spec.entities], *others]


class OwnActions:
    """An agent among more actions than it was trained with: it never chooses those that it does not know."""

    def __init__(self, agent: Agent, known: np.ndarray):
        """known: (actions of the agent,) their numbers in the problem."""
        self._agent, self._known = agent, known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._agent, name)

    def begin_trial(self, rng: np.random.Generator) -> TrialPolicy:
        return _OwnTrial(self._agent.begin_trial(rng), self._known)


class _OwnTrial(TrialPolicy):
    def __init__(self, inner: TrialPolicy, known: np.ndarray):
        self._inner, self._known = inner, known

    def explorer(self) -> Policy:
        return _OwnPolicy(self._inner.explorer(), self._known)

    def executor(self) -> Policy:
        return _OwnPolicy(self._inner.executor(), self._known)

    def end_exploration(self, exploration: Rollout) -> None:
        self._inner.end_exploration(self._translated(exploration))

    def end_execution(self, execution: Rollout) -> None:
        self._inner.end_execution(self._translated(execution))

    def _translated(self, rollout: Rollout) -> Rollout:
        own = np.zeros(self._known.max() + 1, np.int64)
        own[self._known] = np.arange(len(self._known))
        seen = rollout.observations | {"action_mask": rollout.observations["action_mask"][..., self._known]}
        return replace(rollout, observations=seen, actions=own[np.minimum(rollout.actions, len(own) - 1)])


class _OwnPolicy(Policy):
    def __init__(self, inner: Policy, known: np.ndarray):
        self._inner, self._known = inner, known

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        actions, greedy = self._inner(observation | {"action_mask": observation["action_mask"][:, self._known]})
        return self._known[actions], greedy

    def observe_reward(self, reward: np.ndarray) -> None:
        self._inner.observe_reward(reward)
