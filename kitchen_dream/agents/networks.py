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
    """Message passing through the pooled set: entities (B, U, F) and a whole (B, V) to (B, U, H) and (B, H)."""

    def __init__(self, entity: int, vector: int, hidden: int, rounds: int = 1):
        super().__init__()
        self.entity = nn.Linear(entity, hidden)
        self.vector = nn.Linear(vector, hidden)
        self.mix_entity = nn.ModuleList(nn.Linear(hidden, hidden) for _ in range(rounds))
        self.mix_pool = nn.ModuleList(nn.Linear(3 * hidden, hidden) for _ in range(rounds))

    def forward(self, entities: Tensor, vector: Tensor, exists: Tensor) -> tuple[Tensor, Tensor]:
        """exists: (B, U, 1), 1 for members and 0 for padding."""
        whole = self.vector(vector)
        h = F.relu(self.entity(entities) + whole[:, None]) * exists
        whole = F.relu(whole)
        members = exists.sum(1).clamp(min=1)
        for mix_entity, mix_pool in zip(self.mix_entity, self.mix_pool, strict=True):
            context = mix_pool(torch.cat([h.sum(1) / members, h.amax(1), whole], dim=1))
            h = F.relu(mix_entity(h) + context[:, None]) * exists
            whole = F.relu(context)
        return h, whole


class Glimpse(nn.Module):
    """Codes of what pictures show: features (..., places * K) to (..., Z), summed over the places, 0 for places not seen.

    The frozen eye that makes features from pixels is kept with the weights: `mean` (D,) and `basis` (D, K), see LookEye. It learns nothing.
    """

    def __init__(self, place: tuple[int, int], code: int, hidden: int = 64):
        super().__init__()
        self.features, pixels = place
        self.register_buffer("mean", torch.zeros(pixels))
        self.register_buffer("basis", torch.zeros(pixels, self.features))
        self.code = nn.Sequential(nn.Linear(self.features, hidden), nn.ReLU(), nn.Linear(hidden, code))

    def forward(self, seen: Tensor) -> Tensor:
        each = seen.unflatten(-1, (-1, self.features))
        there = (each != 0).any(-1)  # a third of the places at most: the rest costs nothing
        out = each.new_zeros((*there.shape, self.code[-1].out_features))
        out[there] = self.code(each[there])
        return out.sum(-2)


class Symbols(nn.Module):
    """The shared embedding of symbols: multi-hots (..., symbols) to (..., Z), orthogonal at first; and of pictures, if looks give those."""

    def __init__(self, symbols: int, code: int, scale: float, place: tuple[int, int] = (0, 0)):
        super().__init__()
        self.weight = nn.Parameter(scale * nn.init.orthogonal_(torch.empty(symbols, code)))
        self.glimpse = Glimpse(place, code) if place[0] else None

    def forward(self, multi_hot: Tensor) -> Tensor:
        return multi_hot @ self.weight

    def seen(self, seen: Tensor) -> Tensor:
        """Codes of what was seen. Multi-hots are read without gradient, since g follows f; to read pictures must be learnt."""
        return seen @ self.weight.detach() if self.glimpse is None else self.glimpse(seen)

    def match(self, codes: Tensor, asked: Tensor) -> Tensor:
        """How much of what is asked (B, Z) each of the codes (B, N, Z) holds, (B, N): about 1 for a symbol."""
        return torch.bmm(codes, asked[:, :, None])[..., 0] / self.weight.detach().square().sum(1).mean()

    def match_seen(self, seen: Tensor, asked: Tensor) -> Tensor:
        """The same for multi-hots (B, N, symbols), or features of pictures."""
        if self.glimpse is not None:
            return self.match(self.glimpse(seen), asked)
        return self.match(seen, asked @ self.weight.T)

    def occupied(self, slots: Tensor) -> Tensor:
        """Whether something is named in slots (B, S, symbols), (B, S); pictures name nothing: whether there is one."""
        return slots.sum(2) if self.glimpse is None else (slots != 0).any(2).float()


