"""The methods by name, for the command line and the bench: what makes an agent, and with which settings."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import yaml

from kitchen_dream.agents.dream import Dream, DreamConfig
from kitchen_dream.agents.sequences.base import LearnConfig, SequenceAgent
from kitchen_dream.agents.sequences.dream import SequenceDream, SequenceDreamConfig
from kitchen_dream.agents.sequences.import_method import Import, ImportConfig
from kitchen_dream.agents.sequences.rl2 import RL2, TrialConfig
from kitchen_dream.agents.sequences.varibad import Varibad, VaribadConfig
from kitchen_dream.agents.sets.import_method import SetImport, SetImportConfig
from kitchen_dream.agents.sets.rl2 import SetRL2, SetTrialConfig
from kitchen_dream.agents.sets.varibad import SetVaribad, SetVaribadConfig
from kitchen_dream.problems.flat import SIGN_ROOM_PROBLEMS


@dataclass(frozen=True)
class Method:
    """One method: its agent, its settings, and what it is in a line."""

    agent: type[SequenceAgent] | type[Dream]
    settings: LearnConfig | DreamConfig
    what: str
    tests: str = field(default="method")
    """`method`, `rewards` (a method that sees rewards in exploration), `preset` or `ablation` of DREAM, or `script` (explores by hand)."""


def _fast(**changes) -> SequenceDreamConfig:
    return SequenceDreamConfig(**changes)


METHODS: dict[str, Method] = {
    "dream": Method(SequenceDream, _fast(), "DREAM, preset fast"),
    "dream-paper": Method(SequenceDream, SequenceDreamConfig.paper(), "DREAM, preset paper", "preset"),
    "rl2": Method(RL2, TrialConfig(), "RL2"),
    "varibad": Method(Varibad, VaribadConfig(), "VariBAD"),
    "import": Method(Import, ImportConfig(), "IMPORT"),
    "rl2-rewards": Method(RL2, TrialConfig(rewards_in_exploration=True), "RL2 with rewards in exploration", "rewards"),
    "varibad-rewards": Method(Varibad, VaribadConfig(rewards_in_exploration=True), "VariBAD with rewards in exploration", "rewards"),
    "import-rewards": Method(Import, ImportConfig(rewards_in_exploration=True), "IMPORT with rewards in exploration", "rewards"),
    "random": Method(SequenceDream, _fast(wander=True), "DREAM's g and execution after random exploration"),
    "heuristic": Method(SequenceDream, _fast(tour=True), "DREAM's g and execution after a scripted exploration", "script"),
    "dream-no-bottleneck": Method(SequenceDream, _fast(bottleneck=0.0), "DREAM without the bottleneck penalty", "ablation"),
    "dream-no-noise": Method(SequenceDream, _fast(sigma=0.0), "DREAM without noise on the code", "ablation"),
    "dream-whole-id": Method(SequenceDream, _fast(target="id"), "DREAM paid for telling the whole id", "ablation"),
    "dream-end-to-end": Method(SequenceDream, _fast(target="return"), "DREAM whose exploration is paid by executions", "ablation"),
}


EARLIER = {name: getattr(SetTrialConfig, name) for name in ("code_scale", "rate_halves", "explore_returns")}
"""Settings on kitchens before DREAM's were chosen anew: those of RL2 and VariBAD, with which random exploration was run too."""

KITCHEN_METHODS: dict[str, Method] = {
    "dream": Method(Dream, DreamConfig(), "DREAM"),
    "rl2": Method(SetRL2, SetTrialConfig(), "RL2"),
    "varibad": Method(SetVaribad, SetVaribadConfig(), "VariBAD"),
    "import": Method(SetImport, SetImportConfig(), "IMPORT"),
    "import-earlier": Method(SetImport, SetImportConfig(**EARLIER), "IMPORT with RL2's settings"),
    "random": Method(Dream, DreamConfig(wander=True, **EARLIER), "DREAM's g and execution after random exploration"),
    "dream-no-bottleneck": Method(Dream, DreamConfig(bottleneck=0.0), "DREAM without the bottleneck penalty", "ablation"),
    "dream-no-noise": Method(Dream, DreamConfig(sigma=0.0), "DREAM without noise on the code", "ablation"),
}
"""The methods on kitchens: the same ideas on sets of entities."""


SIGN_ROOM = {"gamma": 0.95, "relabel": 0.5, "rate": 2e-3, "execute_epsilon": (1.0, 0.2, 3000.0)}
"""What all methods set otherwise in the sign room: objects are up to 13 steps away, and only touching one is paid."""


SIGN_ROOM_OWN = {"code_scale": 1.0, "decoder": "gaussian"}
"""The same for methods that have the setting. With two ids and one fact there is nothing to sort out slowly: codes begin as large as
the article's. What is seen are features of any size, no bits."""


RANDOM_ROOMS = {"paid_share": 0.5, "relabel": 0.67}
"""What all methods set otherwise again in random rooms, seen by features: fewer trials touch anything there before much is learnt."""


RANDOM_ROOMS_OWN = {"id_part": 2}
"""The same for methods that have the setting: f reads the word alone, and execution looks for objects by itself."""


def _with(plain: Method, shared: dict, own: dict) -> Method:
    """A method with other settings, of `own` those that it has."""
    return replace(plain, settings=replace(plain.settings, **shared, **{k: v for k, v in own.items() if hasattr(plain.settings, k)}))


SIGN_ROOM_METHODS = {name: _with(plain, SIGN_ROOM, SIGN_ROOM_OWN) for name, plain in METHODS.items() if name != "heuristic"}
"""The methods in the sign room, on features and on pictures alike; it has no scripted exploration."""


RANDOM_ROOMS_METHODS = {name: _with(plain, RANDOM_ROOMS, RANDOM_ROOMS_OWN) for name, plain in SIGN_ROOM_METHODS.items()}
"""The methods in random rooms, seen by features."""


def methods_of(problem: str) -> dict[str, Method]:
    """The methods that a problem can be trained with."""
    if problem == "sign-room-random-features":
        return RANDOM_ROOMS_METHODS
    if problem in SIGN_ROOM_PROBLEMS:
        return SIGN_ROOM_METHODS
    return KITCHEN_METHODS if problem == "kitchen" else METHODS


def method(name: str, problem: str = "map") -> Method:
    """A method by name; raises ValueError that lists the known ones."""
    known = methods_of(problem)
    if name not in known:
        raise ValueError(f"unknown agent {name!r} for the problem {problem}; use one of: {', '.join(known)}")
    return known[name]


def changed(settings: LearnConfig | DreamConfig, changes: tuple[str, ...]) -> Any:
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
