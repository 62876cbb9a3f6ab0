"""State of the window's controls: pause, speed, camera and chosen dishes. Changed by keys and clicks."""

from dataclasses import dataclass, field

from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.viewer.menu import Menu

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Simulated seconds in a second."""
VIEWS = ("room", "follow", "free")
"""Cameras: the whole scene, the robot, or wherever the viewer left it."""


@dataclass
class Controls:
    """State of the controls.

    Attributes:
        speed: simulated seconds in a second; one of SPEEDS.
        paused: nothing moves.
        frames: single frames still to be shown while paused.
        one_skill: pause at the end of the current skill.
        view: one of VIEWS.
        leave: "", `next` (another kitchen) or `quit`.
        menu: the dishes to choose from while it is open.
        dishes: names of the dishes that can be chosen; empty where none can.
        book: the cookbook that they are of.
        queue: names of the dishes chosen and not begun yet.
        message: what the last key or click did, in words.

    Examples:
        >>> controls = Controls(dishes=("tomato soup", "carrot salad"))
        >>> controls.press("space"), controls.press("+"), controls.press("v")
        ('paused', 'speed x2', 'view: follow')
        >>> [controls.press(key) for key in ("t", "c", "a", "enter")][-1], controls.queue
        ('next dish: carrot salad', ['carrot salad'])
    """

    speed: float = 1.0
    paused: bool = False
    frames: int = 0
    one_skill: bool = False
    view: str = "room"
    leave: str = ""
    menu: Menu | None = None
    dishes: tuple[str, ...] = ()
    book: Cookbook = field(default_factory=cookbook)
    queue: list[str] = field(default_factory=list)
    message: str = ""

    def press(self, key: str) -> str:
        """Press a key. Returns what it did, or "" for a key without effect. An open menu gets all keys."""
        if self.menu is not None:
            return self._record(self._choose(self.menu.press(key)))
        effect = {
            "space": self.pause,
            ".": self.step,
            ",": self.skill,
            "+": lambda: self.pace(1),
            "=": lambda: self.pace(1),
            "-": lambda: self.pace(-1),
            "v": self.turn_view,
            "t": self.open_menu,
            "n": lambda: self.go("next"),
            "q": lambda: self.go("quit"),
        }.get(key)
        return self._record(effect()) if effect else ""

    def click(self, control: str) -> str:
        """Click a control: a key, `row:3`, `speed:0.5` (share of the slider) or `close`; or fill in a field of a page:
        `typed:to so` and `dish:tomato soup`. Returns as `press`."""
        kind, _, value = control.partition(":")
        if kind in ("typed", "dish"):
            return self._record(self._fill(kind, value))
        if kind == "speed":
            at = round(min(max(float(value), 0.0), 1.0) * (len(SPEEDS) - 1))
            self.speed = SPEEDS[at]
            return self._record(f"speed x{self.speed:g}")
        if kind in ("row", "close"):
            if self.menu is None:
                return ""
            return self._record(self._choose(self.menu.pick(int(value)) if kind == "row" else False))
        if self.menu is not None:
            self.menu = None  # a button of the panel ends the choice
        return self.press(control)

    def pause(self) -> str:
        self.paused, self.frames, self.one_skill = not self.paused, 0, False
        return "paused" if self.paused else "goes on"

    def step(self) -> str:
        """Show one more frame, then pause."""
        self.paused, self.one_skill = True, False
        self.frames += 1
        return "one step"

    def skill(self) -> str:
        """Go on to the end of this skill, then pause."""
        self.paused, self.one_skill, self.frames = False, True, 0
        return "to the end of this skill"

    def skill_ended(self) -> None:
        if self.one_skill:
            self.one_skill, self.paused = False, True

    def pace(self, change: int) -> str:
        """Go `change` steps up or down the list of speeds."""
        at = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.speed)) + change
        self.speed = SPEEDS[min(max(at, 0), len(SPEEDS) - 1)]
        return f"speed x{self.speed:g}"

    def turn_view(self) -> str:
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        return f"view: {self.view}"

    def open_menu(self) -> str:
        if not self.dishes:
            return "no dish can be chosen here"
        self.menu = Menu(self.dishes, book=self.book)
        return "choose a dish"

    def go(self, where: str) -> str:
        """Leave this kitchen (`next`) or the window (`quit`)."""
        self.leave, self.paused = where, False
        return "next kitchen" if where == "next" else ""  # the command itself tells its end

    def runs(self) -> bool:
        """Whether the next frame may be shown. Uses up one single step."""
        if self.frames:
            self.frames -= 1
            return True
        return not self.paused

    def _fill(self, field: str, text: str) -> str:
        """Take what was typed at once into a field, or a dish by its whole name."""
        if field == "typed" and text and self.dishes:
            self.menu = Menu(self.dishes, text, book=self.book)
            return self._choose(True)
        if field == "dish":
            return self._choose(text) if text in self.dishes else ""
        self.menu = None
        return ""

    def _choose(self, choice: str | bool) -> str:
        """Take the menu's answer: True (still open), False (given up), or a dish."""
        if choice is True and (menu := self.menu):
            self.message = f"typed: {menu.typed}" if menu.shown else f"no dish matches {menu.typed}"
            return ""
        self.menu = None
        if isinstance(choice, bool):
            return "no dish chosen"
        self.queue.append(choice)
        return f"next dish: {choice}"

    def _record(self, text: str) -> str:
        if text:
            self.message = text
        return text