class SetCode(nn.Module):
    """The trajectory encoder g: one code an entity and one for the whole, (B, U + 1, Z).

    Its input is the map that the exploration episode has drawn. What was seen enters through the shared embedding (without
    gradient: g follows f); what was not seen is inferred from everything else.
    """

    def __init__(self, spec: ProblemSpec, hidden: int, code: int):
        super().__init__()
        self.seen, self.pictures = spec.seen, spec.place[0] > 0
        self.looked = slice(spec.entity_symbols - 3, spec.entity_symbols - 2)
        width = spec.entities[1] + (code - (self.seen.stop - self.seen.start) if self.pictures else 0)
        self.encoder = SetEncoder(width, spec.vector, hidden, rounds=2)
        self.of_entity = nn.Linear(hidden, code)
        self.of_whole = nn.Linear(hidden, code)
        self.task = TaskGuess(spec, hidden) if spec.task_in_id else None

    def forward(self, entities: Tensor, vector: Tensor, symbols: Symbols) -> Tensor:
        exists = entities[..., :1]
        seen = symbols.seen(entities[..., self.seen])
        if self.pictures:  # codes take the place of features in what the encoder reads
            entities = torch.cat([entities[..., : self.seen.start], seen, entities[..., self.seen.stop :]], dim=2)
        h, whole = self.encoder(entities, vector, exists)
        all_in_all = self.of_whole(whole)
        if self.task is not None:  # what was seen counts as far as it is likely to be asked for, as in the ids
            likely = self.task(whole, vector)
            all_in_all = all_in_all + likely @ symbols.weight.detach()
            seen = symbols.seen(entities[..., self.seen] * likely[:, None])
        inferred = self.of_entity(h)
        if self.pictures:  # of what was looked into, the pictures alone tell: so it is they that learn to
            inferred = inferred * (1 - entities[..., self.looked])
        return torch.cat([(inferred + seen) * exists, all_in_all[:, None]], dim=1)


class TaskGuess(nn.Module):
    """How likely each symbol is to be asked for, (B, symbols), where nothing is instructed: known, or inferred from all that was seen."""

    def __init__(self, spec: ProblemSpec, hidden: int):
        super().__init__()
        self.out = nn.Linear(hidden, spec.symbols)
        nn.init.constant_(self.out.bias, -2.0)  # few of them are
        self.known = task_known(spec)

    def forward(self, whole: Tensor, vector: Tensor) -> Tensor:
        wanted, unwanted = (vector[:, part] for part in self.known)
        return wanted + (1 - wanted - unwanted) * torch.sigmoid(self.out(whole))


def task_known(spec: ProblemSpec) -> tuple[slice, slice]:
    """Where in a vector stand the symbols known to be asked for, and those known not to be; see ProblemSpec.task_in_id."""
    begin, n = spec.vector - 2 * spec.symbols - 1, spec.symbols
    return slice(begin, begin + n), slice(begin + n, begin + 2 * n)


class IdCode(nn.Module):
    """The id encoder f on attributes: (B, U, Fi) and (B, Vi) to (B, U + 1, Z).

    Where the task is a part of the id, an entity's symbols are those that are asked for, and the code begins with them alone. All
    others stand before, and enter the code as far as execution learns to need them: what it does not need is not worth exploring.
    """

    def __init__(self, spec: ProblemSpec, code: int, scale: float):
        super().__init__()
        self.plain = spec.id_entities - spec.symbols
        self.of_entity = nn.Linear(self.plain, code, bias=False)
        self.of_whole = nn.Linear(spec.id_vector, code)
        self.asked = slice(spec.id_vector - 2 - spec.symbols, spec.id_vector - 2) if spec.task_in_id else None
        for weight in (self.of_entity.weight, self.of_whole.weight):
            nn.init.normal_(weight, std=scale / code**0.5)
        if spec.task_in_id:
            nn.init.zeros_(self.of_entity.weight)
            nn.init.zeros_(self.of_whole.weight)

    def forward(self, entities: Tensor, vector: Tensor, symbols: Symbols) -> Tensor:
        each = self.of_entity(entities[..., : self.plain]) + symbols(entities[..., self.plain :])
        whole = self.of_whole(vector)
        if self.asked is not None:  # what is asked for enters as the symbols that it names, as an instruction does
            whole = whole + symbols(vector[:, self.asked])
        return torch.cat([each, whole[:, None]], dim=1)


