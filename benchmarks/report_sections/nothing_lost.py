"""Section on faults: kills at random moments, malformed inputs, memory over resets."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import not_measured, read


def nothing_lost(results: Path) -> list[str]:
    """Three tables: what was done, and what came out."""
    lines = ["## Nothing lost", ""]
    for name, told in (("kills", _kills), ("fuzz", _fuzz), ("memory", _memory)):
        command, data = f"python benchmarks/{name}.py", read(results / f"{name}.json")
        lines += [*(not_measured(command) if data is None else [f"`{command}` ({data['machine']}): {told(data)}"]), ""]
    return lines[:-1]


def _kills(data: dict) -> str:
    columns = ("command", "SIGKILL", "SIGTERM", "after the end", "ended after kills")
    faults = ("damaged", "left over", "different", "survivors", "failed")
    rows = [{name: row[name] for name in columns} | {name: len(row[name]) for name in faults} for row in data["rows"]]
    kills = sum(row["SIGKILL"] + row["SIGTERM"] for row in data["rows"])
    return (
        f"{kills} kills at random moments of commands' processor time. After each, all files are read and\n"
        "processes counted; then the command goes on. What has ended is compared with a run that nobody killed:\n"
        f"weights and logs to the bit.\n\n{markdown_table(rows)}"
    )


def _fuzz(data: dict) -> str:
    rows = []
    for row in data["rows"]:
        rows.append(row | {"faults": ", ".join(f"{n} {what}" for what, n in row["faults"].items()) or 0})
    return (
        f"{data['inputs']:,} damaged inputs. Refused: in one line, or in the usage box of the command line. Taken:\n"
        f"what was read is sound. Faults: tracebacks, more than {data['seconds']:g} s, messages without end, nonsense\n"
        f"that is taken.\n\n{markdown_table(rows)}"
    )


def _memory(data: dict) -> str:
    resets, dropped = data["over_resets"], data["over_dropped"]
    what = f"{resets['resets']:,} resets, {resets['kitchens_built']} kitchens built, {resets['skills']} skills"
    rows = [{"what": what} | _megabytes(resets)]
    rows += [{"what": f"{dropped['dropped']} environments dropped without `close()`"} | _megabytes(dropped)]
    return f"resident memory of one process with a kitchen in PyBullet.\n\n{markdown_table(rows)}"


def _megabytes(part: dict) -> dict:
    return {"growth over the second half, %": part["growth_percent"], "largest, MB": part["megabytes_largest"]}
