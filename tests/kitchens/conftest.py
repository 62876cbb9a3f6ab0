"""Generated kitchens that tests of this folder share."""

from __future__ import annotations

import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Kitchen


@pytest.fixture(scope="session")
def generated() -> tuple[Kitchen, ...]:
    """The kitchens of the first 300 seeds."""
    return tuple(generate(seed) for seed in range(300))
