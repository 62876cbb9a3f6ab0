"""All rooms of a problem as tables: their poses in one numbering, their pictures or features in another."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from kitchen_dream.core.cache import ArrayCache, digest
from kitchen_dream.problems.sign_room import features as seen
from kitchen_dream.problems.sign_room.features import Look, edges, fit_basis, small, vivid
from kitchen_dream.problems.sign_room.frames import (
    CACHE,
    FRAMES_VERSION,
    RoomFrames,
    Tick,
    frames_key,
    room_frames,
    room_graph,
)
from kitchen_dream.problems.sign_room.poses import PUBLISHED_LATTICE, RANDOM_LATTICE, Lattice, PoseGraph
from kitchen_dream.problems.sign_room.rooms import many_random_rooms, published_rooms, random_rooms
from kitchen_dream.sim.sign_room.layout import COLOURS, SignRoom

FEATURES_VERSION = 1
"""To be raised with every change of how features are made of pictures; a golden test asks for it."""
FEATURES_CACHE = ArrayCache(
    "sign-room-features",
    FEATURES_VERSION,
    {
        "features": ("float16", ("frames", "count")), "index": ("int64", (len(COLOURS), "poses")),
        "differing": ("int64", ("poses",)),
    },
)


@dataclass(frozen=True)
class FrameTable:
    """The frames of all rooms."""

    pictures: np.ndarray
    """(F, 60, 80, 3) uint8; of no rows where only features were asked for."""
    features: np.ndarray
    """(F, k) float16; of no rows where only pictures were asked for."""
    index: np.ndarray
    """(words, P) int64: number of the frame seen from each pose of each room, by the word on the sign."""
    differing: np.ndarray
    """(P,) int64: pixels that differ between the words."""


class SignRooms:
    """Rooms with their splits; all is made when it is first asked for, and shared by every batch of the process."""

    def __init__(
        self, rooms: tuple[SignRoom, ...], splits: dict[str, tuple[int, ...]], lattice: Lattice,
        looks: tuple[Look, ...] = (small,),
    ):
        """looks: what features are components of, as many of each."""
        self.rooms, self.splits, self.lattice, self.looks = rooms, splits, lattice, looks

    @property
    def feature_count(self) -> int:
        """Features of a frame: FEATURES, or a little less where they cannot be shared out."""
        return seen.FEATURES // len(self.looks) * len(self.looks)

    @cached_property
    def graphs(self) -> tuple[PoseGraph, ...]:
        """The poses of each room."""
        return tuple(room_graph(room, self.lattice) for room in self.rooms)

    @cached_property
    def first(self) -> np.ndarray:
        """(rooms + 1,) int64: the number of each room's first pose, and of all poses."""
        return np.cumsum([0, *(len(graph) for graph in self.graphs)])

    @cached_property
    def graph(self) -> PoseGraph:
        """The poses of all rooms in one; `starts` is (rooms, S)."""
        shift = self.first[:-1]
        return PoseGraph(
            np.concatenate([g.place for g in self.graphs]), np.concatenate([g.heading for g in self.graphs]),
            np.concatenate([g.following + k for g, k in zip(self.graphs, shift, strict=True)]),
            np.concatenate([g.touched for g in self.graphs]),
            np.stack([g.starts + k for g, k in zip(self.graphs, shift, strict=True)]),
        )

    @cached_property
    def pictures(self) -> FrameTable:
        """Frames with pictures, in memory (14.4 kB each)."""
        parts = list(self._room_frames())
        shift = np.cumsum([0, *(len(part.pictures) for part in parts)])
        index = np.concatenate([part.index + k for part, k in zip(parts, shift, strict=False)], axis=1)
        pictures = parts[0].pictures if len(parts) == 1 else np.concatenate([part.pictures for part in parts])
        differing = np.concatenate([part.differing for part in parts])
        return FrameTable(pictures, np.zeros((0, 0), np.float16), index, differing)

    @cached_property
    def features(self) -> FrameTable:
        """Frames with features (512 bytes each at most), from the cache if they are there."""
        arrays = FEATURES_CACHE.get(self._features_key(), self._make_features, poses=int(self.first[-1]))
        return FrameTable(np.zeros((0, 60, 80, 3), np.uint8), **arrays)

    def _room_frames(self) -> Iterator[RoomFrames]:
        missing = sum(
            len(g) for r, g in zip(self.rooms, self.graphs, strict=True) if not CACHE.path(frames_key(r, g)).is_file()
        )
        with progress(missing) as tick:
            for room, graph in zip(self.rooms, self.graphs, strict=True):
                yield room_frames(room, self.lattice, tick, graph)

    def _make_features(self) -> dict[str, np.ndarray]:
        # Twice through the rooms, since pictures of many rooms are too many to hold: first for the components, then for
        # the features.
        train = self.splits["train"]
        each = seen.BASIS_FRAMES // len(train)
        chosen = []
        for number, frames in enumerate(self._room_frames()):
            if number in train:
                rng = np.random.default_rng([number, 61])
                poses = rng.permutation(len(frames.graph))[:each]  # random poses, under random words
                chosen.append(frames.pictures[frames.index[rng.integers(len(frames.index), size=len(poses)), poses]])
        pictures = np.concatenate(chosen)
        bases = [fit_basis(pictures, seen.FEATURES // len(self.looks), look) for look in self.looks]
        parts = [
            (np.hstack([b.features(f.pictures) for b in bases]), f.index, f.differing) for f in self._room_frames()
        ]
        shift = np.cumsum([0, *(len(part[0]) for part in parts)])
        index = np.concatenate([part[1] + k for part, k in zip(parts, shift, strict=False)], axis=1)
        features, differing = (np.concatenate([part[k] for part in parts]) for k in (0, 2))
        return {"features": features, "index": index, "differing": differing}

    def _features_key(self) -> str:
        keys = [frames_key(room, graph) for room, graph in zip(self.rooms, self.graphs, strict=True)]
        looks = [look.__name__ for look in self.looks]
        settings = (seen.FEATURES, seen.BASIS_FRAMES, seen.LIMIT, seen.WHITENING)
        made_from = digest(FRAMES_VERSION, keys, self.splits["train"], looks, settings)
        return f"{self.rooms[0].name.split('-')[0]}-{made_from}"


@lru_cache(maxsize=1)
def published_world() -> SignRooms:
    """The room of the article."""
    return SignRooms(*published_rooms(), PUBLISHED_LATTICE)


@lru_cache(maxsize=1)
def random_world() -> SignRooms:
    """Random rooms to be seen in pictures, all of which are held in memory."""
    return SignRooms(*random_rooms(), RANDOM_LATTICE)


@lru_cache(maxsize=1)
def random_features_world() -> SignRooms:
    """Random rooms to be seen by features: more of them to train in, and the same ones held out."""
    return SignRooms(*many_random_rooms(), RANDOM_LATTICE, (small, vivid, edges))


@contextmanager
def progress(total: int) -> Iterator[Tick]:
    """A bar on the terminal while `total` poses are drawn; none if there is nothing to draw."""
    if not total:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(f"drawing what is seen from {total:,} poses, once", total=total)
        yield lambda: bar.advance(task)
