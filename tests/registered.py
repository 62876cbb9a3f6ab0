"""The registered environments by what tests of them need."""

from __future__ import annotations

import pytest

from kitchen_dream.problems import ENVIRONMENTS

ABSTRACT = [name for name in ENVIRONMENTS if "Physics" not in name and "Camera" not in name]
EVERY = [
    pytest.param(name, marks=() if name in ABSTRACT else (pytest.mark.physics, pytest.mark.slow))
    for name in ENVIRONMENTS
]
