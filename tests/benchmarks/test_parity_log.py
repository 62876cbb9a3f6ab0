"""The parity benchmark goes on after what it has done, as long as the code is the same."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from parity import read_log, write
from simulator_checks.code_version import code_version, without_docstrings

from kitchen_dream.simcheck.parity import Parity, Timed

TOLD = {"variant": "v1", "code": "a"}


def test_a_log_is_read_again_and_begins_anew_with_other_code(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    assert read_log(log, TOLD) == {}
    part = Parity(episodes=1, steps=2, successful=2, mismatches=Counter(mask=1), seconds=[Timed("look", 9.0, 10.0)])
    with log.open("a") as file:
        file.write(json.dumps({"kitchen": 7, "parity": vars(part)}) + '\n{"kitchen": 8, "par')
    assert read_log(log, TOLD) == {7: part}
    told = json.loads(write(tmp_path / "out.json", TOLD, [part, part]))
    assert told["code"] == "a" and told["episodes"] == 2 and told["mismatches"] == {"mask": 2}
    assert read_log(log, TOLD | {"code": "b"}) == {} and read_log(log, TOLD) == {}


def test_words_do_not_count_as_code() -> None:
    assert code_version() == code_version()
    plain = without_docstrings("x = 1\ndef f():\n    return 2\n")
    assert without_docstrings('"""Words."""\nx = 1  # why\ndef f():\n    """More."""\n    return 2\n') == plain
    assert without_docstrings("x = 1\ndef f():\n    return 3\n") != plain
