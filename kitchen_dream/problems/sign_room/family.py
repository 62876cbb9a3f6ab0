"""The sign rooms as families of problems: from pictures, and from frozen features of them."""

from typing import Any, ClassVar

import numpy as np

from kitchen_dream.problems.base import ProblemFamily, References, Report, TrialSet
from kitchen_dream.problems.sign_room.free import FreeSignRoom
from kitchen_dream.problems.sign_room.reference import planner, sign_reference
from kitchen_dream.problems.sign_room.render import picture
from kitchen_dream.problems.sign_room.rules import (
    SignRoom13,
    SignRoom13Features,
    SignRoom20,
    SignRoom20Features,
    SignRoomProblem,
    SignRoomRandom,
    SignRoomRandomFeatures,
)
from kitchen_dream.problems.sign_room.world import SignRooms

TRIALS, FREE_TRIALS = 2160, 360
"""Trials at most that a score is made of, on the lattice and from free poses, where every picture must be drawn."""


class SignRoomFamily(ProblemFamily):
    """A sign room. The published room's two problems are in all splits; random rooms are in one each."""

    kind: ClassVar[type[SignRoomProblem]]
    free: ClassVar[bool] = False
    """What `free_poses` is without being said."""
    overlay = "sign-room"
    sampled = False

    def __init__(self, world: SignRooms | None = None, free_poses: bool | None = None):
        """`world`: other rooms than the kind's own.

        `free_poses`: starts lie anywhere, a step is 0.7 m in every direction, and PyBullet draws each picture when it
        is seen; where pictures themselves are shown, there is one episode at a time. Without it, poses lie on a lattice
        whose pictures are kept."""
        self._world, self._free = world, self.free if free_poses is None else free_poses
        self.film = "frames" if self._free else "sign-room"  # type: ignore[misc]
        self.max_envs = 1 if self._free and self.kind.shows_pictures else None
        self.spec = self.kind("train", world=world).spec

    def size(self, split: str) -> int:
        return len(self.batch(split, 1))

    def batch(self, split: str, num_envs: int, setting: str = "instructed") -> SignRoomProblem:
        if not self._free:
            return self.kind(split, num_envs, world=self._world)
        if num_envs > (self.max_envs or num_envs):
            raise ValueError("free_poses: only the single environment has them; many of it: vectorization_mode='async'")
        return FreeSignRoom(self.kind, split, num_envs, self._world)

    def options(self) -> dict[str, Any]:
        return {} if self._free == self.free else {"free_poses": self._free}

    def prepare(self, splits: tuple[str, ...], report: Report | None = None) -> None:
        """Draw what is seen from every pose, which is kept for the next time."""
        if report:
            report("what is seen from every pose", 0, 1)
        problem = self.batch("train", 1)
        _ = problem.world.bases if self._free and not self.spec.picture else problem.frames
        if report:
            report("what is seen from every pose", 1, 1)

    def trials(
        self, split: str, count: int | None = None, seed: int = 0, executions: int = 1, setting: str = "instructed"
    ) -> TrialSet:
        """Every pair of a problem and an instruction, from as many starts as `count`, or TRIALS, allows.

        Each start of an execution is paired with another one of the exploration; `seed` draws them."""
        problem = self.batch(split, 1)
        most = FREE_TRIALS if self._free else TRIALS
        every = most if self._free else problem.starts_by_room
        rows, asked = np.nonzero(problem.instruction_chances(np.arange(len(problem))))
        pairs = len(rows)
        times = max(1, min(every, (count or most) // pairs))
        rng, draws = np.random.default_rng(11 + seed), np.random.default_rng(7 + seed)

        def drawn() -> np.ndarray:
            if self._free:
                return problem.draw_starts(pairs * times, rng)
            # Distinct starts for each pair, and in every episode others: drawn without replacement.
            return np.concatenate([rng.permutation(every)[:times] for _ in range(pairs)])

        starts = [drawn() for _ in range(executions + 1)]
        rows, first = np.repeat(rows, times), np.repeat(asked, times)
        further = [problem.sample_instructions(rows, draws) for _ in range(executions - 1)]
        weights = np.full(len(rows), 1 / len(rows))
        return TrialSet(rows, np.stack([first, *further]), weights, np.stack(starts))

    def references(self, split: str, trials: TrialSet) -> References:
        """Exact, over all starts of the split on the lattice; from free poses about the same can be reached."""
        return sign_reference(self.kind, split, self._world)

    def computed(self, split: str, trials: TrialSet, setting: str = "instructed") -> dict[str, Any]:
        """PEARL-UB, and random actions."""
        if setting != "instructed":
            return {}
        pearl, _ = planner(self.batch(split, 1)).pearl()
        return {"PEARL-UB": pearl, "random actions": self.references(split, trials).random}

    def describe_trial(self, problem: SignRoomProblem, exploration: Any) -> dict[str, np.ndarray]:
        """`sign_in_view`: a frame told the words apart, by a pixel at least; `sign_read`: by 40 pixels."""
        return {"sign_in_view": problem.sign_in_view.copy(), "sign_read": problem.sign_read.copy()}

    def adopt(self, agent: Any) -> None:
        """Where observations number frames, the agent is given the frames."""
        if self.spec.picture:
            agent.show_frames(self.batch("train", 1).frames)

    def render(self, problem: SignRoomProblem) -> np.ndarray:
        """A picture (480, 720, 3) uint8: the room from above, what is hidden included, and what the agent sees."""
        return picture(problem)


def _family(
    kind: type[SignRoomProblem], summary: str, overlay: str = SignRoomFamily.overlay, free: str = ""
) -> type[SignRoomFamily]:
    """The family of one kind of sign rooms. free: its name, if poses are free."""
    parts = {"name": free or kind.name, "kind": kind, "summary": summary, "overlay": overlay, "__module__": __name__}
    parts |= {"free": bool(free), "__doc__": summary}
    return type(f"{'Free' * bool(free)}{kind.__name__}Family", (SignRoomFamily,), parts)


SignRoomFamily20 = _family(SignRoom20, "read a sign behind a barrier, then go to the object of its colour")
SignRoomFamily13 = _family(SignRoom13, "the sign room with 13 steps an execution: none can read first and arrive")
RandomSignRoomFamily = _family(SignRoomRandom, "random sign rooms, with a decoy poster")
SignRoomFeaturesFamily20 = _family(SignRoom20Features, "the sign room from frozen features of pictures")
SignRoomFeaturesFamily13 = _family(SignRoom13Features, "the sign room with 13 steps, from frozen features")
RandomSignRoomFeaturesFamily = _family(
    SignRoomRandomFeatures, "random sign rooms from frozen features; more of them to train in", "sign-room-random"
)
FreeSignRoomFamily20 = _family(
    SignRoom20Features, "the sign room as published, from any start and heading; frozen features", free="sign-room-free"
)
FreeSignRoomFamily13 = _family(
    SignRoom13Features, "the same with 13 steps, so that none can read first and arrive", free="sign-room-13-free"
)