class IdTable(nn.Module):
    """The id encoder f on one-hot ids: an own code (U + 1, Z) for every training problem."""

    def __init__(self, problems: int, entities: int, code: int, scale: float):
        super().__init__()
        self.table = nn.Embedding(problems, (entities + 1) * code)
        nn.init.normal_(self.table.weight, std=scale / code**0.5)
        self.shape = (entities + 1, code)

    def forward(self, index: Tensor) -> Tensor:
        return self.table(index).view(-1, *self.shape)


class Order(nn.Module):
    """What is asked for, as execution reads it: an embedding (B, Z) of what is missing, and a plain vector about the rest.

    Symbols take part by matching alone: which of them are carried or delivered enters as counts of wanted and of all, never
    by name. A network that reads names learns the trained dishes by heart (a tomato means soup) and ruins new ones.
    Instructions that are names are embedded as they are.
    """

    def __init__(self, spec: ProblemSpec, code: int):
        super().__init__()
        self.symbols = spec.symbols if spec.instruction_symbols else 0
        self.carried = spec.carried if self.symbols else 0
        self.size = spec.vector + spec.instruction + 1
        if self.symbols:
            self.size += 2 * self.carried - (self.carried + 1) * self.symbols
        self.correct = nn.Linear(self.size, code)
        if self.symbols:  # what is asked for is what is missing, until learning corrects it
            nn.init.zeros_(self.correct.weight)
            nn.init.zeros_(self.correct.bias)

    def forward(self, vector: Tensor, instruction: Tensor, symbols: Symbols) -> tuple[Tensor, Tensor]:
        wanted = instruction[:, : self.symbols]
        held = vector[:, : self.carried * self.symbols].unflatten(1, (self.carried, self.symbols)) if self.symbols else None
        if held is None:
            plain = torch.cat([vector, instruction, torch.zeros_like(vector[:, :1])], dim=1)
            return self.correct(plain), plain
        missing = (wanted - held[:, 1:].sum(1)).clamp(min=0)
        counts = [held.sum(2), (held * wanted[:, None]).sum(2), missing.sum(1, keepdim=True)]
        plain = torch.cat([vector[:, self.carried * self.symbols :], instruction[:, self.symbols :], *counts], dim=1)
        return self.correct(plain) + symbols(missing), plain


