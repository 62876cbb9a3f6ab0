"""The networks of DREAM and of the other methods where an observation is a set of entities that sums the episode up.

Shapes: B batch, U entities, S slots, F features, H hidden, Z code = width of the embedding."""

import torch
from torch import Tensor, nn

from kitchen_dream.agents.learning.batch import Ids, Steps, Tensors
from kitchen_dream.agents.nets.entity_encoders import SetEncoder, Symbols
from kitchen_dream.agents.nets.heads import set_dueling
from kitchen_dream.agents.settings import DreamSettings, WholeTrialSettings
from kitchen_dream.problems.spec import ProblemSpec


class MapEncoder(nn.Module):
    """The trajectory encoder g: one code an entity and one for the whole, (B, U + 1, Z).

    Its input is the map that the exploration episode has drawn. What was seen enters through the shared embedding
    (without gradient: g follows f); what was not seen is inferred from everything else."""

    def __init__(self, spec: ProblemSpec, hidden: int, code: int):
        super().__init__()
        self.exists, self.seen, self.looked = (spec.entity[name] for name in ("exists", "seen", "looked"))
        self.pictures = spec.patch[0] > 0
        width = spec.entity.size + (code - (self.seen.stop - self.seen.start) if self.pictures else 0)
        self.encoder = SetEncoder(width, spec.vector.size, hidden, rounds=2)
        self.of_entity = nn.Linear(hidden, code)
        self.of_whole = nn.Linear(hidden, code)
        self.task = TaskGuess(spec, hidden) if spec.task_in_id else None

    def forward(self, entities: Tensor, vector: Tensor, symbols: Symbols) -> Tensor:
        exists = entities[..., self.exists]
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
    """How likely each symbol is to be asked for, (B, symbols), where nothing is instructed: known or inferred."""

    def __init__(self, spec: ProblemSpec, hidden: int):
        super().__init__()
        self.out = nn.Linear(hidden, spec.symbols)
        nn.init.constant_(self.out.bias, -2.0)  # few of them are
        self.known = (spec.vector["wanted"], spec.vector["unwanted"])

    def forward(self, whole: Tensor, vector: Tensor) -> Tensor:
        wanted, unwanted = (vector[:, part] for part in self.known)
        return wanted + (1 - wanted - unwanted) * torch.sigmoid(self.out(whole))


class EntityIdEncoder(nn.Module):
    """The id encoder f on attributes: (B, U, Fi) and (B, Vi) to (B, U + 1, Z).

    Where the task is a part of the id, an entity's symbols are those that are asked for, and the code begins with them
    alone. All others stand before, and enter the code as far as execution learns to need them."""

    def __init__(self, spec: ProblemSpec, code: int, scale: float):
        super().__init__()
        named = "needed" if spec.task_in_id else "symbols"
        self.symbols = spec.id_entity[named]
        (self.plain,) = spec.id_entity.without(named)
        self.of_entity = nn.Linear(self.plain.stop - self.plain.start, code, bias=False)
        self.of_whole = nn.Linear(spec.id_vector.size, code)
        self.asked = spec.id_vector["asked"] if spec.task_in_id else None
        for weight in (self.of_entity.weight, self.of_whole.weight):
            nn.init.normal_(weight, std=scale / code**0.5)
        if spec.task_in_id:
            nn.init.zeros_(self.of_entity.weight)
            nn.init.zeros_(self.of_whole.weight)

    def forward(self, entities: Tensor, vector: Tensor, symbols: Symbols) -> Tensor:
        each = self.of_entity(entities[..., self.plain]) + symbols(entities[..., self.symbols])
        whole = self.of_whole(vector)
        if self.asked is not None:  # what is asked for enters as the symbols that it names, as an instruction does
            whole = whole + symbols(vector[:, self.asked])
        return torch.cat([each, whole[:, None]], dim=1)


class EntityIdTable(nn.Module):
    """The id encoder f on one-hot ids: an own code (U + 1, Z) for every training problem."""

    def __init__(self, problems: int, entities: int, code: int, scale: float):
        super().__init__()
        self.table = nn.Embedding(problems, (entities + 1) * code)
        nn.init.normal_(self.table.weight, std=scale / code**0.5)
        self.shape = (entities + 1, code)

    def forward(self, index: Tensor) -> Tensor:
        return self.table(index).view(-1, *self.shape)


