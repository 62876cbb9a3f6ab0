"""The settings of methods as validated data. Their values come from overlays in YAML, never from here."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Part = Annotated[float, Field(gt=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1e3)]
NotNegative = Annotated[float, Field(ge=0, le=1e3)]
Updates = Annotated[float, Field(gt=0, le=1e12)]
Count = Annotated[int, Field(ge=1, le=100_000_000)]
Side = Annotated[int, Field(ge=1, le=65_536)]
"""Trials side by side."""
Width = Annotated[int, Field(ge=1, le=4096)]
"""Of a layer."""
Schedule = tuple[Share, Share, Updates]
"""First share, last share, and the updates over which it falls from one to the other."""
MemoryKind = Literal["map", "set", "gru", "lstm"]


class LearnerSettings(BaseModel):
    """What all methods share. On one problem these are the same for all, but for what an overlay says of a method."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    memory: MemoryKind
    """What carries over from step to step: `map`: the observation itself sums the episode up; `set`: a running maximum,
    which forgets the order of events and nothing else; `gru`, `lstm`: recurrent networks."""
    gamma: Share
    """Discount of a step."""
    td_lambda: Share | None = None
    """lambda of Watkins's Q(lambda) along whole episodes; 0 is one-step double Q-learning. Not with `map`."""
    n_step: Count | None = None
    """Most steps of an execution return before it bootstraps, or fewer at a random action. With the memory `map`."""
    explore_n_step: Count | None = None
    """The same in exploration. DREAM's rewards there telescope and are not discounted within these steps."""
    num_envs: Side
    """Trials collected side by side, between two rounds of updates."""
    updates_per_round: Count
    """Gradient steps for each such batch of trials."""
    warmup_rounds: Count
    """Batches of trials before the first update."""
    batch_size: Side
    """Trials in an update; with the memory `map`, transitions of execution and as many of exploration."""
    learning_rate: Part
    """Adam's first learning rate; it falls as learning_rate / (1 + k * updates) ** lr_power."""
    lr_half_life: Updates
    """Updates after which the learning rate has halved, which makes k."""
    lr_power: Positive = 1.0
    """How steeply the learning rate falls later on."""
    n_step_updates: Updates | None = None
    """Updates over which n_step and explore_n_step fall evenly to 1; None: never. Long returns learn fast, but are
    those of policies that were (after Schwarzer et al. 2023, arXiv 2305.19452, whose horizon falls too). With `map`."""
    target_tau: Part
    """Share of the online weights that enters the target network at an update."""
    ema_rate: Part
    """Share of the online weights that enters the weights that act; more of them at first."""
    max_grad_norm: Positive
    """Largest norm of a gradient."""
    replay_size: Count
    """Trials kept; with the memory `map`, transitions of execution and as many of exploration."""
    execution_epsilon: Schedule
    """Random actions in execution."""
    exploration_epsilon: Schedule
    """Random actions in exploration."""
    mask_end: bool
    """Explorations may not be ended while anything else is possible."""
    hidden: Width
    """Width of the networks."""
    rewards_in_exploration: bool = False
    """Explorations have an instruction and show its rewards (the paper's dotted lines); they count for nothing."""
    relabel: Share = 0.0
    """Share of the trials in an update whose executions get another instruction, and what they would have been paid
    under it; in problems that tell what an episode pays under each."""
    paid_share: Share = 0.0
    """Share of the trials in an update that is drawn from those with an execution that was paid something, under
    whatever instruction; in the same problems."""
    picture_features: Width = 256
    """Features of a picture, in problems that show pictures."""
    picture_lr_share: Positive = 0.25
    """Learning rate of the picture encoder, as a share of the others'."""
    picture_warmup: Annotated[int, Field(ge=0)] = 400
    """Gradient steps of the picture encoder before learning."""

    @model_validator(mode="after")
    def _fits_its_memory(self) -> LearnerSettings:
        steps = {"n_step": self.n_step, "explore_n_step": self.explore_n_step}
        if self.memory == "map":
            missing = [name for name, value in steps.items() if value is None]
            if missing or self.td_lambda is not None:
                raise ValueError(f"memory map takes returns of some steps: set {' and '.join(steps)}, and no td_lambda")
            if self.relabel or self.paid_share or self.rewards_in_exploration:
                raise ValueError("memory map keeps single steps: leave out relabel, paid_share, rewards_in_exploration")
        elif self.td_lambda is None or any((*steps.values(), self.n_step_updates)):
            none = "n_step, explore_n_step or n_step_updates"
            raise ValueError(f"memory {self.memory} takes whole episodes: set td_lambda, no {none}")
        return self


