"""DREAM, preset `fast`: decoupled reward-free exploration and execution (Liu et al., ICML 2021, arXiv 2008.02790).

In the paper's terms: mu problem id, tau exploration trajectory, f id encoder, g trajectory encoder, z code.

- Execution: a double Q-learner conditioned on z. Half of its training batch reads z ~ N(f(mu), sigma^2), the other half g(tau).
- Bottleneck: lambda * max(||f(mu)||^2, K) pulls codes to zero where the Q-loss does not need them.
- g: regression of g(tau_:t) onto f(mu) (stop-gradient) at prefixes t, and at the end of the trajectory, where execution reads it.
- Exploration: a double Q-learner whose reward is r_t = ||f(mu) - g(tau_:t)||^2 - ||f(mu) - g(tau_:t+1)||^2 - c.

What differs from the paper, and why:

- No recurrence: an observation holds the map drawn so far in the episode, which sums the trajectory up. tau_:t is then o_t, and
  transitions can be drawn one by one instead of in sequences (an update is several times cheaper).
- z is one code for each entity and one for the whole, encoded with shared weights, so that any number of units will do.
- The Q-loss sends no gradient into g: g regresses onto a target that then moves only with f. (With it, learning was slower in
  the study this project started from.)
- The exploration policy reads g(tau_:t), its belief so far, beside the observation.
- The exploration reward is divided by the variance of f, so that its scale does not drift while f grows; c is 0 by default, and
  stopping early is masked in exploration while a skill is possible: with an f that says nothing yet, ending is otherwise best.
- Averaged weights act: single checkpoints differ by several points of the score. Targets follow by Polyak averaging; returns of
  several steps in both policies. In exploration these need no more than two prefixes, since its rewards telescope.
"""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.networks import Batch, ExecuteQ, ExploreQ, IdCode, IdTable, SetCode, Symbols
from kitchen_dream.agents.replay import Replay, prefixed, unprefixed
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Rollout


@dataclass(frozen=True)
class DreamConfig:
    """Settings of DREAM."""

    hidden: int = 64
    """Width of both policies."""
    g_hidden: int = 64
    """Width of the trajectory encoder."""
    code: int = 32
    """Numbers in the code of one entity, and in the embedding of a symbol."""
    ids: Literal["attributes", "one_hot"] = "attributes"
    """What f reads: the problem's attributes, or its number among the training problems."""
    sigma: float = 0.05
    """Standard deviation of the noise on f(mu)."""
    bottleneck: float = 0.001
    """Weight lambda of the bottleneck penalty."""
    free_norm: float = 10.0
    """K: squared norm of a code below which nothing pulls."""
    code_scale: float = 1.0
    """Initial norm of a symbol's code. Far below the noise sigma hides it, and it has to grow before exploration can learn."""
    step_cost: float = 0.0
    """c: cost of an exploration step, in units of the reward."""
    gamma: float = 0.99
    """Discount of a step, in both policies."""
    returns: int = 5
    """Most steps of an execution return before it bootstraps; it does so earlier at a random action."""
    explore_returns: int = 5
    """The same in exploration, whose rewards telescope: the sum of several is the difference between two errors of g. It is not
    discounted within these steps, as that would need g at every prefix between; what comes behind them is."""
    trajectory_share: float = 0.6
    """Share of the execution batch that is conditioned on g(tau) instead of f(mu)."""
    batch: int = 128
    """Transitions in an update, for each of the policies."""
    explore_every: int = 2
    """Updates of execution for one of exploration and g, which are learnt sooner."""
    rate: float = 3e-3
    """Adam's first learning rate; it falls as rate / (1 + updates / rate_halves)."""
    rate_halves: float = 2000.0
    """Updates after which the learning rate has halved."""
    polyak: float = 0.02
    """Share of the online weights that enters the target at an update."""
    average: float = 0.003
    """Share of the online weights that enters the weights that act; more of them at first."""
    clip: float = 10.0
    """Largest norm of a gradient."""
    execute_replay: int = 60_000
    """Transitions kept of execution."""
    explore_replay: int = 60_000
    """Transitions kept of exploration."""
    execute_epsilon: tuple[float, float, float] = (1.0, 0.1, 1000.0)
    """Random actions in execution: first share, last share, updates between them."""
    explore_epsilon: tuple[float, float, float] = (1.0, 0.2, 3000.0)
    """The same in exploration; the floor keeps other orders in the data while f moves."""
    wander: bool = False
    """Explore at random, in tests as well (the random explorer of the tables)."""


