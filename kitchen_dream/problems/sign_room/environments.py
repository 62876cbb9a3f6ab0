"""The sign rooms as Gymnasium environments, one episode at a time."""

from __future__ import annotations

from typing import ClassVar

import gymnasium as gym
import numpy as np

from kitchen_dream.problems.episode_env import EpisodeEnv
from kitchen_dream.problems.flat_order import FlatOrder
from kitchen_dream.problems.sign_room.free import FreeSignRoom
from kitchen_dream.problems.sign_room.render import Pose, picture
from kitchen_dream.problems.sign_room.rules import MAX_STEPS, SignRoom13, SignRoom20, SignRoomProblem, SignRoomRandom
from kitchen_dream.problems.sign_room.world import SignRooms
from kitchen_dream.problems.spec import Observation
from kitchen_dream.sim.sign_room.layout import COLOURS, KINDS


def with_picture(problem: SignRoomProblem, observation: Observation) -> Observation:
    """The observation with the picture itself (B, 60, 80, 3) in the place of its number."""
    if "frame" not in observation:
        return observation
    return {key: value for key, value in observation.items() if key != "frame"} | {"picture": problem.frames.pictures[observation["frame"]]}


class SignRoomEnv(EpisodeEnv):
    """Read a sign behind a barrier, then go to the object of its colour: the article's navigation from pictures.

    ## Description
    A room of 10 m x 13 m. A barrier splits off its north, reached through the opening at the barrier's west end; on the east wall
    there, out of sight from the start, a sign says BLUE or RED: two problems. A ball, a block and a key stand in the room in each
    colour. Episodes begin somewhere in a rectangle in the south, looking anywhere. They come in trials: an exploration, then
    `executions` executions with an instruction each, in the same problem; `reset` goes on to the next one, `reset(seed=...)` begins
    a new trial.

    ## Action space
    `Discrete(4)`: 0 turn left, 1 turn right (45 degrees), 2 forward (0.7 m; on the lattice 0.66 m along diagonals), 3 end the
    episode. A step into a wall moves nothing.

    ## Observation space
    A `Dict`. `entities` and `slots` are empty: this is a flat problem.

    | key | type | what |
    |---|---|---|
    | `picture` | `Box(0, 255, (60, 80, 3), uint8)` | what the agent sees |
    | `vector` | `Box(-10, 10, (1,), float32)` | share of steps left |
    | `instruction` | `Box(-10, 10, (3,), float32)` | ball, block or key, one-hot; zeros in exploration |
    | `action_mask` | `MultiBinary(4)` | ones |

    ## Rewards
    None in exploration. In execution +1 for touching the right kind of object in the sign's colour, -1 for any other object.

    ## End of an episode
    Terminated: an object is touched (its middle is nearer than 1.2 m), or action 3. Truncated: after 20 steps.

    ## Information
    `action_mask`; `success`: the right object is touched; `seconds`: 1 a step; `phase`: 0 exploration, 1 execution.

    ## Arguments
    - `split`: `train` or `test`, here the same two problems, as published. - `executions`: execution episodes of a trial.
    - `free_poses`: False: the agent moves on a lattice of a third of a step, whose pictures are drawn once, in about a minute, and
      kept on disk (`KITCHEN_DREAM_CACHE`). True: starts are drawn from everywhere, a step is 0.7 m in every direction, and each
      picture is drawn by PyBullet when it is seen; nothing is kept.
    - `render_mode`: None or `rgb_array`. - `world`: other rooms, see `problems.sign_room.world.SignRooms`.
    - `reset(options=...)`: `phase` (explore, execute), `number` (room * 2 + word; 0 BLUE, 1 RED), `instruction` (0 ball, 1 block,
      2 key).

    ## Ids
    `KitchenDream/SignRoom-v0`, also as a vector environment.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/SignRoom-v0", free_poses=True)
        >>> observation, info = env.reset(seed=1, options={"phase": "execute", "number": 0, "instruction": 2})
        >>> observation["picture"].shape, observation["instruction"].tolist(), info["phase"]
        ((60, 80, 3), [0.0, 0.0, 1.0], 1)
        >>> env.step(2)[1:4], env.step(3)[2:4]
        ((0.0, False, False), (True, False))
        >>> env.close()
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 4}  # noqa: RUF012 (Gymnasium's own form)
    problem_class: ClassVar[type[SignRoomProblem]] = SignRoom20

    def __init__(
        self,
        split: str = "train",
        executions: int = 1,
        free_poses: bool = False,
        render_mode: str | None = None,
        world: SignRooms | None = None,
    ):
        self._check_render_mode(render_mode)
        problem = FreeSignRoom(self.problem_class, split, world) if free_poses else self.problem_class(split, 1, world=world)
        self._open(problem, FlatOrder(problem, executions))
        self._seen: np.ndarray | None = None
        self._way: list[Pose] = []

    def render(self) -> np.ndarray | None:
        """A picture (480, 720, 3) uint8 in the mode `rgb_array`: the room from above, also what is hidden, and what the agent sees."""
        if self.render_mode is None:
            return None
        if not self._way:
            raise gym.error.ResetNeeded("nothing to show yet: call reset first")
        problem = self.problem
        executing = bool(problem.executing[0])
        asked = f"execute: {KINDS[problem.instruction[0]]}" if executing else "explore"
        limit = problem.limit if executing else MAX_STEPS
        lines = [asked, f"step {problem.steps[0]} of {limit}"]
        if problem.object[0] >= 0:
            kind, colour = divmod(int(problem.object[0]), len(COLOURS))
            lines.append(f"touched: {COLOURS[colour]} {KINDS[kind]}")
        room, word = divmod(int(problem.ids[problem.rows[0]]), len(COLOURS))
        return picture(problem.world.rooms[room], word, self._way, self._seen, lines)

    def close(self) -> None:
        """Disconnect from PyBullet where poses are free."""
        if isinstance(self.problem, FreeSignRoom):
            self.problem.close()

    def _begin(self, options: dict | None) -> Observation:
        self._way = []
        first = np.arange(1)
        rows, instruction = self.order.next(first, self.np_random, options)
        self.problem.begin_at(first, rows, instruction, self.problem.draw_starts(1, self.np_random))
        return self.problem.observe()

    def _single(self, observation: Observation) -> dict:
        single = super()._single(with_picture(self.problem, observation))
        self._seen = single["picture"]
        if isinstance(self.problem, FreeSignRoom):
            self._way.append((*self.problem.place.tolist(), self.problem.yaw))
        else:
            graph, pose = self.problem.world.graph, self.problem.pose[0]
            self._way.append((*graph.place[pose].tolist(), float(graph.yaw[pose])))
        return single


class SignRoom13Env(SignRoomEnv):
    """`KitchenDream/SignRoom-v0` with executions of 13 steps: who has not explored cannot read the sign first and still always arrive.

    All else, explorations of 20 steps too, is as there.

    ## Ids
    `KitchenDream/SignRoom13-v0`, also as a vector environment.
    """

    problem_class = SignRoom13


class SignRoomRandomEnv(SignRoomEnv):
    """`KitchenDream/SignRoom-v0` in random rooms: other places of the objects, colours of the walls, and a decoy poster.

    ## Action space
    As there; on this lattice, of half a step, a step along a diagonal is 0.5 m.

    ## Arguments
    As there; `split`: `train` (30 rooms, 60 problems), `test` (10 others, 20 problems). The first use without `free_poses` draws
    the pictures of all rooms, and all of them are held in memory.

    ## Ids
    `KitchenDream/SignRoomRandom-v0`, also as a vector environment.
    """

    problem_class = SignRoomRandom
