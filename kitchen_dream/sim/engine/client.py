"""The only place that connects to PyBullet: one world with its own id, time step, scratch folder and texture cache."""

from __future__ import annotations

import hashlib
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, NoReturn

from kitchen_dream.core.locks import ScratchFolder
from kitchen_dream.sim.engine.bullet import give_back_memory, pybullet
from kitchen_dream.sim.engine.window import COUNTED, WindowProcess

TIME_STEP = 1 / 240
"""Seconds of one physics step."""
SOLVER_ITERATIONS, FREE_ITERATIONS = 50, 20
"""While the robot touches something, where 10 let a grasp slip now and then; and while it touches nothing, where joints
alone are to be moved."""
GRAVITY = -9.81
UNSEEN = frozenset((
    "changeDynamics", "setCollisionFilterGroupMask", "setJointMotorControl2", "setJointMotorControlArray",
    "stepSimulation", "performCollisionDetection", "resetBaseVelocity", "createCollisionShape",
))  # fmt: skip
"""Commands that change nothing in a picture of a world that never moves by itself."""


class Client:
    """A connection to one PyBullet world.

    Every function of `pybullet` is an attribute with the physics client already filled in, so that two worlds in one
    process never mix: `client.getBasePositionAndOrientation(body)`.

    A world that nobody refers to any more is closed by itself: it holds some 80 MB outside Python's sight.

    Args:
        mode: "direct" without a window, "gui" with one.
        size: width and height of the window in pixels.
        still: the world is only looked at, and nothing in it moves by itself: UNSEEN commands do nothing.

    The window stands in a process of its own. It draws by itself what has changed, and all together what has changed
    within `held`.

    Raises:
        NoDisplay: `mode="gui"` where no window can be opened.
        WindowClosed: by every command once the window was closed.

    Examples:
        >>> with Client() as client:
        ...     client.step(3)
        ...     client.getNumBodies()
        0
    """

    def __init__(
        self, mode: Literal["direct", "gui"] = "direct", size: tuple[int, int] = (1024, 768), still: bool = False
    ) -> None:
        if mode not in ("direct", "gui"):
            raise ValueError(f"unknown mode {mode!r}; known are: direct, gui")
        self._window = WindowProcess(size) if mode == "gui" else None
        self.id = pybullet.connect(pybullet.DIRECT) if self._window is None else 0
        self.mode, self.still = mode, still
        self._holding, self._drawn = 0, 0.0
        self._iterations, self.steps = 0, 0
        """Physics steps since the last `clear`; skills count time in these, never on the wall clock."""
        self._scratch = ScratchFolder("kitchen_dream_")
        self._end = weakref.finalize(self, _disconnect, self.id, self._window, self._scratch)
        self._textures: dict[str, int] = {}
        self.painted: dict[tuple[int, int], str] = {}
        """Texture files by body and link: PyBullet does not tell them."""
        if mode == "gui":
            self.configureDebugVisualizer(pybullet.COV_ENABLE_GUI, 0)
        self._configure()

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(pybullet, name)
        if not callable(attribute):
            return attribute
        if self.still and name in UNSEEN:
            bound = partial(_nothing)
        elif self._window is not None and name not in COUNTED:
            bound = partial(self._window.call, name)
        else:
            bound = partial(attribute, physicsClientId=self.id)
        self.__dict__[name] = bound  # the next look-up costs nothing
        return bound

    def hold(self) -> None:
        """Let the window keep its picture until `release` is called as often, or `draw`."""
        self._holding += 1
        if self._holding == 1:
            self._render("COV_ENABLE_SINGLE_STEP_RENDERING")  # draws once more, and not by itself from then on

    def release(self) -> None:
        """End a `hold`. After the last the window draws by itself."""
        self._holding -= 1
        if self._holding == 0:
            self._render("COV_ENABLE_RENDERING")

    @contextmanager
    def held(self) -> Iterator[None]:
        """What changes in this context is shown at its end, all together; contexts may be nested."""
        self.hold()
        try:
            yield
        finally:
            self.release()

    @property
    def window_process(self) -> int | None:
        """Number of the window's process."""
        return None if self._window is None else self._window.number

    def draw(self, idle: float = 0.0) -> None:
        """Draw one picture in a window that is held; without a change only if the last is `idle` seconds old.

        A window reads keys and mouse when it draws."""
        if self._window is not None and (self._window.changed or time.monotonic() - self._drawn >= idle):
            self._render("COV_ENABLE_SINGLE_STEP_RENDERING")
            self._window.changed, self._drawn = False, time.monotonic()

    def title(self, text: str) -> None:
        """Name the window, if there is one."""
        if self._window is not None:
            self._window.call("title", text)

    def step(self, count: int = 1) -> None:
        """Advance the world by `count` steps of TIME_STEP."""
        for _ in range(count):
            self.stepSimulation()
        self.steps += count

    def iterate(self, count: int = SOLVER_ITERATIONS) -> None:
        """Let the solver take this many iterations in each step from now on."""
        if count != self._iterations:
            self._iterations = count
            self.setPhysicsEngineParameter(numSolverIterations=count)

    def clear(self) -> None:
        """Remove everything from the world and start its time again."""
        self.resetSimulation()
        self._textures.clear()
        self.painted.clear()
        self.steps = 0
        self._configure()

    def scratch_file(self, text: str, suffix: str) -> str:
        """Path of a file with this content in the client's own folder; equal content is written once.

        The name is the content's hash."""
        path = self._scratch.path / (hashlib.sha1(text.encode()).hexdigest()[:20] + suffix)
        if not path.exists():
            path.write_text(text)
        return str(path)

    @property
    def folder(self) -> Path:
        """The client's scratch folder; it is removed with the client."""
        return self._scratch.path

    def texture(self, path: str | Path) -> int:
        """Id of a texture file, loaded once for each world."""
        key = str(path)
        if key not in self._textures:
            self._textures[key] = self.loadTexture(key)
        return self._textures[key]

    def paint(self, body: int, link: int, path: str | Path, colour: Sequence[float] = (1, 1, 1, 1)) -> None:
        """Show a texture file, tinted by a colour (red, green, blue, opacity), on a link; -1 is the base."""
        self.changeVisualShape(body, link, textureUniqueId=self.texture(path), rgbaColor=list(colour))
        self.painted[body, link] = str(path)

    def close(self) -> None:
        """Disconnect and remove the scratch folder; closing twice does nothing."""
        self._end()
        self.id = -1
        for name in [name for name, value in self.__dict__.items() if isinstance(value, partial)]:
            del self.__dict__[name]

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a PyBullet world cannot be copied or pickled; build another body or environment of the same kitchen"
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _render(self, flag: str) -> None:
        if self._window is not None and self._window.alive():
            self.configureDebugVisualizer(getattr(self, flag), 1)
            self._window.flush()

    def _configure(self) -> None:
        self.setGravity(0, 0, GRAVITY)
        self.setPhysicsEngineParameter(fixedTimeStep=TIME_STEP, deterministicOverlappingPairs=1)
        # Its cache is by name, never emptied and shared by all worlds of the process, which have scratch files each.
        self.setPhysicsEngineParameter(enableFileCaching=0)
        self._iterations = 0
        self.iterate()


def _nothing(*arguments: Any, **options: Any) -> int:
    """In the place of a command that is left out; -1 is no shape."""
    return -1


def _disconnect(number: int, window: WindowProcess | None, scratch: ScratchFolder) -> None:
    """End a world and remove its scratch folder."""
    if window is not None:
        window.close()
    elif pybullet.isConnected(number):
        pybullet.disconnect(number)
        give_back_memory()
    scratch.remove()