class Nets(nn.Module):
    """All networks of DREAM. A second copy is the target, and a third, averaged over longer, acts."""

    def __init__(self, spec: ProblemSpec, config: DreamConfig, problems: int):
        super().__init__()
        self.symbols = Symbols(spec.symbols, config.code, config.code_scale, spec.place)
        if config.ids == "one_hot":
            self.id_code: nn.Module = IdTable(problems, spec.entities[0], config.code, config.code_scale)
        else:
            self.id_code = IdCode(spec, config.code, config.code_scale)
        self.set_code = SetCode(spec, config.g_hidden, config.code)
        self.execute_q = ExecuteQ(spec, config.hidden, config.code)
        self.explore_q = ExploreQ(spec, config.hidden, config.code)

    def f(self, ids: Batch) -> Tensor:
        """f(mu) (B, U + 1, Z)."""
        if isinstance(self.id_code, IdTable):
            return self.id_code(ids["index"])
        return self.id_code(ids["entities"], ids["vector"], self.symbols)

    def g(self, observation: Batch) -> Tensor:
        """g(tau) (B, U + 1, Z) from an observation whose map sums tau up."""
        return self.set_code(observation["entities"], observation["vector"], self.symbols)

    def execute(self, observation: Batch, z: Tensor) -> Tensor:
        """Q of execution (B, actions)."""
        return self.execute_q(observation, self.symbols, z)

    def explore(self, observation: Batch, belief: Tensor | None = None) -> Tensor:
        """Q of exploration (B, actions); `belief` is g of the observation, where it is known already."""
        return self.explore_q(observation, (self.g(observation) if belief is None else belief).detach(), self.symbols)


