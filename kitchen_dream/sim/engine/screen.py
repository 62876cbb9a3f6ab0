"""Whether a window can be opened here. PyBullet itself ends the whole process where it cannot."""

import ctypes
import os
import sys

_ASKED: dict[str, str] = {}
"""What was found out of each screen. Its connection stays open: a virtual screen starts afresh when its last client
leaves, and would then refuse the window that comes next."""


def missing_screen() -> str:
    """Why no window can be opened, in a few words; empty where one can. Only Linux may lack a screen."""
    if not sys.platform.startswith("linux"):
        return ""
    name = os.environ.get("DISPLAY")
    if not name:
        return "there is no screen to open a window on (DISPLAY is not set)"
    if name not in _ASKED:
        _ASKED[name] = _ask(name)
    return _ASKED[name]


def _ask(name: str) -> str:
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return "there is no screen to open a window on (libX11 is not installed)"
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XQueryExtension.argtypes = [ctypes.c_void_p, ctypes.c_char_p, *[ctypes.POINTER(ctypes.c_int)] * 3]
    display = x11.XOpenDisplay(name.encode())
    if not display:
        return f"there is no screen to open a window on (DISPLAY={name} does not answer)"
    numbers = [ctypes.c_int() for _ in range(3)]
    drawn = x11.XQueryExtension(display, b"GLX", *(ctypes.byref(number) for number in numbers))
    return "" if drawn else f"the screen DISPLAY={name} has no OpenGL (GLX) to open a window with"
