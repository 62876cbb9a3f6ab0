"""What ends a trial in a window before its time."""

from kitchen_dream.sim.engine.window import WindowClosed, ending_with_window

__all__ = ["NextKitchen", "WindowClosed", "ending_with_window"]


class NextKitchen(Exception):
    """The viewer asked for the next kitchen."""
