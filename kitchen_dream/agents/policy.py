"""Policies on disk: a folder with `config.yaml` and weights as safetensors. Written whole or not at all, read with care."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol

import torch
import yaml
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from kitchen_dream.agents.dream import DreamConfig
from kitchen_dream.agents.registry import methods_of
from kitchen_dream.agents.sequences.base import LearnConfig
from kitchen_dream.core.files import write_atomically
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.problems.kitchen.observation import kitchen_spec, standard_spec
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.trial.settings import setting_spec

CONFIG, WEIGHTS = "config.yaml", "policy.safetensors"


class PolicyError(ValueError):
    """A policy that cannot be read or does not fit; the message names the file and the mend."""


@dataclass(frozen=True)
class RunConfig:
    """All that is needed to make a run's agent again."""

    problem: str = "kitchen"
    """The problem that it was trained on."""
    agent: str = "dream"
    """The method."""
    seed: int = 0
    """Seed of networks, episodes and order."""
    kitchens: int = 6000
    """Training kitchens; on other problems, all of the split are trained on."""
    minutes: float = 12.0
    """Wall time that training may take."""
    dense: bool = True
    """Steps on the way to a dish are paid; if not, only the dish."""
    instruction: str = "ingredients"
    """How dishes are asked for: `ingredients` or `name`."""
    settings: DreamConfig | LearnConfig = field(default_factory=DreamConfig)
    """The agent's own settings."""
    setting: str = "instructed"
    """What trials tell: see `trial.settings`."""
    executions: int = 1
    """Executions of a trial."""
    look: str = "symbols"
    """What a look into a kitchen's unit shows: `symbols` or `picture`."""


class Learnt(Protocol):
    """What training and keeping ask of any agent."""

    updates: int
    problems: int
    optimiser: torch.optim.Optimizer

    def update(self) -> dict[str, Tensor]: ...
    def state(self) -> dict[str, Tensor]: ...
    def load_state(self, state: dict[str, Tensor]) -> None: ...
    def policy_state(self) -> dict[str, Tensor]: ...
    def load_policy_state(self, state: dict[str, Tensor]) -> None: ...


def problem_spec(config: RunConfig) -> ProblemSpec:
    """Sizes of the problem that a run was trained on."""
    if config.problem == "kitchen":
        spec = kitchen_spec(config.instruction)
        if config.look == "picture":
            from kitchen_dream.problems.kitchen.pixels import pixels_spec  # loads PyBullet, which other policies need not

            return pixels_spec(spec)
        return standard_spec(spec) if config.setting == "uninstructed" else spec
    return setting_spec(FLAT_PROBLEMS[config.problem].kind("train").spec, config.setting)


def settings_of(problem: str, agent: str) -> DreamConfig | LearnConfig:
    """The standard settings of a method on a problem. Raises PolicyError if there is none of that name."""
    if problem not in ("kitchen", *FLAT_PROBLEMS):
        raise PolicyError(f"unknown problem {problem!r}; known: kitchen, {', '.join(FLAT_PROBLEMS)}")
    known = methods_of(problem)
    if agent not in known:
        raise PolicyError(f"unknown agent {agent!r} for the problem {problem}; known: {', '.join(known)}")
    return known[agent].settings


def make_agent(config: RunConfig, problems: int) -> Any:
    """The untrained agent of a run; `problems` is the number of training problems."""
    kind, spec = methods_of(config.problem)[config.agent].agent, problem_spec(config)
    agent = kind(spec, config.settings, problems, config.seed)
    if spec.picture:
        agent.open_eye(FLAT_PROBLEMS[config.problem].kind("train").frames)
    return agent


def save_config(folder: Path, config: RunConfig) -> None:
    """Write a run's `config.yaml`."""
    write_atomically(folder / CONFIG, yaml.safe_dump(_plain(asdict(config)), sort_keys=False).encode())


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