class Order(nn.Module):
    """What is asked for, as execution reads it: an embedding (B, Z) of what is missing, and a plain vector about the
    rest.

    Symbols take part by matching alone: which of them are carried or delivered enters as counts of wanted and of all,
    never by name. A network that reads names learns the trained dishes by heart (a tomato means soup) and ruins new
    ones. Instructions that are names are embedded as they are."""

    def __init__(self, spec: ProblemSpec, code: int):
        super().__init__()
        self.symbols = spec.symbols if spec.instruction_symbols else 0
        self.carried = [spec.vector[name] for name in spec.carried] if self.symbols else []
        self.rest = spec.vector.without(*spec.carried)
        self.size = spec.vector.size + spec.instruction.size + 1
        if self.symbols:
            self.size += 2 * len(self.carried) - (len(self.carried) + 1) * self.symbols
        self.correct = nn.Linear(self.size, code)
        if self.symbols:  # what is asked for is what is missing, until learning corrects it
            nn.init.zeros_(self.correct.weight)
            nn.init.zeros_(self.correct.bias)

    def forward(self, vector: Tensor, instruction: Tensor, symbols: Symbols) -> tuple[Tensor, Tensor]:
        wanted = instruction[:, : self.symbols]
        if not self.symbols:
            plain = torch.cat([vector, instruction, torch.zeros_like(vector[:, :1])], dim=1)
            return self.correct(plain), plain
        held = torch.stack([vector[:, part] for part in self.carried], dim=1)
        missing = (wanted - held[:, 1:].sum(1)).clamp(min=0)
        counts = [held.sum(2), (held * wanted[:, None]).sum(2), missing.sum(1, keepdim=True)]
        plain = torch.cat([*(vector[:, part] for part in self.rest), instruction[:, self.symbols :], *counts], dim=1)
        return self.correct(plain) + symbols(missing), plain


class ExecutionQ(nn.Module):
    """Dueling action values of execution, (B, actions).

    What is asked for and not delivered yet is matched with the codes of entities, with what was seen in them, and with
    the slots; entities and slots enter by their matches, the rest of them plainly."""

    def __init__(self, spec: ProblemSpec, hidden: int, code: int):
        super().__init__()
        self.exists, self.seen = spec.entity["exists"], spec.entity["seen"]
        self.plain = spec.entity.without("seen")
        self.order, self.task_in_id = Order(spec, code), spec.task_in_id
        self.delivered = [spec.vector[name] for name in spec.carried[1:]]
        plain = spec.entity.size - (self.seen.stop - self.seen.start)
        self.encoder = SetEncoder(plain + 2, self.order.size + code, hidden)
        self.of_entity = nn.Linear(hidden, 1)
        self.of_slot = nn.Sequential(nn.Linear(2 + hidden, hidden), nn.ReLU(), nn.Linear(hidden, 1))
        first = nn.Linear(hidden + self.order.size, hidden)
        self.of_other = nn.Sequential(first, nn.ReLU(), nn.Linear(hidden, spec.others + 1))

    def forward(self, obs: Tensors, symbols: Symbols, z: Tensor) -> Tensor:
        entities, slots = obs["entities"], obs["slots"]
        asked, vector = self.order(obs["vector"], obs["instruction"], symbols)
        if self.task_in_id:  # nothing was instructed: what is asked for stands in the code of the whole
            there = torch.stack([obs["vector"][:, part] for part in self.delivered], dim=1).sum(1)
            asked = asked + z[:, -1] - symbols(there)
        query = symbols.query(asked)
        matches = [symbols.match(z[:, :-1], query), symbols.match_seen(entities[..., self.seen], query)]
        plain = [entities[..., part] for part in self.plain]
        each = torch.cat([*plain, torch.stack(matches, dim=2)], dim=2)
        h, context = self.encoder(each, torch.cat([vector, z[:, -1]], dim=1), entities[..., self.exists])
        per_slot = torch.stack([symbols.match_seen(slots, query), symbols.occupied(slots)], dim=2)
        per_slot = torch.cat([per_slot, context[:, None].expand(-1, slots.shape[1], -1)], dim=2)
        other = self.of_other(torch.cat([context, vector], dim=1))
        return set_dueling(self.of_entity(h), self.of_slot(per_slot), other, obs["action_mask"])


