"""The methods by name, built in or a user's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kitchen_dream.agents.ablations import EndToEnd, RandomExploration, ScriptedExploration, WholeId
from kitchen_dream.agents.agent import Agent
from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.first_explore import FirstExplore
from kitchen_dream.agents.import_ import Import
from kitchen_dream.agents.rl2 import RL2
from kitchen_dream.agents.varibad import Varibad
from kitchen_dream.core.plugins import find_plugin, unknown


@dataclass(frozen=True)
class Method:
    """One method: what makes its agent, whose overlays it reads, and what it is in a line."""

    name: str
    agent: type[Agent]
    what: str
    overlays: tuple[str, ...] = ()
    """Sections of the overlays that it reads, one after the other, beside `all`; its own name always comes last."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What it sets on top of them."""
    preset: str = ""
    """The preset that it is."""
    group: str = "method"
    """`method`, `rewards` (sees them in exploration), `preset` or `ablation` of DREAM, `script` (explores by hand)."""


def _dream(
    name: str, what: str, agent: type[Agent] = Dream, group: str = "ablation", preset: str = "", **settings: Any
) -> Method:
    return Method(name, agent, what, ("dream",), settings, preset, group)


def _with_rewards(name: str, agent: type[Agent]) -> Method:
    what = f"{agent.title} with rewards in exploration"
    return Method(f"{name}-rewards", agent, what, (name,), {"rewards_in_exploration": True}, group="rewards")


_RIVALS: dict[str, type[Agent]] = {
    "rl2": RL2, "varibad": Varibad, "import": Import, "first-explore": FirstExplore
}
_METHODS = {
    method.name: method
    for method in (
        Method("dream", Dream, "DREAM"),
        *(Method(name, agent, agent.title) for name, agent in _RIVALS.items()),
        *(_with_rewards(name, agent) for name, agent in _RIVALS.items()),
        _dream("dream-paper", "DREAM, preset paper", group="preset", preset="paper"),
        _dream("random", "DREAM's g and execution after random exploration", RandomExploration, "method"),
        _dream("scripted", "DREAM's g and execution after a scripted exploration", ScriptedExploration, "script"),
        _dream("dream-no-bottleneck", "DREAM without the bottleneck penalty", bottleneck_weight=0.0),
        _dream("dream-tight-bottleneck", "DREAM with K = 10 in the bottleneck", bottleneck_threshold=10.0),
        _dream("dream-no-noise", "DREAM without noise on the code", sigma=0.0),
        _dream("dream-whole-id", "DREAM paid for telling the whole id", WholeId),
        _dream("dream-end-to-end", "DREAM whose exploration is paid by executions", EndToEnd),
    )
}


def methods() -> dict[str, Method]:
    """All methods that have a name here."""
    return dict(_METHODS)


def register_algorithm(name: str, agent: type[Agent], what: str = "") -> None:
    """Make a method known by a name. Raises ValueError for a name that is taken, or for what is no agent."""
    if name in _METHODS:
        raise ValueError(f"register_algorithm: the name {name!r} is taken; choose another")
    _METHODS[name] = Method(name, checked(agent, name), what or agent.title)


def find_method(name: str) -> Method:
    """A method by its name, or a user's own: by `package.module:Class`, or an entry point of the group
    kitchen_dream.agents.

    Raises ValueError, in one line, for what is not known, and for what is no agent."""
    if name in _METHODS:
        return _METHODS[name]
    found = find_plugin(name, "kitchen_dream.agents")
    if found is None:
        raise ValueError(unknown("agent", name, list(_METHODS), "or give package.module:Class"))
    return Method(name, checked(found, name), getattr(found, "title", name))


def title_of(name: str) -> str:
    """What a method is called in tables; its name where it is not known here."""
    try:
        return find_method(name).what
    except ValueError:
        return name


def checked(agent: Any, name: str) -> type[Agent]:
    """A class if it is an agent's. Raises ValueError that names what it lacks."""
    if not (isinstance(agent, type) and issubclass(agent, Agent)):
        raise ValueError(f"agent {name}: {agent!r} is no subclass of kitchen_dream.agents.agent.Agent")
    if missing := sorted(getattr(agent, "__abstractmethods__", ())):
        raise ValueError(f"agent {name}: {agent.__name__} lacks {', '.join(missing)}; give it these methods")
    if not getattr(agent, "title", ""):
        raise ValueError(f'agent {name}: {agent.__name__} lacks a title for tables; add title = "My method"')
    return agent
