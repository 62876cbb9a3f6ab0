"""Some hundred malformed inputs, as `benchmarks/fuzz.py` makes them: none is a traceback, a hang or nonsense taken."""

from __future__ import annotations

import random

import pytest
from fuzz import ALL, COMMANDS, judged, measure
from fuzzing.mutations import HOSTILE_YAML, npz_bytes, safetensors_bytes, yaml_bytes
from fuzzing.readers import Nonsense, Reader

INPUTS = {"layout": 40, "options": 25}
"""Of some readers; of the others 15."""


@pytest.mark.slow
@pytest.mark.parametrize("reader", ALL, ids=lambda reader: reader.name)
def test_malformed_inputs_are_refused_in_one_line_or_sound(reader):
    counts, faults = measure(reader, 1, INPUTS.get(reader.name, 15))
    assert faults == [] and counts["refused"] > 0


def test_every_outcome_is_told_apart(tmp_path):
    def outcome(read) -> str:
        return judged(Reader("toy", 1, tuple, yaml_bytes, read), tmp_path, b"")[0]

    def raises(error):
        def read(folder, data):
            raise error

        return read

    def forever(folder, data):
        while True:
            pass

    assert outcome(lambda folder, data: None) == "taken"
    assert outcome(raises(ValueError("a.yaml: what is wrong; the way out"))) == "refused"
    assert outcome(raises(Nonsense("nan"))) == "nonsense"
    assert outcome(raises(KeyError("x"))) == outcome(raises(RecursionError())) == "traceback"
    assert {outcome(raises(ValueError(text))) for text in ("", "two\nlines", "x" * 5000)} == {"message"}
    assert outcome(forever) == "hang"


def test_damage_is_the_same_for_a_seed_and_never_fails():
    whole = b"room: [4.0, 3.0]\npieces:\n- {kind: drawer, at: 1.5}\n"
    many = [yaml_bytes(whole, random.Random(number)) for number in range(200)]
    assert many == [yaml_bytes(whole, random.Random(number)) for number in range(200)]
    assert len(set(many)) > 150 and any(word.encode(errors="replace") in b"".join(many) for word in HOSTILE_YAML)


def test_weights_and_caches_are_damaged_within_their_forms(tmp_path):
    import io

    import numpy as np
    import torch

    from kitchen_dream.training.policies import tensor_bytes

    weights = tensor_bytes({"a": torch.zeros(2, 3), "b": torch.zeros(4, dtype=torch.uint8)}, {"updates": 1})
    file = io.BytesIO()
    np.savez(file, x=np.zeros((2, 2)), y=np.array(["a"]), z=np.zeros(3, bool))
    for number in range(200):
        safetensors_bytes(weights, random.Random(number))
        npz_bytes(file.getvalue(), random.Random(number))


def test_the_command_line_is_a_reader():
    assert COMMANDS in ALL and len({reader.name for reader in ALL}) == len(ALL)
    assert sum(reader.share for reader in ALL) == 100
