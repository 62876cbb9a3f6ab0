"""What a run is: its problem, method, seed and settings, stored whole in `config.yaml`. With steps it is the run.

Methods load PyTorch, which takes seconds: what only reads a configuration does without them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.messages import one_line
from kitchen_dream.core.plain_yaml import Unreadable, parse, read_text
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.kitchens.remembered import cook_by, misfit, own_cookbook
from kitchen_dream.problems.base import ProblemFamily
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.trial.settings import spec_in

if TYPE_CHECKING:
    from kitchen_dream.agents.agent import Agent

CONFIG = "config.yaml"
VERSION = 2


class PolicyError(ValueError):
    """A policy or run that cannot be read or does not fit; the message names the file and the way out."""

    def __init__(self, message: str):
        super().__init__(one_line(message))


class RunConfig(BaseModel):
    """All that makes a run's problem and agent again."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    version: Literal[2] = 2
    problem: str
    """A family's name, or `package.module:Family`."""
    options: dict[str, Any] = Field(default_factory=dict)
    """The family's options."""
    agent: str
    """A method's name, or `package.module:Class`."""
    preset: str = ""
    setting: str = "instructed"
    executions: int = Field(1, ge=1, le=100)
    """Executions of a trial."""
    seed: int = Field(0, ge=0, lt=2**63)
    settings: dict[str, Any]
    """The method's settings, whole."""
    cookbook: str = ""
    """The text of the user's own cookbook that it was trained with, if it was."""
    actions: list[str]
    """The names of the problem's actions, so that a policy still knows its own when others are added."""


@dataclass
class Run:
    """A run ready to go: its configuration, and the problem and method that it names."""

    config: RunConfig
    family: ProblemFamily
    spec: ProblemSpec
    """What the agent is made for: in the run's setting."""

    @property
    def num_envs(self) -> int:
        """Trials collected side by side."""
        wanted = int(self.config.settings["num_envs"])
        return min(wanted, self.family.max_envs or wanted)

    def make_agent(self, problems: int) -> Agent:
        """The untrained agent; problems: number of training problems. Raises ValueError if the method does not fit."""
        from kitchen_dream.agents.overlays import restored
        from kitchen_dream.agents.registry import find_method

        method = find_method(self.config.agent)
        settings = restored(method, self.config.settings)
        method.agent.check(self.spec, settings)
        return method.agent(self.spec, settings, problems, self.config.seed)


def new_run(
    problem: str, agent: str = "dream", *, options: dict[str, Any] | None = None, preset: str = "",
    setting: str = "instructed", executions: int = 1, seed: int = 0, changes: tuple[str, ...] = (),
) -> Run:
    """A run from what a command line says. Raises ValueError, in one line, for what is unknown or does not fit."""
    from kitchen_dream.agents.overlays import settings_of
    from kitchen_dream.agents.registry import find_method

    method = find_method(agent)
    family = problem_family(problem, **(options or {}))
    spec = spec_in(family, setting)
    settings = settings_of(method, family.overlay, setting, preset, changes)
    method.agent.check(spec, settings)
    check_seed(seed)
    config = RunConfig(
        problem=problem, options=family.options(), agent=agent, preset=preset or method.preset, setting=setting,
        executions=executions, seed=seed, settings=settings.model_dump(mode="json"),
        cookbook=own_cookbook() if isinstance(family, KitchenFamily) else "", actions=list(spec.actions),
    )
    return Run(config, family, spec)


def run_of(config: RunConfig, folder: Path | None = None) -> Run:
    """A run from its configuration. Raises PolicyError that names the file in `folder`, if there is one."""
    from kitchen_dream.agents.overlays import restored
    from kitchen_dream.agents.registry import find_method

    family = family_of(config, folder)
    try:
        restored(find_method(config.agent), config.settings)
        return Run(config, family, spec_in(family, config.setting))
    except PolicyError:
        raise
    except ValueError as error:
        raise PolicyError(f"{folder / CONFIG}: {error}" if folder else str(error)) from error


def family_of(config: RunConfig, folder: Path | None = None) -> ProblemFamily:
    """The problem that a configuration names, with its cookbook in use, unless the user has named another that fits.

    Raises PolicyError that names the file in `folder`, if there is one."""
    try:
        cook_by(config.cookbook)
        family = problem_family(config.problem, **config.options)
        why = misfit(config.cookbook, family.rules.name) if isinstance(family, KitchenFamily) else ""
    except ValueError as error:
        raise PolicyError(f"{folder / CONFIG}: {error}" if folder else str(error)) from error
    if why:
        raise PolicyError(f"{folder}: {why}" if folder else why)
    return family


def policy_folder(policy: Path | None, problem: str = "kitchen") -> Path:
    """The folder of a policy: the one shipped for a problem if none is named. Raises PolicyError."""
    if policy is not None:
        if not policy.is_dir():
            raise PolicyError(f"--policy {policy}: there is no such folder; give a run folder, or leave it out")
        return policy
    shipped = POLICIES / problem / "dream"
    if not (shipped / CONFIG).is_file():
        known = ", ".join(sorted(path.parent.parent.name for path in POLICIES.glob(f"*/dream/{CONFIG}")))
        raise PolicyError(f"no policy for {problem} is shipped (only: {known}); train one, and give --policy runs/NAME")
    return shipped


def save_config(folder: Path, config: RunConfig) -> None:
    """Write a run's `config.yaml`."""
    write_atomically(folder / CONFIG, config_text(config))


def config_text(config: RunConfig) -> str:
    """The text of a run's `config.yaml`."""
    return yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False)


def load_config(folder: Path) -> RunConfig:
    """Read a run's `config.yaml`; raises PolicyError."""
    path = folder / CONFIG
    if not path.is_file():
        raise PolicyError(f"{folder}: no policy here ({CONFIG} is missing); give a run folder, or leave it out")
    try:
        data, _ = parse(read_text(path))
    except Unreadable as error:
        raise PolicyError(f"{path}: {error}; copy it again from the run") from error
    if not isinstance(data, dict):
        raise PolicyError(f"{path}: not a policy's configuration; copy it again from the run")
    if data.get("version") != VERSION:
        what = f"it says {str(data.get('version', 'none'))[:20]}, this is {VERSION}"
        way_out = "train again, or use the version of Kitchen Dream that wrote it"
        raise PolicyError(f"{path}: written by another version ({what}); {way_out}")
    try:
        return RunConfig.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])[:80]
        raise PolicyError(f"{path}: {name}: {first['msg']}; copy it again from the run") from error


def run_name(config: RunConfig) -> str:
    """The name of a run folder."""
    problem, agent = (name.rpartition(":")[2].lower() for name in (config.problem, config.agent))
    preset = [config.preset] if config.preset and not agent.endswith(config.preset) else []
    setting = [config.setting] if config.setting != "instructed" else []
    executions = [f"x{config.executions}"] if config.executions > 1 else []
    return "-".join([problem, agent, *preset, *setting, *executions, str(config.seed)])
