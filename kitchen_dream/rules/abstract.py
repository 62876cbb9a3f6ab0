"""The abstract backend: B kitchens at once, where every skill succeeds and takes its nominal time."""

import numpy as np

from kitchen_dream.rules.episode import Episodes, Step


class AbstractBackend:
    """Steps a batch of episodes by the rules alone."""

    def __init__(self, episodes: Episodes):
        self.episodes = episodes

    def step(self, actions: np.ndarray) -> Step:
        """Carry out one skill (B,) int64 in each episode. An impossible one changes nothing and costs a second.

        Raises ValueError for actions outside the action space or of the wrong shape."""
        episodes = self.episodes
        actions = np.asarray(actions)
        if actions.shape != episodes.rows.shape:
            raise ValueError(f"actions have shape {actions.shape}; {len(episodes.rows)} kitchens need one each")
        rules, count = episodes.rules, episodes.mask.shape[1]
        if actions.size and not 0 <= actions.min() <= actions.max() < count:
            raise ValueError(f"actions must lie in 0 to {count - 1}, got {actions.min()} to {actions.max()}")
        possible = episodes.possible(actions)
        seconds = episodes.nominal_seconds(actions)
        done = np.where(possible, actions, rules.stop)
        rules.pass_time(episodes.state, seconds)
        rules.apply(episodes.state, done, episodes.tables, episodes.rows)
        return episodes.finish_step(actions, episodes.state, seconds, possible)
