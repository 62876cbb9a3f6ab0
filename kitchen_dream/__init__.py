"""Kitchen Dream: a robot kitchen, and DREAM and its rivals on it and on any family of problems.

    import kitchen_dream as kd

    policy = kd.load_policy("map")                                    # shipped; or a run folder
    result = policy.play(split="test")                                # explore, then execute, in every problem
    print(result.returns.mean())

Names are loaded when they are asked for: `import kitchen_dream` itself costs nothing.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_HOMES = {
    "make": "kitchen_dream.api",
    "load_policy": "kitchen_dream.api",
    "train": "kitchen_dream.api",
    "evaluate": "kitchen_dream.api",
    "KitchenBuilder": "kitchen_dream.kitchens.layout.builder",
    "load_kitchen": "kitchen_dream.kitchens.files.kitchen_files",
    "use_cookbook": "kitchen_dream.kitchens.cookbook",
    "ProblemFamily": "kitchen_dream.problems.base",
    "BatchProblem": "kitchen_dream.problems.base",
    "GymFamily": "kitchen_dream.problems.gym_family",
    "Agent": "kitchen_dream.agents.agent",
    "register_problem": "kitchen_dream.problems.registry",
    "register_algorithm": "kitchen_dream.agents.registry",
    "register_unit_kind": "kitchen_dream.kitchens.catalogue",
    "use_unit_kinds": "kitchen_dream.kitchens.catalogue",
    "register_skill": "kitchen_dream.rules.skills",
}

try:
    __version__ = version("kitchen-dream")
except PackageNotFoundError:  # a checkout that is not installed
    __version__ = "0+unknown"

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kitchen_dream' has no attribute {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
