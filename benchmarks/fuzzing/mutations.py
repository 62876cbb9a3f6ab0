"""Malformed inputs from whole ones: bytes, text, plain data, tensors and arrays, damaged by chance and by intent."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import yaml

HOSTILE_NUMBERS = (
    "-1", "0", "1e400", "-1e400", ".nan", ".inf", "-.inf", "1e-3", "9" * 310, f"0..{'9' * 310}", str(2**63), str(2**64),
    "1e308", "-0.0", "0x1f", "1_000", "190:20:30", "true", "yes", "~", "''", "1,5", "١٢", "1e-400", "2026-11-28",
)
"""In the place of a number in a text."""
HOSTILE_YAML = (
    "!!int ''", "!!bool x", "!!float ''", "!!timestamp 'x'", "!!binary '='", "!!set {a}", "!!omap [a]",
    "!!python/name:os.system",
    "!!python/object/apply:os.system ['true']", "*a", "&a [*a]", "<<: 1", "{", "}", "[", "]", "[" * 40, "{a: " * 30,
    "? :",
    "- -", "|", ">", "%YAML 9", "---", "...", "\t", "\x00", "\ufeff", "\u2028", "[bold]x[/bold]", "[/]", "#", "'",
    '"', ":",
    "a: b: c", "\ud7ff", "𝔘", "💥" * 90, "x" * 5000, "../../etc/passwd", "/dev/zero", "a\\x85b", "\u202e",
)  # fmt: skip
"""In the place of any word in a text."""
HOSTILE_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**310, 1e308, -1e308, 5e-324, float("nan"),
    float("inf"), -float("inf"), 0.5, "", " ", "no", "x" * 5000, "[bold]", "\x00", "../..", [], {}, [None], [[]], [1,
    2], {"a": 1},
    {"": None}, [1e308] * 3, [float("nan")] * 3, "1e-3", "..", "0..1", "a | b", "nan", "cpu:0", "os:system", "[" * 50,
)  # fmt: skip
"""In the place of a value in plain data."""


def text_bytes(whole: bytes, rng: random.Random) -> bytes:
    """A text file, damaged by one to three of: flipped or lost bytes, lost or doubled lines, hostile words, numbers."""
    data = whole
    for _ in range(rng.randint(1, 3)):
        data = rng.choice(_TEXT)(data, rng)
    return data


def _flip(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    first, last = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return rng.choice((data[:first], data[:first] + data[last:], data[first:last]))


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    how = rng.randrange(4)
    if how == 0:
        del lines[one]
    elif how == 1:
        lines.insert(other, lines[one])
    elif how == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = b" " * rng.randint(1, 4) + lines[one]
    return b"\n".join(lines)


def _word(data: bytes, rng: random.Random) -> bytes:
    text = data.decode(errors="replace")
    words = [(i, len(word)) for i, word in _words(text)]
    if not words:
        return rng.choice(HOSTILE_YAML).encode(errors="replace")
    at, length = rng.choice(words)
    number = text[at : at + length].replace(".", "").isdigit()
    hostile = rng.choice(HOSTILE_NUMBERS if number and rng.random() < 0.7 else HOSTILE_YAML)
    return (text[:at] + hostile + text[at + length :]).encode(errors="replace")


def _words(text: str) -> list[tuple[int, str]]:
    found, begin = [], None
    for i, letter in enumerate(text + " "):
        inside = letter.isalnum() or letter in "_."
        if inside and begin is None:
            begin = i
        elif not inside and begin is not None:
            found.append((begin, text[begin:i]))
            begin = None
    return found


def _swap_words(data: bytes, rng: random.Random) -> bytes:
    text = data.decode(errors="replace")
    words = _words(text)
    if len(words) < 2:
        return data
    (at, one), (_, other) = rng.choice(words), rng.choice(words)
    return (text[:at] + other + text[at + len(one) :]).encode(errors="replace")


def _grow(data: bytes, rng: random.Random) -> bytes:
    """One line many times: what is quadratic shows."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join(lines[:at] + [lines[at]] * rng.choice((100, 3000)) + lines[at:])


_TEXT: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _cut, _lines, _lines, _word, _word, _word, _word, _swap_words, _swap_words, _grow,
)


