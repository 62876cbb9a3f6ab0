"""Skills that are drawn for the benchmark of single skills."""

from collections import Counter

import numpy as np
import pytest
from skills import IDLE, choose

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.rules.v1.ruleset import RULES


@pytest.mark.parametrize("variant", RULES)
def test_every_kind_of_skill_is_tried_and_each_is_legal(variant: str) -> None:
    rules, rng, wished = RULES[variant], np.random.default_rng(0), 3
    tables, row = tabulate([generate(3, variant=variant)], rules.book), np.array([0])
    kinds = {skill.name for skill, _ in rules.skills.ranges()} - set(IDLE)
    tried: Counter[str] = Counter()
    for _ in range(12):
        state = rules.initial(tables.contents)
        while wanted := {kind for kind in kinds if tried[kind] < wished}:
            call = choose(rules, tables, state, wanted, rng)
            if call is None:
                break
            action = np.array([rules.skills.encode(call)])
            assert rules.possible(state, tables, row, np.array([True]))[0, action]
            tried[call.skill] += 1
            rules.apply(state, action, tables, row)
    assert tried.keys() == kinds and min(tried.values()) >= wished
