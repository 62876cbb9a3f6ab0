"""A virtual screen with a keyboard and a mouse that a program moves. Used by tests and by `tools/screenshots.py`."""

from __future__ import annotations

import shutil
import time
from types import TracebackType

import numpy as np
from PIL import ImageGrab

KEYSYMS = {
    " ": "space",
    ".": "period",
    ",": "comma",
    "=": "equal",
    "-": "minus",
    "enter": "Return",
    "left": "Left",
    "up": "Up",
    "down": "Down",
}
"""Names of keys in X, where they differ from the character. `+` is shift with `=`."""


class NoVirtualScreen(RuntimeError):
    """Something that a virtual screen needs is not installed. The message names it."""


class VirtualScreen:
    """An Xvfb server on a free display.

    Args:
        width, height: of the screen in pixels.

    Attributes:
        display: its name, for DISPLAY.

    Raises:
        NoVirtualScreen: Xvfb, PyVirtualDisplay or python-xlib is missing.
    """

    def __init__(self, width: int = 1280, height: int = 720) -> None:
        try:
            from pyvirtualdisplay.display import Display
            from Xlib import XK, X, display
            from Xlib.ext import xtest
        except ImportError as error:
            packages = "PyVirtualDisplay python-xlib"
            raise NoVirtualScreen(f"a virtual screen needs more packages: pip install {packages}") from error
        if shutil.which("Xvfb") is None:
            raise NoVirtualScreen("a virtual screen needs Xvfb: apt-get install xvfb")
        self._x, self._names, self._send = X, XK, xtest.fake_input
        self._server = Display(backend="xvfb", size=(width, height), manage_global_env=False).start()
        self.display = self._server.new_display_var
        self._connection = display.Display(self.display)

    def tap(self, key: str, hold: float = 0.05) -> None:
        """Press a key and let it go after `hold` seconds, as a person would; `+` is pressed with shift."""
        if key == "+":
            shift = self._code("Shift_L")
            self._event(self._x.KeyPress, shift)
            self.tap("=", hold)
            self._event(self._x.KeyRelease, shift)
            return
        code = self._code(KEYSYMS.get(key, key))
        self._event(self._x.KeyPress, code)
        time.sleep(hold)
        self._event(self._x.KeyRelease, code)

    def click(self, x: int, y: int, to: tuple[int, int] | None = None) -> None:
        """Click with the left button at a pixel; with `to`, drag there as slowly as a person, which takes a second."""
        self._event(self._x.MotionNotify, x=x, y=y)
        time.sleep(0.1)
        self._event(self._x.ButtonPress, 1)
        time.sleep(0.1)
        if to is not None:
            for step in range(1, 5):
                time.sleep(0.2)
                self._event(self._x.MotionNotify, x=x + (to[0] - x) * step // 4, y=y + (to[1] - y) * step // 4)
            time.sleep(0.4)
        self._event(self._x.ButtonRelease, 1)

    def picture(self) -> np.ndarray:
        """What the screen shows, (height, width, 3) uint8."""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"))

    def close_windows(self) -> int:
        """Do to every window what a window manager does when its X is clicked; returns their number."""
        windows = self.windows()
        for window in windows:
            window.kill_client()
        self._connection.sync()
        return len(windows)

    def windows(self) -> list:
        """All windows on the screen, of python-xlib."""
        return self._connection.screen().root.query_tree().children

    def shown(self) -> bool:
        """Whether a window can be seen: before, no key reaches it."""
        return any(window.get_attributes().map_state == self._x.IsViewable for window in self.windows())

    def titles(self) -> set[str]:
        """Names of the windows, as far as they have one in UTF-8."""
        name = self._connection.get_atom("_NET_WM_NAME")
        found = (window.get_full_property(name, 0) for window in self.windows())
        return {title.value.decode() for title in found if title}

    def close(self) -> None:
        """End the server, however many clients it has. Calling it again does nothing."""
        if self._server.is_alive():
            self._connection.close()
            self._server.stop()

    def __enter__(self) -> VirtualScreen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _code(self, name: str) -> int:
        code = self._connection.keysym_to_keycode(self._names.string_to_keysym(name))
        if not code:
            raise ValueError(f"the keyboard has no key {name!r}")
        return code

    def _event(self, kind: int, detail: int = 0, **place: int) -> None:
        self._send(self._connection, kind, detail, **place)
        self._connection.sync()
