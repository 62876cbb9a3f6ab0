"""What ends a trial in a window before its time."""

from kitchen_dream.sim.engine.window import WindowClosed

__all__ = ["NextKitchen", "WindowClosed"]


class NextKitchen(Exception):
    """The viewer asked for the next kitchen."""