class DreamSettings(LearnerSettings):
    """Settings of DREAM."""

    execution_memory: Literal["none", "set", "gru", "lstm"] = "none"
    """Memory of execution, beside z and what is observed. The memory `map` has no other."""
    explore_hidden: Width
    """Width of exploration, of g and, with the memory `map`, of g alone."""
    code_size: Width
    """Numbers in z; with entities, in the code of each of them and in the embedding of a symbol."""
    id_encoding: Literal["attributes", "one_hot"]
    """What f reads: the problem's attributes, or its number among the training problems."""
    id_part: Annotated[int, Field(ge=0)] = 0
    """How many of the attributes f reads, from the first; 0: all. What execution cannot use in new problems, since no
    exploration there tells it, only helps it to learn the training problems by heart."""
    sigma: NotNegative
    """Standard deviation of the noise on f(mu)."""
    bottleneck_weight: NotNegative
    """lambda of the bottleneck penalty."""
    bottleneck_threshold: NotNegative
    """K: squared norm of a code below which nothing pulls."""
    embedding_init: Positive
    """Standard deviation of f's first weights; with entities, first norm of a symbol's code. Far below sigma noise
    hides it, and it has to grow before exploration can learn; far above it tells more than execution needs."""
    explore_restart: Count | None = None
    """Updates after which exploration's values begin anew, with fresh weights and the first learning rate; None: never.
    What they learnt while f and g still moved is in the way of what comes (Nikishin et al. 2022, arXiv 2205.07802)."""
    step_cost: NotNegative
    """c: cost of an exploration step, in units of its reward."""
    reward_scale: NotNegative
    """Exploration rewards are this much over the variance of f, lest they drift while f grows; 0: as they are."""
    trajectory_share: Share
    """Share of the batch whose executions read g(tau) in place of f(mu)."""
    act_on_id: Share
    """Share of the executions collected that read f(mu) in place of g(tau)."""
    explore_every: Count
    """Updates of execution for one of exploration; more than 1 with the memory `map` alone."""
    end_weight: NotNegative
    """Weight of g's error at the end of an exploration, where execution reads it, beside its mean over all prefixes.
    With the memory `map` the end is drawn with every batch for execution, and its weight is 1."""
    deep_g: bool = False
    """g has a hidden layer behind its memory."""
    q_loss_into_g: bool = False
    """The Q-loss of execution flows into g."""
    guess_share: Share = 0.0
    """Share of the explorations of training that are played as executions of a guessed task, of another one every so
    often; only in standard meta-RL, where explorations look like executions."""
    guess_steps: Count = 7
    """Steps until another task is guessed."""

    @model_validator(mode="after")
    def _has_no_idle_setting(self) -> DreamSettings:
        if self.memory == "map":
            idle = {"deep_g": self.deep_g, "guess_share": self.guess_share, "id_part": self.id_part}
            idle |= {"execution_memory": self.execution_memory != "none", "q_loss_into_g": self.q_loss_into_g}
            if set_ones := [name for name, value in idle.items() if value]:
                raise ValueError(f"memory map: {set_ones[0]} does nothing with it; leave it out")
        elif self.explore_every != 1:
            raise ValueError(f"memory {self.memory}: trials are whole; set explore_every to 1")
        return self


class WholeTrialSettings(LearnerSettings):
    """Settings of RL2, and of all methods whose memory goes through a whole trial."""

    code_size: Width | None = None
    """Numbers in the code of an entity, and in the embedding of a symbol; with entities alone."""
    embedding_init: Positive | None = None
    """First norm of a symbol's code; with entities alone."""
    explore_every: Count = 1
    """Updates of execution for one of exploration; more than 1 with the memory `map` alone."""
    explore_hidden: Width | None = None
    """Width of the encoder of the map, with the memory `map` alone."""


class ImportSettings(WholeTrialSettings):
    """Settings of IMPORT."""

    pull: NotNegative
    """Weight of the loss that pulls the memory to the id's embedding (lambda of Kamienny et al.)."""
    id_share: Share
    """Share of the trials, in learning and in acting, whose policy reads the id's embedding in place of the memory."""


class VaribadSettings(WholeTrialSettings):
    """Settings of VariBAD."""

    latent: Width | None = None
    """Numbers in the latent; with entities, the codes have code_size."""
    kl_weight: NotNegative
    """Weight of the divergence between one step's posterior and the one before it, in the ELBO."""
    elbo_weight: NotNegative
    """Weight of the ELBO beside the Q-loss, which sums over all features: a larger one takes up the clipped gradient.
    The Q-loss sends no gradient into the posterior."""
    elbo_trials: Count | None = None
    """Trials of a batch that are decoded, all steps from all prefixes; with whole trials."""
    decoder: Literal["binary", "gaussian"] = "binary"
    """What observations are decoded as: bits (cross-entropy), or features of any size (squared error)."""
