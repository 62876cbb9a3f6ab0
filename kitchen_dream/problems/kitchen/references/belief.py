"""What a perfect reader of the households' habits believes: the posterior over where things lie, given a robot's map.

It knows the generator's priors (`kitchens/habits.py`) and sums over every zone and every order of the groups. Strays
count as independent of each other and a full unit's overflow is left out; both are rare. That a cookbook's households
keep a group in units of some kind is left out too. Reference explorers and the
executor that never learnt are built on it. It reads visible tables only."""

import numpy as np

from kitchen_dream.kitchens.contents import habits
from kitchen_dream.kitchens.contents.tool_places import LIST_OF, choices
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.rules.v1.planner import tool_places
from kitchen_dream.rules.v1.state import ToolState


class Belief:
    """Prior of B kitchens, conditioned on maps by `locate`."""

    def __init__(self, tables: Tables, rules: RuleSet = V0):
        book, self.rules = rules.book, rules
        usual = rules.habits
        group = np.array(book.group_of)
        n, units = tables.exists.shape
        orders = np.array(habits.group_orders(len(book.groups) - 1))
        zones = len(habits.ZONES)
        places = (tables.zones < units).sum(2)[:, 0]
        by_rank = np.argsort(tables.zones, axis=2, kind="stable")
        rank = orders[None] % np.maximum(places, 1)[:, None, None]
        homes = np.take_along_axis(by_rank[:, :, None], rank[:, None], axis=3)
        self.homes = homes.reshape(n, zones * len(orders), -1)
        is_place = (tables.zones < units).repeat(len(orders), axis=1).astype(np.float32)
        fridge = (tables.role == Role.FRIDGE) & tables.exists
        at_home = np.zeros((n, zones * len(orders), len(book.groups), units), np.float32)
        k, h, g = np.indices(self.homes.shape)
        at_home[k, h, g + 1, self.homes] = (places > 0)[:, None, None]
        at_home[:, :, 0] = (fridge / np.maximum(fridge.sum(1, keepdims=True), 1))[:, None]
        away = is_place[:, :, None] * (1 - at_home)
        away /= np.maximum(away.sum(3, keepdims=True), 1)
        leave = np.where(np.arange(len(book.groups)) == 0, 1 - usual.chilled_in_fridge, usual.stray)[:, None]
        leave = np.where(away.sum(3, keepdims=True) > 0, leave, 0)
        self.prior = (usual.present * ((1 - leave) * at_home + leave * away))[:, :, group].astype(np.float32)
        """(B, habits, symbols, units): probability of each place of each ingredient or tool under each habit."""
        self.present = np.full(len(group), usual.present)
        """(symbols,) or (B, symbols): how likely each is somewhere in a unit."""
        if book.tools:
            food = np.any(at_home[:, :, 1:], axis=2, keepdims=True)
            lists = np.stack([tool_places(tables)[:, number] for number in LIST_OF], axis=1)
            may = choices(lists[:, None], food)
            tools = may / np.maximum(may.sum(3, keepdims=True), 1)
            # What stands out is seen from afar.
            lying = ~ToolState.initial(tables.contents).placed
            self.prior = np.concatenate([tools * lying[:, None, :, None], self.prior], axis=2, dtype=np.float32)
            self.present = np.concatenate([lying, np.broadcast_to(self.present, (n, len(group)))], axis=1)

    def locate(self, looked: np.ndarray, seen: np.ndarray, note: np.ndarray) -> np.ndarray:
        """Probability (B, ingredients, units) that an ingredient lies in a unit, were it surely in the kitchen.

        looked (B, units) bool, seen (B, units, ingredients) bool and note (B, groups) int64 are a robot's map."""
        found = seen.transpose(0, 2, 1)
        is_found = found.any(2)
        hit = np.einsum("bhiu,biu->bhi", self.prior, found.astype(np.float32))
        elsewhere = 1 - np.einsum("bhiu,bu->bhi", self.prior, looked.astype(np.float32))
        likelihood = np.maximum(np.where(is_found[:, None], hit, elsewhere), 1e-6)
        log_weight = np.log(likelihood).sum(2)
        noted = (note[:, 1:] != NOTHING).any(1)
        agrees = (self.homes == note[:, None, 1:]).all(2)
        log_weight = np.where(noted[:, None] & ~agrees, -1e3, log_weight)
        weight = np.exp(log_weight - log_weight.max(1, keepdims=True))
        weight /= weight.sum(1, keepdims=True)
        # An ingredient's own absence so far is taken out again: it is asked where it lies given that it is there.
        own = weight[:, :, None] / likelihood
        open_units = np.where(looked, 0.0, 1.0).astype(np.float32)
        belief = np.einsum("bhi,bhiu->biu", own.astype(np.float32), self.prior) * open_units[:, None]
        belief /= np.maximum(belief.sum(2, keepdims=True), 1e-9)
        return np.where(is_found[:, :, None], found, belief)

    def presence(self, looked: np.ndarray, seen: np.ndarray, note: np.ndarray) -> np.ndarray:
        """Probability (B, ingredients, units) that an ingredient lies in a unit and not elsewhere or nowhere."""
        located = self.locate(looked, seen, note)
        found = seen.any(1)
        return located * np.where(found, 1.0, self.present)[:, :, None]
