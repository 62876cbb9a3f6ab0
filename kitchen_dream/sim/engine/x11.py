"""What PyBullet's window lacks on an X server: a title, and an end with its screen. Elsewhere these do nothing."""

from __future__ import annotations

import ctypes
from typing import Any

BULLET = b"Bullet Physics"
"""How the name of every window of PyBullet begins."""


def end_with_screen(errors: bool) -> None:
    """End this process at once where the X server is lost or has closed the window.

    errors: also where it reports any error.

    Xlib would call `exit` in the window's own thread, which mostly hangs, since other threads wait for that one. The
    handlers are C functions: no Python runs while a command does."""
    if (x11 := _library()) is None:
        return
    for name in ("XSetIOErrorHandler", "XSetErrorHandler")[: 1 + errors]:
        getattr(x11, name)(ctypes.cast(ctypes.CDLL(None)._exit, ctypes.c_void_p))


class Titles:
    """Names the windows that PyBullet opens from now on in this process; it has no option for it."""

    def __init__(self) -> None:
        self._x11 = _library()
        self._display = self._x11.XOpenDisplay(None) if self._x11 else None
        self._before = self._bullets()
        self._mine: set[int] = set()

    def write(self, title: str) -> None:
        """Give the windows this title."""
        if not self._display:
            return
        self._mine = self._mine or self._bullets() - self._before
        text = title.encode()
        atom = lambda name: self._x11.XInternAtom(self._display, name, 0)  # noqa: E731
        for window in self._mine:
            self._x11.XStoreName(self._display, window, text)
            name = (atom(b"_NET_WM_NAME"), atom(b"UTF8_STRING"))
            self._x11.XChangeProperty(self._display, window, *name, 8, 0, text, len(text))
        self._x11.XSync(self._display, 0)  # who is answered finds the title there

    def _bullets(self) -> set[int]:
        """All windows of the screen with PyBullet's own name, this process's or others'."""
        if not self._display:
            return set()
        handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda display, event: 0)
        before = self._x11.XSetErrorHandler(handler)  # other programs' windows may go while they are asked
        try:
            return {w for w in self._below(self._x11.XDefaultRootWindow(self._display)) if self._is_bullet(w)}
        finally:
            self._x11.XSetErrorHandler(before)

    def _below(self, window: int) -> set[int]:
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        ways = (ctypes.byref(value) for value in (root, parent, children, count))
        if not self._x11.XQueryTree(self._display, window, *ways):
            return set()
        found = set(children[: count.value])
        if children:
            self._x11.XFree(children)
        return found.union(*(self._below(child) for child in found))

    def _is_bullet(self, window: int) -> bool:
        name = ctypes.c_char_p()
        if not self._x11.XFetchName(self._display, window, ctypes.byref(name)) or name.value is None:
            return False
        found = name.value.startswith(BULLET)
        self._x11.XFree(name)
        return found


def _library() -> Any:
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    display, window = ctypes.c_void_p, ctypes.c_ulong
    x11.XOpenDisplay.restype, x11.XDefaultRootWindow.restype, x11.XInternAtom.restype = display, window, window
    x11.XSetErrorHandler.restype = x11.XSetIOErrorHandler.restype = ctypes.c_void_p
    x11.XSetErrorHandler.argtypes = x11.XSetIOErrorHandler.argtypes = [ctypes.c_void_p]
    signatures: dict[str, list[Any]] = {
        "XDefaultRootWindow": [], "XSync": [ctypes.c_int], "XQueryTree": [window, *[ctypes.c_void_p] * 4],
        "XFetchName": [window, ctypes.c_void_p], "XStoreName": [window, ctypes.c_char_p],
        "XInternAtom": [ctypes.c_char_p, ctypes.c_int],
        "XChangeProperty": [window, window, window, ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int],
    }  # fmt: skip
    for name, arguments in signatures.items():
        getattr(x11, name).argtypes = [display, *arguments]
    x11.XOpenDisplay.argtypes, x11.XFree.argtypes = [ctypes.c_char_p], [ctypes.c_void_p]
    return x11
