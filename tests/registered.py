"""The registered environments by what tests of them need."""

from __future__ import annotations

import pytest

from kitchen_dream.problems import ENVIRONMENTS

ABSTRACT = [name for name in ENVIRONMENTS if not name.endswith(("Physics-v0", "Camera-v0"))]
EVERY = [
    pytest.param(name, marks=() if name in ABSTRACT else (pytest.mark.physics, pytest.mark.slow))
    for name in ENVIRONMENTS
]