class ExplorationQ(nn.Module):
    """Dueling action values of exploration, (B, actions), from the map and what g makes of it so far: its belief."""

    def __init__(self, spec: ProblemSpec, hidden: int, code: int):
        super().__init__()
        # What pictures show is in the belief already.
        self.exists = spec.entity["exists"]
        self.plain = spec.entity.without("seen") if spec.patch[0] else [slice(0, spec.entity.size)]
        width = sum(part.stop - part.start for part in self.plain)
        self.encoder = SetEncoder(width + code, spec.vector.size + code, hidden, rounds=2)
        self.of_entity = nn.Linear(hidden, 1)
        self.of_slot: nn.Module = nn.Linear(spec.slot.size + hidden, 1)
        self.of_other = nn.Linear(hidden, spec.others + 1)
        self.known = (spec.vector["wanted"], spec.vector["unwanted"]) if spec.task_in_id else None
        if self.known:
            # Explorations take things too: whether one was tried before, and what it may tell, is a product of both.
            self.seen = spec.entity["seen"]
            self.encoder = SetEncoder(width + code + 3, spec.vector.size + code, hidden, rounds=2)
            first = nn.Linear(spec.slot.size + 3 + hidden, hidden)
            self.of_slot = nn.Sequential(first, nn.ReLU(), nn.Linear(hidden, 1))

    def tried(self, held: Tensor, vector: Tensor, belief: Tensor, symbols: Symbols) -> Tensor:
        """(B, N, 3) of multi-hots (B, N, symbols): what is known to be asked for, known not to be, believed."""
        known = [torch.bmm(held, vector[:, part, None])[..., 0] for part in self.known or ()]
        return torch.stack([*known, symbols.match_seen(held, symbols.query(belief[:, -1])).detach()], dim=2)

    def forward(self, obs: Tensors, belief: Tensor, symbols: Symbols) -> Tensor:
        slots, exists = obs["slots"], obs["entities"][..., self.exists]
        entities = [obs["entities"][..., part] for part in self.plain]
        if self.known:
            seen = obs["entities"][..., self.seen]
            entities.append(self.tried(seen, obs["vector"], belief, symbols))
            slots = torch.cat([slots, self.tried(slots, obs["vector"], belief, symbols)], dim=2)
        whole = torch.cat([obs["vector"], belief[:, -1]], dim=1)
        h, context = self.encoder(torch.cat([*entities, belief[:, :-1]], dim=2), whole, exists)
        per_slot = torch.cat([slots, context[:, None].expand(-1, slots.shape[1], -1)], dim=2)
        return set_dueling(self.of_entity(h), self.of_slot(per_slot), self.of_other(context), obs["action_mask"])


class EntityNets(nn.Module):
    """What all methods have on sets of entities, with the memory `map`: g, both heads, one embedding of symbols."""

    def __init__(self, spec: ProblemSpec, settings: DreamSettings | WholeTrialSettings, one_hot: int | None = None):
        """one_hot: None: no id encoder; 0: f reads attributes of the id; else it has a code for each of so many."""
        super().__init__()
        code = settings.code_size
        assert code and settings.explore_hidden and settings.embedding_init, "the overlay sets these for entities"
        self.symbols = Symbols(spec.symbols, code, settings.embedding_init, spec.patch)
        if one_hot:
            self.id_encoder: nn.Module = EntityIdTable(one_hot, spec.entities, code, settings.embedding_init)
        elif one_hot is not None:
            self.id_encoder = EntityIdEncoder(spec, code, settings.embedding_init)
        self.map_encoder = MapEncoder(spec, settings.explore_hidden, code)
        self.execution_q = ExecutionQ(spec, settings.hidden, code)
        self.exploration_q = ExplorationQ(spec, settings.hidden, code)

    def f(self, ids: Ids) -> Tensor:
        """f(mu) (B, U + 1, Z)."""
        if isinstance(self.id_encoder, EntityIdTable):
            return self.id_encoder(ids.index)
        return self.id_encoder(ids.entities, ids.vector, self.symbols)

    def g(self, steps: Steps) -> Tensor:
        """g of every prefix (T + 1, B, U + 1, Z): of each step's observation, whose map sums the prefix up."""
        entities, vector = steps["entities"], steps["vector"]
        code = self.map_encoder(entities.flatten(0, 1), vector.flatten(0, 1), self.symbols)
        return code.unflatten(0, entities.shape[:2])

    def execute(self, steps: Steps, z: Tensor) -> Tensor:
        """Action values of execution (1, B, A) at one step, given codes z (B, U + 1, Z)."""
        return self.execution_q(_only(steps), self.symbols, z)[None]

    def explore(self, steps: Steps) -> Tensor:
        """Action values of exploration (1, B, A) at one step, whose observation has a code of it as `belief`."""
        obs = _only(steps)
        return self.exploration_q(obs, obs["belief"], self.symbols)[None]

    def execute_step(self, obs: Tensors, z: Tensor, state: None) -> tuple[Tensor, None]:
        """Action values (B, A) while acting; there is no state."""
        return self.execution_q(obs, self.symbols, z), None

    def explore_step(self, obs: Tensors, last: Tensor, state: None) -> tuple[Tensor, None]:
        """Action values (B, A) while acting; neither the last action nor a state is needed."""
        belief = self.map_encoder(obs["entities"], obs["vector"], self.symbols)
        return self.exploration_q(obs, belief, self.symbols), None


def _only(steps: Steps) -> Tensors:
    assert isinstance(steps.obs, list) and len(steps.obs) == 1, "the memory map reads one step at a time"
    return steps.obs[0]
