"""The published grid problems: cooking grid, distracting bus and map, many copies side by side."""

from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.rules import Action, GridProblem

GRIDS: dict[str, type[GridProblem]] = {"cooking": CookingGrid, "bus": DistractingBus, "map": MapGrid}
"""The problems by name."""
__all__ = ["GRIDS", "Action", "CookingGrid", "DistractingBus", "GridProblem", "MapGrid"]
