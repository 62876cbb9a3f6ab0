"""Networks over a set of entities: shared weights for every member, so that any number of them will do.

Shapes: B batch, U entities, S slots, F features, H hidden.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.problems.spec import ProblemSpec

Batch = dict[str, Tensor]


class SetEncoder(nn.Module):
    """Two rounds of message passing through the pooled set: entities (B, U, F) and a whole (B, V) to (B, U, H) and (B, H)."""

    def __init__(self, entity: int, vector: int, hidden: int):
        super().__init__()
        self.entity = nn.Linear(entity, hidden)
        self.vector = nn.Linear(vector, hidden)
        self.mix_entity = nn.Linear(hidden, hidden)
        self.mix_pool = nn.Linear(3 * hidden, hidden)

    def forward(self, entities: Tensor, vector: Tensor, exists: Tensor) -> tuple[Tensor, Tensor]:
        """exists: (B, U, 1), 1 for members and 0 for padding."""
        whole = self.vector(vector)
        h = F.relu(self.entity(entities) + whole[:, None]) * exists
        pooled = torch.cat([h.sum(1) / exists.sum(1).clamp(min=1), h.amax(1), F.relu(whole)], dim=1)
        context = self.mix_pool(pooled)
        return F.relu(self.mix_entity(h) + context[:, None]) * exists, F.relu(context)


class SetCode(nn.Module):
    """An encoding of the problem, one code an entity and one for the whole: (B, U + 1, Z).

    Used for the trajectory encoder g, whose input is the map that the exploration episode has drawn.
    """

    def __init__(self, entity: int, vector: int, hidden: int, code: int):
        super().__init__()
        self.encoder = SetEncoder(entity, vector, hidden)
        self.of_entity = nn.Linear(hidden, code)
        self.of_whole = nn.Linear(hidden, code)

    def forward(self, entities: Tensor, vector: Tensor) -> Tensor:
        exists = entities[..., :1]
        h, whole = self.encoder(entities, vector, exists)
        return torch.cat([self.of_entity(h) * exists, self.of_whole(whole)[:, None]], dim=1)


class IdCode(nn.Module):
    """The id encoder f on attributes: (B, U, Fi) and (B, Vi) to (B, U + 1, Z). One linear map each, so that f moves slowly."""

    def __init__(self, entity: int, vector: int, code: int, scale: float):
        super().__init__()
        self.of_entity = nn.Linear(entity, code)
        self.of_whole = nn.Linear(vector, code)
        for layer in (self.of_entity, self.of_whole):
            nn.init.normal_(layer.weight, std=scale)
            nn.init.zeros_(layer.bias)

    def forward(self, entities: Tensor, vector: Tensor) -> Tensor:
        exists = entities[..., :1]
        return torch.cat([self.of_entity(entities) * exists, self.of_whole(vector)[:, None]], dim=1)


class IdTable(nn.Module):
    """The id encoder f on one-hot ids: an own code (U + 1, Z) for every training problem."""

    def __init__(self, problems: int, entities: int, code: int, scale: float):
        super().__init__()
        self.table = nn.Embedding(problems, (entities + 1) * code)
        nn.init.normal_(self.table.weight, std=scale)
        self.shape = (entities + 1, code)

    def forward(self, index: Tensor) -> Tensor:
        return self.table(index).view(-1, *self.shape)


class SetQ(nn.Module):
    """Dueling action values over entities, slots and plain actions: (B, actions).

    Conditions (instruction, hand, clock) meet entities, codes and slots additively and by products: whether a unit
    holds what is asked for is a product, which a sum learns slowly.
    """

    def __init__(self, spec: ProblemSpec, hidden: int, code: int = 0, instructed: bool = True):
        super().__init__()
        entity, slot = spec.entities[1], spec.slots[1]
        vector = spec.vector + (spec.instruction if instructed else 0)
        self.instructed, self.code = instructed, code
        self.encoder = SetEncoder(entity + code, vector + code, hidden)
        self.asked = nn.Sequential(nn.Linear(vector, hidden), nn.ReLU(), nn.Linear(hidden, hidden))
        self.offers = nn.Linear(entity + code, hidden, bias=False)
        self.offered_slot = nn.Linear(slot, hidden, bias=False)
        self.of_entity = nn.Sequential(nn.Linear(2 * hidden, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.of_slot = nn.Sequential(nn.Linear(3 * hidden, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.of_other = nn.Sequential(nn.Linear(3 * hidden, hidden), nn.ReLU(), nn.Linear(hidden, spec.others + 1))

    def forward(self, obs: Batch, z: Tensor | None = None) -> Tensor:
        entities, vector = obs["entities"], obs["vector"]
        exists = entities[..., :1]
        if self.instructed:
            vector = torch.cat([vector, obs["instruction"]], dim=1)
        asked = self.asked(vector)
        if z is not None:
            entities = torch.cat([entities, z[:, :-1]], dim=2)
            whole = torch.cat([vector, z[:, -1]], dim=1)
        else:
            whole = vector
        h, context = self.encoder(entities, whole, exists)
        match = self.offers(entities) * asked[:, None]
        slot = self.offered_slot(obs["slots"])
        both = torch.cat([context, asked], dim=1)
        each_slot = torch.cat([slot, slot * asked[:, None], asked[:, None].expand_as(slot)], dim=2)
        other = self.of_other(torch.cat([both, match.amax(1)], dim=1))
        advantage = torch.cat(
            [self.of_entity(torch.cat([h, match], dim=2))[..., 0], self.of_slot(each_slot)[..., 0], other[:, 1:]], dim=1
        )
        mask = obs["action_mask"]
        mean = (advantage * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True).clamp(min=1)
        return other[:, :1] + advantage - mean