def plain(whole: Any, rng: random.Random) -> Any:
    """Plain data with one to three values replaced, removed, added, doubled, or renamed."""
    data = json.loads(json.dumps(whole))
    for _ in range(rng.randint(1, 3)):
        holders = list(_holders(data))
        if not holders:
            return rng.choice(HOSTILE_VALUES)
        holder = rng.choice(holders)
        key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        how = rng.randrange(6)
        if how <= 2:
            holder[key] = rng.choice(HOSTILE_VALUES)
        elif how == 3:
            del holder[key]
        elif how == 4 and isinstance(holder, dict):
            holder[rng.choice(("extra", "", "x" * 5000, key * 2))] = holder[key]
        else:
            other = rng.choice(holders)
            holder[key] = json.loads(json.dumps(rng.choice(list(other.values()) if isinstance(other, dict) else other)))
    return data


def _holders(data: Any) -> Any:
    if isinstance(data, dict | list) and data:
        yield data
        for value in data.values() if isinstance(data, dict) else data:
            yield from _holders(value)


def yaml_bytes(whole: bytes, rng: random.Random) -> bytes:
    """A YAML file, damaged as text or as data."""
    if rng.random() < 0.5:
        return text_bytes(whole, rng)
    data = plain(yaml.safe_load(whole), rng)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True).encode(errors="replace")


def json_bytes(whole: bytes, rng: random.Random) -> bytes:
    """A JSON file, damaged as text or as data."""
    return text_bytes(whole, rng) if rng.random() < 0.4 else json.dumps(plain(json.loads(whole), rng)).encode()


def safetensors_bytes(whole: bytes, rng: random.Random) -> bytes:
    """A safetensors file, damaged in its bytes, its header, its notes or its numbers."""
    how = rng.random()
    if how < 0.2:
        return rng.choice((_flip, _cut))(whole, rng)
    size = int.from_bytes(whole[:8], "little")
    header, body = json.loads(whole[8 : 8 + size]), bytearray(whole[8 + size :])
    names = [name for name in header if name != "__metadata__"]
    name = rng.choice(names)
    if how < 0.4:
        header = plain(header, rng)
    elif how < 0.55:  # another shape for the same bytes, or another type of the same size
        entry = header[name]
        if rng.random() < 0.5:
            entry["shape"] = rng.choice(([1, *entry["shape"]], entry["shape"][::-1], [int(np.prod(entry["shape"]))]))
        else:
            others = {"F32": "I32", "I16": "F16", "I64": "F64", "U8": "I8", "BOOL": "U8"}
            entry["dtype"] = others.get(entry["dtype"], "U8")
    elif how < 0.7:  # one is called otherwise, or is gone, or the bytes of two are exchanged
        other = rng.choice(names)
        header[name], header[other] = header[other], header[name]
        if rng.random() < 0.5:
            header[name + "x"] = header.pop(name)
    elif how < 0.85:
        notes = json.loads(header["__metadata__"]["notes"])
        header["__metadata__"]["notes"] = json.dumps(plain(notes, rng))
    else:
        hostile = rng.choice((b"\x00\x00\xc0\x7f", b"\x00\x00\x80\x7f", b"\xff\xff\x7f\x7f", b"\xff\xff\xff\xff"))
        first, last = header[name]["data_offsets"]
        body[first:last] = (hostile * (1 + (last - first) // 4))[: last - first]
    words = json.dumps(header).encode()
    return len(words).to_bytes(8, "little") + words + bytes(body)


def npz_bytes(whole: bytes, rng: random.Random) -> bytes:
    """An npz file, damaged in its bytes, or with arrays of other names, types, shapes or numbers."""
    if rng.random() < 0.3:
        return rng.choice((_flip, _cut))(whole, rng)
    with np.load(io.BytesIO(whole)) as data:
        arrays = {name: data[name] for name in data.files}
    name = rng.choice(list(arrays))
    array = arrays[name]
    how = rng.randrange(7)
    if how == 0:
        arrays[name] = array[:-1] if array.ndim else array[None]
    elif how == 1 and array.dtype.kind in "bif":
        arrays[name] = array.astype(rng.choice((np.float64, np.int8, np.complex64, "U8")))
    elif how == 2:
        del arrays[name]
    elif how == 3:
        arrays[name + "x"] = array
    elif how == 4 and array.dtype.kind == "f":
        arrays[name] = np.full_like(array, rng.choice((np.nan, np.inf, -1.0, 1e30)))
    elif how == 5:
        arrays[name] = array[::-1].copy() if array.ndim else array[None]
    elif array.dtype.kind in "if":
        arrays[name] = array + np.ones((), array.dtype)
    else:
        arrays[name] = ~array if array.dtype.kind == "b" else array[:0]
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    if rng.random() < 0.1:
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("../outside.npy", b"")
    return out.getvalue()
