"""Networks over a set of entities: shared weights for every member, so that any number of them will do.

What is asked for and what lies somewhere are multi-hots over one vocabulary of symbols. All networks read them through one
embedding, so that "this unit holds what is asked for" is an inner product from the first update on, and carries over to
recipes that were never instructed.

Shapes: B batch, U entities, S slots, F features, H hidden, Z code = width of the embedding.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.problems.spec import ProblemSpec

Batch = dict[str, Tensor]


class SetEncoder(nn.Module):
    """One round of message passing through the pooled set: entities (B, U, F) and a whole (B, V) to (B, U, H) and (B, H)."""

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


class Symbols(nn.Module):
    """The shared embedding of symbols: multi-hots (..., symbols) to (..., Z), orthogonal at first."""

    def __init__(self, symbols: int, code: int, scale: float):
        super().__init__()
        self.weight = nn.Parameter(scale * nn.init.orthogonal_(torch.empty(symbols, code)))

    def forward(self, multi_hot: Tensor) -> Tensor:
        return multi_hot @ self.weight


class SetCode(nn.Module):
    """The trajectory encoder g: one code an entity and one for the whole, (B, U + 1, Z).

    Its input is the map that the exploration episode has drawn. What was seen enters through the shared embedding (without
    gradient: g follows f); what was not seen is inferred from everything else.
    """

    def __init__(self, spec: ProblemSpec, hidden: int, code: int):
        super().__init__()
        self.encoder = SetEncoder(spec.entities[1], spec.vector, 2 * hidden)
        self.of_entity = nn.Linear(2 * hidden, code)
        self.of_whole = nn.Linear(2 * hidden, code)
        self.seen = slice(spec.entity_symbols, spec.entity_symbols + spec.symbols)

    def forward(self, entities: Tensor, vector: Tensor, symbols: Symbols) -> Tensor:
        exists = entities[..., :1]
        h, whole = self.encoder(entities, vector, exists)
        seen = entities[..., self.seen] @ symbols.weight.detach()
        return torch.cat([(self.of_entity(h) + seen) * exists, self.of_whole(whole)[:, None]], dim=1)


class IdCode(nn.Module):
    """The id encoder f on attributes: (B, U, Fi) and (B, Vi) to (B, U + 1, Z)."""

    def __init__(self, spec: ProblemSpec, code: int, scale: float):
        super().__init__()
        self.plain = spec.id_entities - spec.symbols
        self.of_entity = nn.Linear(self.plain, code, bias=False)
        self.of_whole = nn.Linear(spec.id_vector, code)
        for weight in (self.of_entity.weight, self.of_whole.weight):
            nn.init.normal_(weight, std=scale / code**0.5)

    def forward(self, entities: Tensor, vector: Tensor, symbols: Symbols) -> Tensor:
        each = self.of_entity(entities[..., : self.plain]) + symbols(entities[..., self.plain :])
        return torch.cat([each, self.of_whole(vector)[:, None]], dim=1)


class IdTable(nn.Module):
    """The id encoder f on one-hot ids: an own code (U + 1, Z) for every training problem."""

    def __init__(self, problems: int, entities: int, code: int, scale: float):
        super().__init__()
        self.table = nn.Embedding(problems, (entities + 1) * code)
        nn.init.normal_(self.table.weight, std=scale / code**0.5)
        self.shape = (entities + 1, code)

    def forward(self, index: Tensor) -> Tensor:
        return self.table(index).view(-1, *self.shape)


class SetQ(nn.Module):
    """Dueling action values over entities, slots and plain actions: (B, actions).

    With `instructed`, what is asked for and not delivered yet meets the codes of entities, what was seen in them, and the slots,
    by products; how much of it there is counts too, since few dishes are large and their ends would else be mistaken.
    """

    def __init__(self, spec: ProblemSpec, hidden: int, code: int, instructed: bool):
        super().__init__()
        self.instructed = instructed
        self.seen = slice(spec.entity_symbols, spec.entity_symbols + spec.symbols)
        self.symbols_asked = spec.symbols if spec.instruction_symbols else 0
        self.delivered = slice(*spec.delivered)
        asked = spec.instruction + 2 if instructed else 0
        coded = code if instructed else 0
        vector = spec.vector + asked
        matched = 2 * (code + 1) if instructed else 0
        self.encoder = SetEncoder(spec.entities[1] + coded + (2 if instructed else 0), vector + coded, hidden)
        self.of_entity = nn.Linear(hidden + matched, 1)
        self.of_slot = nn.Sequential(nn.Linear(code * 2 + 1 + hidden, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.of_other = nn.Sequential(nn.Linear(hidden + vector, hidden), nn.ReLU(), nn.Linear(hidden, spec.others + 1))
        if instructed:
            self.correct = nn.Linear(vector, code)
            if self.symbols_asked:  # what is asked for is what the instruction lacks, until learning corrects it
                nn.init.zeros_(self.correct.weight)
                nn.init.zeros_(self.correct.bias)

    def _missing(self, vector: Tensor, instruction: Tensor) -> Tensor:
        """Symbols (B, symbols) that are asked for and not delivered yet; none where instructions are names."""
        asked = instruction[:, : self.symbols_asked]
        if not self.symbols_asked:
            return asked
        delivered = vector[:, self.delivered].unflatten(1, (-1, self.symbols_asked)).sum(1)
        return (asked - delivered).clamp(min=0)

    def forward(self, obs: Batch, symbols: Symbols, z: Tensor | None = None) -> Tensor:
        entities, vector = obs["entities"], obs["vector"]
        exists = entities[..., :1]
        slots = symbols(obs["slots"])
        if self.instructed:
            missing = self._missing(vector, obs["instruction"])
            count = missing.sum(1, keepdim=True)
            vector = torch.cat([vector, obs["instruction"], count, (count < 0.5).float()], dim=1)
            asked = self.correct(vector)
            if self.symbols_asked:
                asked = asked + symbols(missing)
            by_code = z[:, :-1] * asked[:, None]
            by_sight = symbols(entities[..., self.seen]) * asked[:, None]
            match = torch.cat([by_code, by_sight, by_code.sum(2, keepdim=True), by_sight.sum(2, keepdim=True)], dim=2)
            entities = torch.cat([entities, z[:, :-1], match[..., -2:]], dim=2)
            whole = torch.cat([vector, z[:, -1]], dim=1)
            wanted = slots * asked[:, None]
        else:
            whole, wanted = vector, torch.zeros_like(slots)
        h, context = self.encoder(entities, whole, exists)
        per_entity = torch.cat([h, match], dim=2) if self.instructed else h
        shared = context[:, None].expand(-1, slots.shape[1], -1)
        per_slot = torch.cat([slots, wanted, wanted.sum(2, keepdim=True), shared], dim=2)
        other = self.of_other(torch.cat([context, vector], dim=1))
        advantage = torch.cat([self.of_entity(per_entity)[..., 0], self.of_slot(per_slot)[..., 0], other[:, 1:]], dim=1)
        mask = obs["action_mask"]
        mean = (advantage * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True).clamp(min=1)
        return other[:, :1] + advantage - mean
