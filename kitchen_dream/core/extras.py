"""What is not installed: each package that is no part of the core, with the extra that brings it."""

EXTRAS = {
    "h5py": "data",
    "minari": "data",
    "pyarrow": "data",
    "ray": "ray",
    "sb3_contrib": "sb3",
    "stable_baselines3": "sb3",
    "trackio": "track",
    "viser": "web",
    "wandb": "track",
}
"""Modules by their names in Python, and the extras of pyproject.toml."""
_OTHER_NAMES = {"PIL": "pillow", "pybullet": "kitchen-dream", "yaml": "PyYAML"}
"""What to type for other modules that are not called as their packages; pyproject.toml says who has pybullet."""


def not_installed(module: str) -> str:
    """One line about a module that could not be imported: what is missing, and what to type.

    Examples:
        >>> not_installed("viser.transforms")
        'viser is not installed; type `pip install "kitchen-dream[web]"`'
        >>> not_installed("torch")
        'torch is not installed; type `pip install torch`'
    """
    package = module.partition(".")[0]
    wanted = f'"kitchen-dream[{EXTRAS[package]}]"' if package in EXTRAS else _OTHER_NAMES.get(package, package)
    return f"{package} is not installed; type `pip install {wanted}`"
