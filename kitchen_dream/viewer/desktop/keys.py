"""Turns key and mouse events of PyBullet's window into named presses and clicks. Needs no window itself."""

DOWN, TRIGGERED, RELEASED = 1, 2, 4
"""The bits of a key's state in PyBullet: KEY_IS_DOWN, KEY_WAS_TRIGGERED, KEY_WAS_RELEASED."""

NAMES = {65309: "enter", 13: "enter", 10: "enter", 32: "space"}
NAMES |= {65295: "left", 65296: "right", 65297: "up", 65298: "down"}
"""Names of keys without a character. Under X11, backspace, tab and the number block do not reach PyBullet.

Escape closes its window."""


class KeyReader:
    """Turns states of keys into presses, and reports each press once.

    When a key goes down and up between two frames, PyBullet often reports RELEASED without TRIGGERED. With software
    rendering a frame takes longer than a tap, so most taps look like that. The release of a key that was not known to
    be down therefore counts as a press. Shift does not change a key's code: `+` comes as `=` on an American keyboard.

    Examples:
        >>> reader = KeyReader()
        >>> reader.presses({ord("n"): RELEASED})
        ['n']
        >>> reader.presses({ord("q"): DOWN | TRIGGERED}), reader.presses({ord("q"): DOWN})
        (['q'], [])
        >>> reader.presses({ord("q"): RELEASED})
        []
    """

    def __init__(self) -> None:
        self._down: set[int] = set()

    def presses(self, events: dict[int, int]) -> list[str]:
        """Names of the keys pressed since the last call, from `events` {code: bits}."""
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
    """The name of a key: its character or a word; "" for keys that are not used."""
    if code in NAMES:
        return NAMES[code]
    return chr(code).lower() if 32 < code < 127 else ""


class MouseReader:
    """Turns PyBullet's mouse events into clicks with the left button. Moves while it is held count too, for sliders.

    An event is (type, x, y, button, bits); type 1 is a move, type 2 a button.

    Examples:
        >>> MouseReader().clicks([(1, 10.0, 20.0, -1, 0), (2, 10.0, 20.0, 0, DOWN | TRIGGERED), (1, 30.0, 20.0, -1, 0)])
        [(10.0, 20.0, True), (30.0, 20.0, False)]
    """

    def __init__(self) -> None:
        self._down = False

    def clicks(self, events: list[tuple[int, float, float, int, int]]) -> list[tuple[float, float, bool]]:
        """Clicks as (x, y, whether it is the press and not a move after it), in the window's pixels.

        Between two calls PyBullet keeps only the last move, and puts it before a press that came earlier."""
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
