"""A menu of dishes with search: letters narrow the list, arrows move the mark, enter takes the marked name.

What is typed stays as it was typed. Where it fits no dish, enter takes none."""

from dataclasses import dataclass, field

from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.kitchens.dish_names import meaning_of


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
    book: Cookbook = field(default_factory=cookbook)
    """Whose dishes these are."""

    @property
    def shown(self) -> tuple[str, ...]:
        """The names that match what was typed. Words may be shortened: `to so` finds tomato soup.

        Where none matches, the one that is meant, if that is clear, as `--cook` takes it."""
        if begun := tuple(name for name in self.names if _matches(name, self.typed)):
            return begun
        meant = meaning_of(self.typed, [recipe for recipe in self.book.recipes if recipe.name in self.names]).dish
        return () if meant is None else (meant.name,)

    def press(self, key: str) -> str | bool:
        """Press a key. Returns the chosen name, True while the menu stays open, or False when it is given up.

        The left arrow deletes the last letter; with no letter left it gives up."""
        if key == "enter":
            return self.pick(self.at)
        if key in ("up", "down"):
            self.at = (self.at + (1 if key == "down" else -1)) % max(len(self.shown), 1)
            return True
        if key == "left":
            if not self.typed:
                return False
            self._type(self.typed[:-1])
            return True
        letter = " " if key == "space" else key
        if len(letter) == 1:
            self._type(self.typed + letter)
        return True

    def pick(self, row: int) -> str | bool:
        """The name in a row of `shown`, or True if there is no such row."""
        return self.shown[row] if 0 <= row < len(self.shown) else True

    def _type(self, text: str) -> None:
        self.typed, self.at = text, 0


def _matches(name: str, typed: str) -> bool:
    """Whether the typed words begin words of the name, in order."""
    words = iter(name.casefold().split())
    return all(any(word.startswith(part) for word in words) for part in typed.casefold().split())
