"""Keys of PyBullet's window as presses with names. Pure: it is given what `getKeyboardEvents` returns."""

from __future__ import annotations

DOWN, TRIGGERED, RELEASED = 1, 2, 4
"""The bits of a key's state in PyBullet: KEY_IS_DOWN, KEY_WAS_TRIGGERED, KEY_WAS_RELEASED."""

NAMES = {65309: "enter", 13: "enter", 10: "enter", 65295: "left", 65296: "right", 65297: "up", 65298: "down", 32: "space"}
"""Codes of keys without a letter. Backspace, tab and the number block never reach PyBullet under X11; escape closes its window."""


class KeyReader:
    """Turns the states of keys into presses, each told once.

    A key that goes down and up between two pictures often shows as `released` alone: PyBullet has lost its `triggered`. Under
    software rendering a picture takes longer than a tap, so that most taps look like that. A release of a key that was not known
    to be down is therefore a press. Shift does not change a key's code: `+` comes as `=` on an American keyboard.

    Examples:
        >>> reader = KeyReader()
        >>> reader.presses({ord("n"): RELEASED})
        ['n']
        >>> reader.presses({ord("q"): DOWN | TRIGGERED}), reader.presses({ord("q"): DOWN}), reader.presses({ord("q"): RELEASED})
        (['q'], [], [])
    """

    def __init__(self) -> None:
        self._down: set[int] = set()

    def presses(self, events: dict[int, int]) -> list[str]:
        """Names of the keys pressed since the last call, in the order of `events` {code: bits}."""
        names = []
        for code, state in events.items():
            known = code in self._down
            pressed = bool(state & TRIGGERED) or not known
            if state & RELEASED:
                self._down.discard(code)
            else:
                self._down.add(code)
            name = key_name(code)
            if pressed and name:
                names.append(name)
        return names


def key_name(code: int) -> str:
    """The name of a key: its character, or a word; empty for keys that mean nothing here."""
    if code in NAMES:
        return NAMES[code]
    return chr(code).lower() if 32 < code < 127 else ""


class MouseReader:
    """Turns PyBullet's mouse events into clicks with the left button; while it is held down, every move is one more, for sliders.

    An event is (type, x, y, button, bits): type 1 is a move, type 2 a button.

    Examples:
        >>> MouseReader().clicks([(1, 10.0, 20.0, -1, 0), (2, 10.0, 20.0, 0, DOWN | TRIGGERED), (1, 30.0, 20.0, -1, 0)])
        [(10.0, 20.0, True), (30.0, 20.0, False)]
    """

    def __init__(self) -> None:
        self._down = False

    def clicks(self, events: list[tuple[int, float, float, int, int]]) -> list[tuple[float, float, bool]]:
        """(x, y, whether it is the press and not a move after it) in the window's pixels.

        PyBullet keeps one move between two looks, the last, and puts it before a press that came first.
        """
        found, moved = [], None
        held = self._down
        for kind, x, y, button, state in events:
            if kind == 1:
                moved = (float(x), float(y), False)
            elif kind == 2 and button == 0:
                if state & TRIGGERED or not self._down:
                    found.append((float(x), float(y), True))
                    held = True
                self._down = not state & RELEASED
        if moved and held and moved[:2] != (found[-1][:2] if found else None):
            found.append(moved)
        return found
