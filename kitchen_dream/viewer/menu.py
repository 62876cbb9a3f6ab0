"""A list that one types into: letters narrow it, arrows move in it, enter takes the marked one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Menu:
    """Names to choose from.

    Examples:
        >>> menu = Menu(("carrot salad", "tomato salad", "tomato soup"))
        >>> [menu.press(key) for key in "to"], menu.shown
        ([True, True], ('tomato salad', 'tomato soup'))
        >>> menu.press("down"), menu.press("enter")
        (True, 'tomato soup')
    """

    names: tuple[str, ...]
    typed: str = ""
    at: int = 0

    @property
    def shown(self) -> tuple[str, ...]:
        """The names that hold what was typed; words may be shortened: `to so` finds tomato soup."""
        return tuple(name for name in self.names if _matches(name, self.typed))

    def press(self, key: str) -> str | bool:
        """A key: the name that was chosen, True while the choice goes on, False when it is given up.

        The left arrow takes the last letter back, and with none left gives up. A letter that fits no name is not taken.
        """
        if key == "enter":
            return self.pick(self.at)
        if key in ("up", "down"):
            self.at = (self.at + (1 if key == "down" else -1)) % len(self.shown)
            return True
        if key == "left":
            if not self.typed:
                return False
            self._type(self.typed[:-1])
            return True
        letter = " " if key == "space" else key
        if len(letter) == 1 and any(_matches(name, self.typed + letter) for name in self.names):
            self._type(self.typed + letter)
        return True

    def pick(self, row: int) -> str | bool:
        """The name in a row of `shown`; True where there is none."""
        return self.shown[row] if 0 <= row < len(self.shown) else True

    def _type(self, text: str) -> None:
        self.typed, self.at = text, 0


def _matches(name: str, typed: str) -> bool:
    """Whether the typed words begin words of the name, in order."""
    words = iter(name.split())
    return all(any(word.startswith(part) for word in words) for part in typed.split())
