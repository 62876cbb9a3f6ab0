"""What ends a trial in a window before its time."""


class WindowClosed(Exception):
    """The window was closed, or the viewer asked to quit."""


class NextKitchen(Exception):
    """The viewer asked for the next kitchen."""
