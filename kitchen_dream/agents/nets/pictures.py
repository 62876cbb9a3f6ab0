"""What agents make of pictures. Problems without pictures have no encoder, and nothing changes for them.

Observations hold the number of a frame in place of its pixels, and so does the replay. A picture is looked up, turned
into floats and read once for each distinct frame of a batch, however often it occurs there.

Choices made to save time, and why they are safe:

- The stem is a 4x4 convolution with stride 4: the first, finest layer of usual stems takes the most time.
- Convolutions run in bfloat16 on channels-last pictures where the processor has bfloat16; weights, gradients and all
  other layers are float32. A picture has eight bits, as bfloat16's fraction has.
- The target network reads the online encoder's features, without gradient: what a target must keep still is the values,
  and a second encoder would read every picture once more. The target's own encoder is a copy that nothing reads.
- Before learning, the encoder is regressed onto whitened principal components of the pictures that the first trials
  showed (`warm_up`): no labels, some seconds, counted in the training's time. Then all of it is trained by the agent's
  losses.
- While acting, features of the acting encoder are kept by frame until that encoder changes: they are exact."""

import math
from dataclasses import replace
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.adam import Adam
from kitchen_dream.problems.spec import Field, Fields, ProblemSpec

CHUNK = 1024
"""Pictures read at a time without gradient: keeps memory small."""
BFLOAT16 = torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""Whether this processor computes convolutions in bfloat16; cards do."""


class Pictures(Protocol):
    """Pictures by their numbers: an array (F, height, width, 3) uint8, or what reads them when they are looked at."""

    def __getitem__(self, numbers: np.ndarray, /) -> np.ndarray: ...


class Frames(Protocol):
    """The pictures of a problem, with one numbering for all its splits."""

    @property
    def pictures(self) -> Pictures: ...


def with_picture_features(spec: ProblemSpec, features: int) -> ProblemSpec:
    """The spec that networks are told: an encoder's features stand before the vector of the observation."""
    return replace(spec, vector=Fields(Field("picture", features)) + spec.vector) if spec.picture else spec


class PictureEncoder(nn.Module):
    """Features (N, E) of pictures (N, height, width, 3) uint8."""

    def __init__(self, picture: tuple[int, ...], features: int, channels: tuple[int, int, int] = (16, 32, 32)):
        super().__init__()
        height, width, colours = picture
        first, second, third = channels
        self.look = nn.Sequential(
            nn.Conv2d(colours, first, 4, stride=4),
            nn.ReLU(),
            nn.Conv2d(first, second, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(second, third, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
        )
        cells = -(-(height // 4) // 4) * -(-(width // 4) // 4)
        self.out = nn.Linear(third * cells, features)

    def forward(self, pictures: Tensor) -> Tensor:
        device = self.out.weight.device
        fast = BFLOAT16 or device.type == "cuda"
        with torch.autocast(device.type, torch.bfloat16, enabled=fast):
            # Seen as (N, 3, height, width), the channels lie last in memory: what convolutions are fastest on.
            pixels = pictures.to(device).to(torch.bfloat16 if fast else torch.float32).permute(0, 3, 1, 2)
            out = self.out(self.look(pixels / 127.5 - 1.0))
        return out.float()


class FrameFeatures:
    """Looks frames up by number for an encoder: with gradient for learning, and remembering them while acting."""

    def __init__(self, frames: Frames):
        self._frames = frames
        self._row: np.ndarray = np.zeros(0, np.int64)
        self._kept: list[Tensor] = []

    def pictures(self, numbers: np.ndarray) -> Tensor:
        """(N, height, width, 3) uint8 of the frames (N,)."""
        return torch.from_numpy(np.ascontiguousarray(self._frames.pictures[numbers]))

    def learn(self, encoder: PictureEncoder, numbers: Tensor) -> Tensor:
        """Features (..., E) of frames (...), with gradient."""
        distinct, back = torch.unique(numbers, return_inverse=True)
        features = encoder(self.pictures(distinct.numpy(force=True)))
        return features.index_select(0, back.flatten()).view(*numbers.shape, -1)

    def act(self, encoder: PictureEncoder, numbers: np.ndarray) -> Tensor:
        """Features (..., E) of frames (...) without gradient: read once, until `forget`."""
        distinct, back = np.unique(numbers, return_inverse=True)
        if len(distinct) and distinct[-1] >= len(self._row):
            self._row = np.concatenate([self._row, np.full(distinct[-1] + 1 - len(self._row), -1)])
        new = distinct[self._row[distinct] < 0]
        if len(new):
            with torch.no_grad():
                read = [encoder(self.pictures(part)) for part in np.split(new, range(CHUNK, len(new), CHUNK))]
            self._row[new] = np.arange(len(new)) + sum(len(part) for part in self._kept)
            self._kept = [torch.cat([*self._kept, *read])]
        rows = torch.from_numpy(self._row[distinct][back.reshape(-1)]).to(self._kept[0].device)
        return self._kept[0][rows].view(*numbers.shape, -1)

    def forget(self) -> None:
        """The acting encoder has changed."""
        self._row = np.zeros(0, np.int64)
        self._kept = []


WARM_UP_BATCH, WARM_UP_RATE, WARM_UP_PICTURES = 256, 2e-3, 4000
"""Pictures in a gradient step of the warm-up, Adam's learning rate, which falls linearly to 0, and pictures at most."""


def components(pictures: Tensor, count: int) -> Tensor:
    """Whitened principal components (N, count) of pictures (N, height, width, 3) at half size, filled up with zeros."""
    small = F.avg_pool2d(pictures.permute(0, 3, 1, 2).float() / 255, 2).flatten(1)
    centred = small - small.mean(0)
    kept = min(count, len(small) - 1, small.shape[1])
    left, _, _ = torch.svd_lowrank(centred, q=kept, niter=2)
    return F.pad(left * len(small) ** 0.5, (0, count - kept))


def warm_up(encoder: PictureEncoder, pictures: Tensor, rng: np.random.Generator, steps: int) -> float:
    """Regress an encoder onto the whitened principal components of pictures (N, height, width, 3) uint8, without
    labels.

    Returns the mean squared error of the last tenth of the steps, where a constant would have 1."""
    pictures = pictures[torch.from_numpy(rng.permutation(len(pictures))[:WARM_UP_PICTURES])]
    wanted = components(pictures, encoder.out.out_features).to(encoder.out.weight.device)
    optimiser = Adam({(WARM_UP_RATE, math.inf, 0): list(encoder.parameters())})
    errors = []
    for step in range(steps):
        rows = torch.from_numpy(rng.integers(len(pictures), size=WARM_UP_BATCH))
        error = (encoder(pictures[rows]) - wanted[rows.to(wanted.device)]).square().mean()
        error.backward()
        optimiser.step(share=1 - step / steps)
        errors.append(error.detach())
    return float(torch.stack(errors[-max(1, len(errors) // 10) :]).mean()) if errors else 1.0
