"""All rooms of a problem as tables: their poses in one numbering, their pictures or features in another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from kitchen_dream.core.cache import ArrayCache, digest
from kitchen_dream.problems.sign_room import features as seen
from kitchen_dream.problems.sign_room.features import Basis, Look, edges, fit_basis, small, vivid
from kitchen_dream.problems.sign_room.frames import (
    CACHE,
    FRAMES_VERSION,
    PICTURE,
    POSES_CACHE,
    RoomFrames,
    Tick,
    frames_key,
    poses_key,
    room_frames,
    room_graph,
    room_numbers,
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


class RoomPictures:
    """Pictures of many rooms in one numbering; a room's are read when one of them is first looked at.

    Args:
        first: (rooms + 1,) the number of each room's first picture, and of all.
        read: a room's pictures (n, 60, 80, 3) uint8, by its number."""

    def __init__(self, first: np.ndarray, read: Callable[[int], np.ndarray]) -> None:
        self.first, self._read = first, read
        self._rooms: dict[int, np.ndarray] = {}

    def __len__(self) -> int:
        return int(self.first[-1])

    def __getitem__(self, numbers: np.ndarray) -> np.ndarray:
        """(..., 60, 80, 3) uint8 of the pictures `numbers` (...)."""
        flat = np.ravel(numbers)
        of = np.searchsorted(self.first, flat, side="right") - 1
        out = np.empty((len(flat), *PICTURE), np.uint8)
        for room in np.unique(of).tolist():
            mine = of == room
            out[mine] = self._of(room)[flat[mine] - self.first[room]]
        return out.reshape(*np.shape(numbers), *PICTURE)

    def _of(self, room: int) -> np.ndarray:
        if room not in self._rooms:
            self._rooms[room] = self._read(room)
        return self._rooms[room]


@dataclass(frozen=True)
class FrameTable:
    """The frames of all rooms."""

    pictures: np.ndarray | RoomPictures
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
        missing = [room for room in self.rooms if not POSES_CACHE.path(poses_key(room, self.lattice)).is_file()]
        with progress(len(missing), "asking where one can stand in {:,} rooms, once") as tick:
            graphs = []
            for room in self.rooms:
                graphs.append(room_graph(room, self.lattice))
                if room in missing:
                    tick()
        return tuple(graphs)

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
        """Frames with pictures (14.4 kB each): of one room in memory, of more as far as they have been looked at."""
        none = np.zeros((0, 0), np.float16)
        if len(self.rooms) == 1:
            (only,) = self._room_frames()
            return FrameTable(only.pictures, none, only.index, only.differing)
        with progress(self._poses_missing()) as tick:
            parts = [room_numbers(room, graph, tick) for room, graph in zip(self.rooms, self.graphs, strict=True)]
        first = np.cumsum([0, *(index.max() + 1 for index, _ in parts)])
        index = np.concatenate([index + k for (index, _), k in zip(parts, first, strict=False)], axis=1)

        def read(room: int) -> np.ndarray:
            return room_frames(self.rooms[room], self.lattice, graph=self.graphs[room]).pictures

        return FrameTable(RoomPictures(first, read), none, index, np.concatenate([part[1] for part in parts]))

    @cached_property
    def features(self) -> FrameTable:
        """Frames with features (512 bytes each at most), from the cache if they are there."""
        arrays = FEATURES_CACHE.get(self._features_key(), self._make_features, poses=int(self.first[-1]))
        return FrameTable(np.zeros((0, 60, 80, 3), np.uint8), **arrays)

    def _poses_missing(self) -> int:
        return sum(
            len(g) for r, g in zip(self.rooms, self.graphs, strict=True) if not CACHE.path(frames_key(r, g)).is_file()
        )

    def _room_frames(self) -> Iterator[RoomFrames]:
        with progress(self._poses_missing()) as tick:
            for room, graph in zip(self.rooms, self.graphs, strict=True):
                yield room_frames(room, self.lattice, tick, graph)

    def features_of(self, pictures: np.ndarray) -> np.ndarray:
        """(F, features) float16 of pictures (F, 60, 80, 3) uint8."""
        return np.hstack([basis.features(pictures) for basis in self.bases])

    @cached_property
    def bases(self) -> tuple[Basis, ...]:
        """What features are made with: components of pictures of training rooms, from random poses."""
        train = self.splits["train"]
        each = seen.BASIS_FRAMES // len(train)
        chosen = []
        for number, frames in enumerate(self._room_frames()):
            if number in train:
                rng = np.random.default_rng([number, 61])
                poses = rng.permutation(len(frames.graph))[:each]  # random poses, under random words
                chosen.append(frames.pictures[frames.index[rng.integers(len(frames.index), size=len(poses)), poses]])
        pictures = np.concatenate(chosen)
        return tuple(fit_basis(pictures, seen.FEATURES // len(self.looks), look) for look in self.looks)

    def _make_features(self) -> dict[str, np.ndarray]:
        # Pictures of many rooms are too many to hold: this is the second time through the rooms, after `bases`.
        parts = [(self.features_of(f.pictures), f.index, f.differing) for f in self._room_frames()]
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
    """Random rooms to be seen in pictures."""
    return SignRooms(*random_rooms(), RANDOM_LATTICE)


@lru_cache(maxsize=1)
def random_features_world() -> SignRooms:
    """Random rooms to be seen by features: more of them to train in, and the same ones held out."""
    return SignRooms(*many_random_rooms(), RANDOM_LATTICE, (small, vivid, edges))


@contextmanager
def progress(total: int, what: str = "drawing what is seen from {:,} poses, once") -> Iterator[Tick]:
    """A bar on the terminal while `total` things are made; none if there is nothing to make."""
    if not total:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(what.format(total), total=total)
        yield lambda: bar.advance(task)
