"""What is heated: which ingredients are under heat now, for how long each was, and how that looks.

Seconds count where a cookbook has tools; in Kitchen-v0 a soup is finished when its burner is lit, and steams."""

from collections.abc import Iterable
from itertools import pairwise

from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.sensing.perception import Key, in_vessels

Rgb = tuple[float, float, float]
_RAW: Rgb = (1.0, 1.0, 1.0)
_LOOKS: dict[str, tuple[tuple[float, Rgb], ...]] = {
    "pot": ((0, _RAW), (20, (0.93, 0.88, 0.74)), (40, (0.6, 0.5, 0.38)), (60, (0.14, 0.11, 0.1))),
    "pan": ((0, _RAW), (15, (0.82, 0.62, 0.4)), (35, (0.48, 0.32, 0.2)), (50, (0.1, 0.08, 0.07))),
    "tray": ((0, _RAW), (20, (0.88, 0.68, 0.42)), (40, (0.5, 0.34, 0.2)), (55, (0.1, 0.08, 0.07))),
}
"""Tints of what is boiled, fried and baked, by seconds of heat: done, then dark, then burnt."""


class Heat:
    """The heat of the ingredients of a scene.

    Attributes:
        seconds: for which each ingredient was heated, by its key; none where it is missing.
        under: keys of the ingredients that the present skill found under heat, with their vessels."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.start_over()

    def start_over(self) -> None:
        """Everything is raw and cold."""
        self.seconds: dict[Key, float] = {}
        self.under: dict[Key, str] = {}
        for body in self._scene.tints:
            self._scene.tint(body, _RAW)

    def begin(self) -> None:
        """A skill begins: what is under heat now is heated while it lasts, by the rules no more and no less."""
        self.under = self._under_heat() if self._scene.book.tools else {}

    def add(self, seconds: float) -> None:
        """The skill is over, and has taken some seconds by the clock that counts."""
        for key in self.under:
            self.seconds[key] = self.seconds.get(key, 0.0) + seconds
        self.show(0.0)

    def show(self, since: float) -> None:
        """Give what is heated its colour; since: seconds since the skill began."""
        for key, vessel in self.under.items():
            self._scene.tint(self._scene.items[key].body, _look(vessel, self.seconds.get(key, 0.0) + since))

    def steaming(self) -> list[str]:
        """Vessels on the hob in which something is heated now."""
        return sorted(set(self._under_heat().values()) - {"tray"})

    def _under_heat(self) -> dict[Key, str]:
        scene, hob = self._scene, any(self._scene.lit)
        on = {"pot": hob, "pan": hob, "tray": scene.oven_on}
        if not any(on.values()):
            return {}
        return {key: name for name, keys in in_vessels(scene).items() if on.get(name) for key in keys}


def _look(vessel: str, seconds: float) -> Rgb:
    """The tint after some seconds of heat, in steps that one sees."""
    points = _LOOKS[vessel]
    for (a, before), (b, after) in pairwise(points):
        if seconds < b:
            part = (seconds - a) / (b - a)
            mixed: Iterable[float] = (round(p + part * (q - p), 2) for p, q in zip(before, after, strict=True))
            r, g, blue = mixed
            return r, g, blue
    return points[-1][1]
