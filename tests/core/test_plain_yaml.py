"""YAML from anywhere: plain data, or one line that says where it is not."""

from __future__ import annotations

import os
import time

import pytest

from kitchen_dream.core.messages import LONGEST, one_line
from kitchen_dream.core.plain_yaml import MAX_BYTES, Unreadable, parse, read_text
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_kitchen
from kitchen_dream.problems.registry import problem_family

BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "(line 2): uses a YAML alias"),
        ("a: 1\nb: !!int ''", "(line 2): uses a YAML tag"),
        ("a: !!bool x", "uses a YAML tag"),
        ("a: !!python/object/apply:os.system ['true']", "uses a YAML tag"),
        ("a: {", "is not YAML"),
        ("[" * 100_000, "nest"),
        ("a: 2026-99-99", "is not YAML"),
        ("a: \x00", "is not YAML"),
    ],
)
def test_what_is_not_plain_is_refused_at_once_with_its_line(text, told):
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        parse(text)
    assert told in str(caught.value) and "\n" not in str(caught.value) and len(str(caught.value)) < 200
    assert time.process_time() - began < 2


def test_pipes_folders_and_large_files_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"#" * (MAX_BYTES + 1))
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    told = {"pipe": "a pipe", "large": "larger than", "binary": "no text in UTF-8", "": "is a folder"}
    for name, what in told.items():
        with pytest.raises(Unreadable, match=what):
            read_text(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        "room: [5, 4]\npieces:\n" + "- {kind: drawer, along: north}\n" * 6000,
        "room: [5, 4]\npieces:\n- along: north\n  row:\n" + "  - drawer\n" * 15_000,
        f"room: ['0..{'9' * 310}', 4]\npieces: [drawer]\n",
        f"room: [5, 4]\npieces: [{{kind: {'x' * 5000}, along: north}}]\n",
        "room: [5, 4]\n" + "".join(f"key{number}: 1\n" for number in range(9000)),
    ],
)
def test_large_layouts_are_answered_within_two_seconds_and_briefly(text, tmp_path):
    (tmp_path / "k.yaml").write_text(text)
    began = time.process_time()
    with pytest.raises(KitchenError) as caught:
        load_kitchen(tmp_path / "k.yaml")
    assert time.process_time() - began < 2 and len(str(caught.value)) < LONGEST + 200


def test_long_messages_lose_their_middle():
    told = one_line("a.yaml: " + "x" * 24_000_000 + "; leave it out")
    assert len(told) <= LONGEST and told.startswith("a.yaml: ") and told.endswith("; leave it out")


@pytest.mark.parametrize("seed", [-1, 2**63, 2**64, -(2**70)])
def test_seeds_out_of_range_name_the_option(seed):
    with pytest.raises(ValueError, match=r"^--seed -?\d+: use a number from 0 to 2\*\*63 - 1$"):
        check_seed(seed)
    check_seed(2**63 - 1)
    check_seed(None)


ABSURD = (
    {"kitchens": 2**64}, {"kitchens": "many"}, {"kitchens": True}, {"dense": "no"}, {"explore_seconds": 1e300},
    {"explore_seconds": float("nan")}, {"layout": [1]}, {"look": 7},
)  # fmt: skip


@pytest.mark.parametrize("options", ABSURD)
def test_options_of_a_problem_have_types_and_ranges(options):
    with pytest.raises(ValueError, match=next(iter(options))) as caught:
        problem_family("kitchen", **options)
    assert "\n" not in str(caught.value)