class ExecuteQ(nn.Module):
    """Dueling action values of execution, (B, actions).

    What is asked for and not delivered yet is matched with the codes of entities, with what was seen in them, and with the
    slots; entities and slots enter by their matches, the rest of them plainly.
    """

    def __init__(self, spec: ProblemSpec, hidden: int, code: int):
        super().__init__()
        self.seen = spec.seen
        self.order, self.task_in_id = Order(spec, code), spec.task_in_id
        self.delivered = slice(spec.symbols, spec.carried * spec.symbols)
        self.encoder = SetEncoder(spec.entities[1] - (self.seen.stop - self.seen.start) + 2, self.order.size + code, hidden)
        self.of_entity = nn.Linear(hidden, 1)
        self.of_slot = nn.Sequential(nn.Linear(2 + hidden, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        self.of_other = nn.Sequential(nn.Linear(hidden + self.order.size, hidden), nn.ReLU(), nn.Linear(hidden, spec.others + 1))

    def forward(self, obs: Batch, symbols: Symbols, z: Tensor) -> Tensor:
        entities, slots = obs["entities"], obs["slots"]
        asked, vector = self.order(obs["vector"], obs["instruction"], symbols)
        if self.task_in_id:  # nothing was instructed: what is asked for stands in the code of the whole
            there = obs["vector"][:, self.delivered].unflatten(1, (-1, symbols.weight.shape[0])).sum(1)
            asked = asked + z[:, -1] - symbols(there)
        matches = [symbols.match(z[:, :-1], asked), symbols.match_seen(entities[..., self.seen], asked)]
        plain = [entities[..., : self.seen.start], entities[..., self.seen.stop :]]
        h, context = self.encoder(
            torch.cat([*plain, torch.stack(matches, dim=2)], dim=2), torch.cat([vector, z[:, -1]], dim=1), entities[..., :1]
        )
        per_slot = torch.stack([symbols.match_seen(slots, asked), symbols.occupied(slots)], dim=2)
        per_slot = torch.cat([per_slot, context[:, None].expand(-1, slots.shape[1], -1)], dim=2)
        other = self.of_other(torch.cat([context, vector], dim=1))
        return dueling(self.of_entity(h), self.of_slot(per_slot), other, obs["action_mask"])


class ExploreQ(nn.Module):
    """Dueling action values of exploration, (B, actions), from the map and from what g makes of it so far: its belief."""

    def __init__(self, spec: ProblemSpec, hidden: int, code: int):
        super().__init__()
        # What pictures show is in the belief already.
        self.left_out = spec.seen if spec.place[0] else slice(0, 0)
        width = spec.entities[1] - (self.left_out.stop - self.left_out.start)
        self.encoder = SetEncoder(width + code, spec.vector + code, hidden, rounds=2)
        self.of_entity = nn.Linear(hidden, 1)
        self.of_slot: nn.Module = nn.Linear(spec.slots[1] + hidden, 1)
        self.of_other = nn.Linear(hidden, spec.others + 1)
        self.known = task_known(spec) if spec.task_in_id else None
        if self.known:
            # Here explorations take things too: whether a thing was tried before, and what it may tell, is a product of both.
            self.seen = spec.seen
            self.encoder = SetEncoder(width + code + 3, spec.vector + code, hidden, rounds=2)
            self.of_slot = nn.Sequential(nn.Linear(spec.slots[1] + 3 + hidden, hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def tried(self, held: Tensor, vector: Tensor, belief: Tensor, symbols: Symbols) -> Tensor:
        """(B, N, 3) of multi-hots (B, N, symbols): how much of them is known to be asked for, known not to be, and believed to be."""
        known = [torch.bmm(held, vector[:, part, None])[..., 0] for part in self.known]
        return torch.stack([*known, symbols.match_seen(held, belief[:, -1]).detach()], dim=2)

    def forward(self, obs: Batch, belief: Tensor, symbols: Symbols) -> Tensor:
        entities, slots = obs["entities"], obs["slots"]
        if self.known:
            seen = entities[..., self.seen]
            entities = torch.cat([entities, self.tried(seen, obs["vector"], belief, symbols)], dim=2)
            slots = torch.cat([slots, self.tried(slots, obs["vector"], belief, symbols)], dim=2)
        if self.left_out.stop:
            entities = torch.cat([entities[..., : self.left_out.start], entities[..., self.left_out.stop :]], dim=2)
        h, context = self.encoder(
            torch.cat([entities, belief[:, :-1]], dim=2), torch.cat([obs["vector"], belief[:, -1]], dim=1), entities[..., :1]
        )
        per_slot = torch.cat([slots, context[:, None].expand(-1, slots.shape[1], -1)], dim=2)
        return dueling(self.of_entity(h), self.of_slot(per_slot), self.of_other(context), obs["action_mask"])


def dueling(entity: Tensor, slot: Tensor, other: Tensor, mask: Tensor) -> Tensor:
    """Action values from advantages of entities (B, U, 1), slots (B, S, 1) and plain actions, led by the state's value (B, 1 + O).

    Advantages are counted from their mean over the possible actions (Wang et al. 2016, eq. 9).
    """
    advantage = torch.cat([entity[..., 0], slot[..., 0], other[:, 1:]], dim=1)
    mean = (advantage * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True).clamp(min=1)
    return other[:, :1] + advantage - mean
