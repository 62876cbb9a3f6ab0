"""What the viewer has set: pause, pace, camera and wishes. A state machine without a window: keys and clicks in, effects out."""

from __future__ import annotations

from dataclasses import dataclass, field

from kitchen_dream.viewer.menu import Menu

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Simulated seconds in a second."""
VIEWS = ("room", "follow", "free")
"""Cameras: one that sees the whole scene, one that goes with the robot, and wherever the viewer left it."""


@dataclass
class Controls:
    """State of the controls.

    Attributes:
        speed: simulated seconds in a second; one of SPEEDS.
        paused: nothing moves.
        pictures: single pictures that are still owed while paused.
        one_skill: go on to the end of this skill, then pause.
        view: one of VIEWS.
        leave: "" or `next` (another kitchen) or `quit`.
        menu: the dishes to choose from while it is open.
        dishes: names of all dishes that can be asked for here; none where a dish cannot be chosen.
        wanted: names of the dishes chosen and not begun yet.
        said: what the last press did, in words.

    Examples:
        >>> controls = Controls(dishes=("tomato soup", "carrot salad"))
        >>> controls.press("space"), controls.press("+"), controls.press("v")
        ('paused', 'speed x2', 'view: follow')
        >>> [controls.press(key) for key in ("t", "c", "a", "enter")][-1], controls.wanted
        ('next dish: carrot salad', ['carrot salad'])
    """

    speed: float = 1.0
    paused: bool = False
    pictures: int = 0
    one_skill: bool = False
    view: str = "room"
    leave: str = ""
    menu: Menu | None = None
    dishes: tuple[str, ...] = ()
    wanted: list[str] = field(default_factory=list)
    said: str = ""

    def press(self, key: str) -> str:
        """A key was pressed; returns what it did, or nothing. While the menu is open, all keys are its own."""
        if self.menu is not None:
            return self._told(self._choose(self.menu.press(key)))
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
        return self._told(effect()) if effect else ""

    def click(self, control: str) -> str:
        """A button or row was clicked, by its name: a key's, `row:3`, `speed:0.5` or `close`; returns what it did, or nothing."""
        kind, _, value = control.partition(":")
        if kind == "speed":
            at = round(min(max(float(value), 0.0), 1.0) * (len(SPEEDS) - 1))
            self.speed = SPEEDS[at]
            return self._told(f"speed x{self.speed:g}")
        if kind in ("row", "close"):
            if self.menu is None:
                return ""
            return self._told(self._choose(self.menu.pick(int(value)) if kind == "row" else False))
        if self.menu is not None:
            self.menu = None  # a button of the panel ends the choice
        return self.press(control)

    def pause(self) -> str:
        """Stop, or go on."""
        self.paused, self.pictures, self.one_skill = not self.paused, 0, False
        return "paused" if self.paused else "goes on"

    def step(self) -> str:
        """One picture on, then stand."""
        self.paused, self.one_skill = True, False
        self.pictures += 1
        return "one step"

    def skill(self) -> str:
        """On to the end of this skill, then stand."""
        self.paused, self.one_skill, self.pictures = False, True, 0
        return "to the end of this skill"

    def skill_ended(self) -> None:
        """A skill has come to its end."""
        if self.one_skill:
            self.one_skill, self.paused = False, True

    def pace(self, change: int) -> str:
        """One speed up or down."""
        at = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.speed)) + change
        self.speed = SPEEDS[min(max(at, 0), len(SPEEDS) - 1)]
        return f"speed x{self.speed:g}"

    def turn_view(self) -> str:
        """The next camera."""
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        return f"view: {self.view}"

    def open_menu(self) -> str:
        """Show the dishes."""
        if not self.dishes:
            return "no dish can be chosen here"
        self.menu = Menu(self.dishes)
        return "choose a dish"

    def go(self, where: str) -> str:
        """Leave this kitchen, or the window."""
        self.leave, self.paused = where, False
        return "next kitchen" if where == "next" else "quit"

    def runs(self) -> bool:
        """Whether the next picture may come; a single step is used up."""
        if self.pictures:
            self.pictures -= 1
            return True
        return not self.paused

    def _choose(self, choice: str | bool) -> str:
        """What the menu has answered: True (still open), False (closed), or a dish."""
        if choice is True:
            return f"typed: {self.menu.typed}" if self.menu.typed else ""
        self.menu = None
        if choice is False:
            return "no dish chosen"
        self.wanted.append(choice)
        return f"next dish: {choice}"

    def _told(self, text: str) -> str:
        if text:
            self.said = text
        return text