class Dream:
    """The agent. `problems` is the number of training problems, which one-hot ids count."""

    def __init__(self, spec: ProblemSpec, config: DreamConfig, problems: int, seed: int):
        torch.manual_seed(seed)
        self.spec, self.config, self.problems = spec, config, problems
        self.rng = np.random.default_rng([seed, 17])
        self.nets = self.make_nets()
        self.target = copy.deepcopy(self.nets).requires_grad_(False)
        self.actor = copy.deepcopy(self.nets).requires_grad_(False)
        self.optimiser = torch.optim.Adam(self.nets.parameters(), lr=config.rate, fused=True)
        self.updates = 0
        self.executions, self.explorations = Replay(config.execute_replay), Replay(config.explore_replay)

    id_share = 0.5
    """Share of the executions collected in training that read a code of the id."""

    def make_nets(self) -> Nets:
        """The networks, before learning."""
        return Nets(self.spec, self.config, self.problems)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def explore(self, observation: Observation, epsilon: float = 0.0) -> np.ndarray:
        """Exploration skills (B,) from what was seen. Neither id, instruction nor reward is asked for."""
        mask = self._explore_mask(observation["action_mask"])
        if self.config.wander:
            self.greedy = np.zeros(len(mask), bool)
            return self._random(mask)
        with torch.no_grad():
            values = self.actor.explore(_tensors(observation))
        return self._choose(values.numpy(), mask, epsilon)

    def execute(self, observation: Observation, z: np.ndarray, epsilon: float = 0.0) -> np.ndarray:
        """Execution skills (B,) from what was seen, the instruction, and a code z (B, U + 1, Z)."""
        with torch.no_grad():
            values = self.actor.execute(_tensors(observation), torch.from_numpy(z))
        return self._choose(values.numpy(), observation["action_mask"], epsilon)

    def encode_trajectory(self, last: Observation) -> np.ndarray:
        """g(tau) (B, U + 1, Z) from the last observation of exploration, whose map sums it up."""
        with torch.no_grad():
            return self.actor.g(_tensors(last)).numpy()

    def encode_id(self, problem: PrivilegedId) -> np.ndarray:
        """A sample of N(f(mu), sigma^2) (B, U + 1, Z): for training, and for the oracle in tables."""
        with torch.no_grad():
            code = self.actor.f(_id_tensors(problem)).numpy()
        return (code + self.config.sigma * self.rng.standard_normal(code.shape)).astype(np.float32)

    def epsilons(self) -> tuple[float, float]:
        """Shares of random actions now: (explore, execute)."""
        explore, execute = (_anneal(e, self.updates) for e in (self.config.explore_epsilon, self.config.execute_epsilon))
        return explore, execute

    def _choose(self, values: np.ndarray, mask: np.ndarray, epsilon: float) -> np.ndarray:
        best = np.where(mask > 0, values, -np.inf).argmax(1)
        self.greedy = np.ones(len(best), bool)
        if epsilon == 0.0:
            return best
        random = self._random(mask)
        # A ladder of shares over the parallel episodes, from careful to curious, with epsilon as its mean.
        share = np.linspace(0.0, 2 * epsilon, len(best)).clip(max=1.0)
        chosen = np.where(self.rng.random(len(best)) < share, random, best)
        self.greedy = chosen == best
        return chosen

    def _random(self, mask: np.ndarray) -> np.ndarray:
        """Possible actions (B,): entity, slot or other with equal chances, then one of these; stopping is rare.

        Uniform draws would nearly always look into yet another entity, since these are the most.
        """
        entities, slots = self.spec.entities[0], self.spec.slots[0]
        weight = mask.astype(np.float64)
        for group in (slice(0, entities), slice(entities, entities + slots), slice(entities + slots, None)):
            weight[:, group] /= np.maximum(mask[:, group].sum(1, keepdims=True), 1)
        weight[:, self.spec.stop] *= 0.1
        # The exponential races of a categorical draw.
        return np.argmin(self.rng.exponential(size=mask.shape) / np.maximum(weight, 1e-12), axis=1)

    def _explore_mask(self, mask: np.ndarray) -> np.ndarray:
        out = mask.copy()
        out[:, self.spec.stop] = mask.sum(1) <= 1
        return out

    # ---- storing ----------------------------------------------------------------------------------------------------

    def observe(
        self, problem: PrivilegedId, exploration: Rollout, execution: Rollout, explored_greedy: np.ndarray, greedy: np.ndarray
    ) -> None:
        """Take in one trial in each of B problems: an exploration and an execution episode.

        explored_greedy and greedy (T, B) bool tell which actions of these were the policy's own choice.
        """
        ids = {"id_index": problem.index, "id_entities": problem.entities, "id_vector": problem.vector}
        tau = prefixed("tau_", {key: exploration.last()[key] for key in ("entities", "vector")})
        keys = ("entities", "slots", "vector", "action_mask")

        _, steps, end = several_step(exploration, explored_greedy, self.config.explore_returns, self.config.gamma)
        t, b = np.nonzero(exploration.valid)
        rows = {key: value[b] for key, value in ids.items()}
        rows |= prefixed("now_", {key: exploration.observations[key][t, b] for key in keys})
        rows |= prefixed("next_", {key: exploration.observations[key][t + steps[t, b], b] for key in keys})
        rows |= {"action": exploration.actions[t, b], "end": end[t, b]}
        rows |= {"steps": steps[t, b].astype(np.float32), "discount": (self.config.gamma ** steps[t, b]).astype(np.float32)}
        self.explorations.add(rows | self.exploration_rows(exploration, execution, t, b))

        returns, steps, end = several_step(execution, greedy, self.config.returns, self.config.gamma)
        t, b = np.nonzero(execution.valid)
        rows = {key: value[b] for key, value in (ids | tau).items()}
        rows |= prefixed("now_", {key: value[t, b] for key, value in execution.observations.items()})
        rows |= prefixed("next_", {key: value[t + steps[t, b], b] for key, value in execution.observations.items()})
        rows |= {"action": execution.actions[t, b], "return": returns[t, b], "end": end[t, b]}
        rows |= {"discount": (self.config.gamma ** steps[t, b]).astype(np.float32)}
        self.executions.add(rows)

    def exploration_rows(self, exploration: Rollout, execution: Rollout, t: np.ndarray, b: np.ndarray) -> dict[str, np.ndarray]:
        """What else is kept of exploration steps t (n,) of the trials b (n,); end-to-end methods need more."""
        return {}

    # ---- learning ---------------------------------------------------------------------------------------------------

    def update(self) -> dict[str, Tensor]:
        """One gradient step on all losses; returns them by name."""
        config = self.config
        losses = self._execution_losses(self.executions.sample(config.batch, self.rng))
        total = losses["execute"] + config.bottleneck * losses["bottleneck"] + losses["regression_end"]
        if self.updates % config.explore_every == 0:
            losses |= self._exploration_losses(self.explorations.sample(config.batch, self.rng))
            total = total + losses["regression"] + losses["explore"]
        for group in self.optimiser.param_groups:
            group["lr"] = config.rate / (1 + self.updates / config.rate_halves)
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.nets.parameters(), config.clip)
        self.optimiser.step()
        with torch.no_grad():
            online = list(self.nets.parameters())
            torch._foreach_lerp_(list(self.target.parameters()), online, config.polyak)
            torch._foreach_lerp_(list(self.actor.parameters()), online, max(config.average, 10 / (self.updates + 10)))
        self.updates += 1
        return {name: loss.detach() for name, loss in losses.items()}

    def _execution_losses(self, batch: Batch) -> dict[str, Tensor]:
        config, ids = self.config, unprefixed("id_", batch)
        n = len(batch["action"])
        by_tau = torch.arange(n) < round(config.trajectory_share * n)

        # z ~ F(z | mu), or g(tau) in its place
        f = self.nets.f(ids)
        noise = config.sigma * torch.randn_like(f)
        g = self.nets.g(unprefixed("tau_", batch))
        regression = (g - f.detach()).square().sum((1, 2)).mean() / variance_of(f.detach())
        g = g.detach()
        z = torch.where(by_tau[:, None, None], g, f + noise)
        with torch.no_grad():
            z_target = torch.where(by_tau[:, None, None], g, self.target.f(ids) + noise)

        execute = self.execution_q_loss(batch, z, z_target)

        # I(z; mu) <= E ||f(mu)||^2 / (2 sigma^2) + const, without pull below K
        norm = f.square().sum((1, 2))
        return {
            "execute": execute,
            "bottleneck": norm.clamp(min=config.free_norm).mean(),
            "regression_end": regression,
            "norm": norm.mean().detach(),
        }

    def execution_q_loss(self, batch: Batch, z: Tensor, z_target: Tensor) -> Tensor:
        """Double Q-learning: the online network chooses, the target network values."""
        now, after = unprefixed("now_", batch), unprefixed("next_", batch)
        q = self.nets.execute(now, z)
        with torch.no_grad():
            choice = masked(self.nets.execute(after, z), after["action_mask"]).argmax(1, keepdim=True)
            future = self.target.execute(after, z_target).gather(1, choice)[:, 0]
            target = batch["return"] + batch["discount"] * (1 - batch["end"]) * future
        taken = q.gather(1, batch["action"][:, None])[:, 0]
        return F.smooth_l1_loss(taken, target)

    def _exploration_losses(self, batch: Batch) -> dict[str, Tensor]:
        config, now, after = self.config, unprefixed("now_", batch), unprefixed("next_", batch)
        with torch.no_grad():
            f = self.target.f(unprefixed("id_", batch))
            variance = variance_of(f)

        # g(tau_:t) onto f(mu), at a random prefix of each trajectory and at the one after it
        g = self.nets.g({key: torch.cat([now[key], after[key]]) for key in ("entities", "vector")})
        error = (g - torch.cat([f, f])).square().sum((1, 2))
        before, behind = error.detach().chunk(2)
        belief, belief_after = g.detach().chunk(2)

        # r_t = ||f - g(tau_:t)||^2 - ||f - g(tau_:t+1)||^2 - c, relabelled with the current encoders
        with torch.no_grad():
            reward = 3 * (before - behind) / variance - config.step_cost * batch["steps"]
            mask = self._explore_mask_tensor(after["action_mask"])
            choice = masked(self.nets.explore(after, belief_after), mask).argmax(1, keepdim=True)
            future = self.target.explore(after, belief_after).gather(1, choice)[:, 0]
            target = reward + batch["discount"] * (1 - batch["end"]) * future
        taken = self.nets.explore(now, belief).gather(1, batch["action"][:, None])[:, 0]
        return {
            "explore": F.smooth_l1_loss(taken, target),
            "regression": error.mean() / variance,
            "unexplained": (behind.mean() / variance),
        }

    def _explore_mask_tensor(self, mask: Tensor) -> Tensor:
        out = mask.clone()
        out[:, self.spec.stop] = (mask.sum(1) <= 1).float()
        return out

    # ---- keeping ----------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Tensor]:
        """All weights by name: online, target and averaged."""
        return {f"{prefix}.{name}": weight for prefix, nets in self._copies().items() for name, weight in nets.state_dict().items()}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Set the weights; raises ValueError if names or shapes do not fit this problem and configuration."""
        for prefix, nets in self._copies().items():
            part = {name.removeprefix(f"{prefix}."): weight for name, weight in state.items() if name.startswith(f"{prefix}.")}
            try:
                nets.load_state_dict(part)
            except RuntimeError as error:
                raise ValueError(f"weights do not fit: {str(error).splitlines()[-1].strip()}") from error

    def policy_state(self) -> dict[str, Tensor]:
        """The weights that act."""
        return self.actor.state_dict()

    def load_policy_state(self, state: dict[str, Tensor]) -> None:
        """Set all copies to weights that act; raises ValueError if they do not fit."""
        self.load_state({f"{prefix}.{name}": weight for prefix in self._copies() for name, weight in state.items()})

    def _copies(self) -> dict[str, Nets]:
        return {"online": self.nets, "target": self.target, "actor": self.actor}

    def settings(self) -> dict:
        """The configuration as plain data."""
        return asdict(self.config)


def several_step(rollout: Rollout, greedy: np.ndarray, steps: int, gamma: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Discounted sums of the next rewards, up to the next random action or the episode's end (Watkins' cut).

    greedy (T, B) bool. Returns (T, B) arrays: the sum over at most `steps` rewards, how many those were, and 1.0 where they
    reach the end.
    """
    length, batch = rollout.rewards.shape
    total = np.zeros((length, batch), np.float32)
    count = np.zeros((length, batch), np.int64)
    ended = np.zeros((length, batch), bool)
    going = rollout.valid.copy()
    for k in range(min(steps, length)):
        if k > 0:
            going[length - k :] = False
            going[: length - k] &= rollout.valid[k:] & greedy[k:] & ~ended[: length - k]
        total[: length - k] += going[: length - k] * gamma**k * rollout.rewards[k:]
        count += going
        ended[: length - k] |= going[: length - k] & rollout.terminated[k:]
    return total, count, ended.astype(np.float32)


def _tensors(observation: Observation) -> Batch:
    return {key: torch.from_numpy(np.asarray(value, np.float32)) for key, value in observation.items()}


def _id_tensors(problem: PrivilegedId) -> Batch:
    return {
        "index": torch.from_numpy(problem.index),
        "entities": torch.from_numpy(problem.entities),
        "vector": torch.from_numpy(problem.vector),
    }


def variance_of(code: Tensor) -> Tensor:
    """Total variance of codes (B, U + 1, Z) over the batch: the scale of f, which grows while it learns."""
    return (code - code.mean(0)).square().sum((1, 2)).mean().clamp(min=1e-3)


def masked(values: Tensor, mask: Tensor) -> Tensor:
    """Values with -inf where the mask is 0."""
    return values.masked_fill(mask < 0.5, -torch.inf)


def _anneal(schedule: tuple[float, float, float], now: float) -> float:
    first, last, over = schedule
    return last + (first - last) * max(0.0, 1 - now / over)
