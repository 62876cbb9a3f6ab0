"""The methods by name, for the command line and the bench: what makes an agent, and with which settings."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import yaml

from kitchen_dream.agents.sequences.base import LearnConfig, SequenceAgent
from kitchen_dream.agents.sequences.dream import SequenceDream, SequenceDreamConfig
from kitchen_dream.agents.sequences.import_method import Import, ImportConfig
from kitchen_dream.agents.sequences.rl2 import RL2, TrialConfig
from kitchen_dream.agents.sequences.varibad import Varibad, VaribadConfig


@dataclass(frozen=True)
class Method:
    """One method: its agent, its settings, and what it is in a line."""

    agent: type[SequenceAgent]
    settings: LearnConfig
    what: str
    tests: str = field(default="method")
    """`method`, `rewards` (a method that sees rewards in exploration) or `ablation`."""


def _fast(**changes) -> SequenceDreamConfig:
    return SequenceDreamConfig(**changes)


METHODS: dict[str, Method] = {
    "dream": Method(SequenceDream, _fast(), "DREAM, preset fast"),
    "dream-paper": Method(SequenceDream, SequenceDreamConfig.paper(), "DREAM, preset paper"),
    "rl2": Method(RL2, TrialConfig(), "RL2"),
    "varibad": Method(Varibad, VaribadConfig(), "VariBAD"),
    "import": Method(Import, ImportConfig(), "IMPORT"),
    "rl2-rewards": Method(RL2, TrialConfig(rewards_in_exploration=True), "RL2 with rewards in exploration", "rewards"),
    "varibad-rewards": Method(Varibad, VaribadConfig(rewards_in_exploration=True), "VariBAD with rewards in exploration", "rewards"),
    "import-rewards": Method(Import, ImportConfig(rewards_in_exploration=True), "IMPORT with rewards in exploration", "rewards"),
    "random": Method(SequenceDream, _fast(explore_epsilon=(1.0, 1.0, 1.0)), "DREAM's g and execution after random exploration"),
    "dream-no-bottleneck": Method(SequenceDream, _fast(bottleneck=0.0), "DREAM without the bottleneck penalty", "ablation"),
    "dream-no-noise": Method(SequenceDream, _fast(sigma=0.0), "DREAM without noise on the code", "ablation"),
    "dream-whole-id": Method(SequenceDream, _fast(target="id"), "DREAM paid for telling the whole id", "ablation"),
    "dream-end-to-end": Method(SequenceDream, _fast(target="return"), "DREAM whose exploration is paid by executions", "ablation"),
}


def method(name: str) -> Method:
    """A method by name; raises ValueError that lists the known ones."""
    if name not in METHODS:
        raise ValueError(f"unknown agent {name!r}; use one of: {', '.join(METHODS)}")
    return METHODS[name]


def changed(settings: LearnConfig, changes: tuple[str, ...]) -> LearnConfig:
    """Settings with changes such as `gamma=0.95`; raises ValueError for unknown names and wrong types."""
    known = {f.name: getattr(settings, f.name) for f in fields(settings)}
    out = {}
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals or name not in known:
            raise ValueError(f"--change {change!r}: write NAME=VALUE, where NAME is one of: {', '.join(known)}")
        value, now = yaml.safe_load(text), known[name]
        if isinstance(now, tuple) and isinstance(value, list):
            value = tuple(float(v) for v in value)
        if isinstance(now, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not type(now) or (isinstance(now, tuple) and len(value) != len(now)):
            raise ValueError(f"--change {change!r}: {name} is a {type(now).__name__} such as {now}")
        out[name] = value
    return replace(settings, **out)