def load_config(folder: Path) -> RunConfig:
    """Read a run's `config.yaml`; raises PolicyError."""
    path = folder / CONFIG
    if not path.is_file():
        raise PolicyError(f"{folder}: no policy here ({CONFIG} is missing); give a run folder such as runs/NAME or a shipped policy")
    try:
        data = yaml.safe_load(path.read_text())
        settings = {k: tuple(v) if isinstance(v, list) else v for k, v in data.pop("settings").items()}
        kind = type(settings_of(data.get("problem", "kitchen"), data.get("agent", "dream")))
        unknown = set(data) - {f.name for f in fields(RunConfig)} | set(settings) - {f.name for f in fields(kind)}
        if unknown:
            raise PolicyError(f"{path}: unknown key {sorted(unknown)[0]!r}; was it written by another version?")
        return RunConfig(**data, settings=kind(**settings))
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise PolicyError(f"{path}: not a policy's configuration ({error}); copy it again from the run") from error


def save_tensors(path: Path, tensors: dict[str, Tensor], notes: dict) -> None:
    """Write tensors and a few numbers beside them to a safetensors file."""
    contiguous = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    write_atomically(path, save(contiguous, metadata={"notes": json.dumps(notes)}))


def load_tensors(path: Path) -> tuple[dict[str, Tensor], dict]:
    """Read what `save_tensors` wrote; raises PolicyError for a missing, truncated or foreign file."""
    if not path.is_file():
        raise PolicyError(f"{path}: missing; the run has not saved a policy yet, or the folder was copied in part")
    try:
        with safe_open(path, framework="pt") as file:
            notes = json.loads((file.metadata() or {}).get("notes", "{}"))
            return {name: file.get_tensor(name) for name in file.keys()}, notes
    except (SafetensorError, OSError, ValueError) as error:
        raise PolicyError(f"{path}: truncated or no safetensors file ({error}); copy it again or train anew") from error


def load_policy(folder: Path, problem: str = "kitchen") -> tuple[Any, RunConfig, dict]:
    """The agent of a run folder or shipped policy, its configuration, and notes such as the number of updates.

    Raises PolicyError if anything is missing, damaged, or made for another problem.
    """
    folder = Path(folder)
    config = load_config(folder)
    if config.problem != problem:
        raise PolicyError(f"{folder}: a policy for the problem {config.problem!r}, not {problem!r}; choose another with --policy")
    tensors, notes = load_tensors(folder / WEIGHTS)
    agent = make_agent(config, int(notes.get("problems", config.kitchens)))
    try:
        agent.load_policy_state(tensors)
    except ValueError as error:
        raise PolicyError(f"{folder / WEIGHTS}: does not fit {CONFIG}; {error}") from error
    agent.updates = int(notes.get("updates", 0))
    return agent, config, notes


def save_policy(folder: Path, agent: Learnt, notes: dict) -> None:
    """Write the acting (averaged) weights of an agent."""
    save_tensors(folder / WEIGHTS, agent.policy_state(), {"updates": agent.updates, "problems": agent.problems, **notes})


def save_training(path: Path, agent: Learnt, notes: dict) -> None:
    """Write all that going on needs: both sets of weights, the optimiser and counters."""
    tensors = agent.state()
    for number, state in agent.optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{number}.{key}": value for key, value in state.items()}
    save_tensors(path, tensors, {"updates": agent.updates, **notes})


def load_training(path: Path, agent: Learnt) -> dict:
    """Set an agent to where `save_training` left it; returns the notes. Raises PolicyError."""
    tensors, notes = load_tensors(path)
    adam = {name: tensor for name, tensor in tensors.items() if name.startswith("adam.")}
    try:
        agent.load_state({name: tensor for name, tensor in tensors.items() if name not in adam})
    except ValueError as error:
        raise PolicyError(f"{path}: {error}") from error
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in adam.items():
        _, number, key = name.split(".")
        state.setdefault(int(number), {})[key] = tensor.clone()
    agent.optimiser.load_state_dict(agent.optimiser.state_dict() | {"state": state})
    agent.updates = int(notes["updates"])
    return notes
