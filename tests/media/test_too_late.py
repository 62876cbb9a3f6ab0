"""A dish that can no longer be finished: the planner proves it, and the robot stops and says why."""

import numpy as np
import pytest

from kitchen_dream.media.captions import Narrator
from kitchen_dream.media.choice import choose
from kitchen_dream.media.film import outcome_banner, summarise
from kitchen_dream.rules.planner import plan
from kitchen_dream.rules.skills import STOP
from kitchen_dream.trial.protocol import explore
from kitchen_dream.trial.rollout import Chooser, run


def test_a_plan_goes_on_from_any_state_and_keeps_a_limit():
    choice = choose("test", 0)
    actions, seconds = plan(choice.tables, 0, choice.recipe)
    assert plan(choice.tables, 0, choice.recipe, limit=seconds + 0.01) == (actions, seconds)
    assert plan(choice.tables, 0, choice.recipe, limit=seconds - 0.01) is None


@pytest.mark.physics
@pytest.mark.slow
def test_the_robot_stops_when_it_is_too_late():
    class Waits:
        """Looks around for ever: into one unit, and back into the one before."""

        def explorer(self):
            return Chooser(lambda observation: np.array([STOP]))

        def executor(self):
            return Chooser(lambda observation: np.flatnonzero(observation["action_mask"][0])[:1])

        def end_exploration(self, exploration): ...

        def end_execution(self, execution): ...

    choice = choose("test", 0)
    problem = choice.problem()
    narrator = Narrator(problem, Waits(), choice.kitchen, stops=True)
    rows = np.zeros(1, np.int64)
    try:
        exploration = explore(problem, narrator.explorer(), rows, np.random.default_rng(0))
        narrator.end_exploration(exploration)
        execution = run(problem, rows, np.array([choice.recipe]), narrator.executor())
        assert execution.actions[-1, 0] == STOP and not execution.success[0]
        assert narrator.late.startswith("too late for the ")
        assert float(execution.seconds[0]) < float(problem.episodes.limit[0])
        summary = summarise(choice, choice.dish, exploration, execution, narrator.late)
        assert narrator.late in summary.line() and narrator.late in outcome_banner(summary).line
    finally:
        problem.close()
