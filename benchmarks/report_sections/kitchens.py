"""Sections on kitchens: whether the splits hold each once, how mistakes in files are answered, and whether
the proof holds."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, read


def splits(results: Path) -> list[str]:
    """Whether each kitchen of a split is another one, and which numbers sets leave out."""
    title, command, data = "Kitchens of the splits", "python benchmarks/splits.py", read(results / "splits.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}", "",
        f"`{command}` ({data['machine']}): the sets that scores are about. A set leaves out the numbers in whose first",
        "contents no dish can be cooked in time; by its number (`watch --seed`, `n`) such a kitchen has the same room",
        "with other contents, so that every number is another kitchen.", "",
        markdown_table(
            [
                {
                    "split": name, "kitchens": row["kitchens"], "numbers looked at": row["numbers_looked_at"],
                    "left out": row["left_out"], "doubles": row["doubles"],
                    "with the contents of another": row["same_contents"], "redrawn by their numbers": row["redrawn"],
                    f"equal among numbers 0 to {row['seen_by_number'] - 1}": row["seen_twice"],
                }
                for name, row in data.items() if name != "machine"
            ]
        ),
    ]  # fmt: skip


def mistakes(results: Path) -> list[str]:
    """How malformed kitchen files are answered."""
    title, command, data = "Mistakes in kitchen files", "python benchmarks/mistakes.py", read(results / "mistakes.json")
    if data is None:
        return missing(title, command)
    return [
        f"## {title}", "",
        f"`{command}` ({data['machine']}): {data['files']} malformed files. One that is taken is a silent mistake;",
        "a line is too many if there are more lines than mistakes (not counted for known kinds).", "",
        markdown_table([{key.replace("_", " "): value for key, value in row.items()} for row in data["rows"]]),
    ]  # fmt: skip


def soundness(results: Path) -> list[str]:
    """Whether the oracle cooks what the proof accepts."""
    title, command, data = "The proof of kitchens", "python benchmarks/soundness.py", read(results / "soundness.json")
    if data is None:
        return missing(title, command)
    proofs = data["rehearsals"]
    lines = [
        f"## {title}", "",
        f"`{command}` ({data['machine']}): kitchens that `kitchen check --quick` accepts, in each of which the oracle",
        f"cooks a dish in PyBullet, by the rules of Kitchen-v0 and Kitchen-v1: {data['trials']} of {data['of']} trials",
        f"so far, by the code of {', '.join(data['commits'])} (+: with changes). Every trial stands in",
        "[soundness.jsonl](results/soundness.jsonl).",
        f"{proofs['kitchens']} of {proofs['of']} written kitchens were rehearsed as well,",
        f"{proofs['pairs_of_unit_and_vessel']} pairs of a unit and a vessel, in {proofs['seconds_mean']} s of",
        f"processor time a kitchen, at most {proofs['seconds_max']} s, {proofs['seconds_a_unit']} s a unit,",
        f"while other programs ran. {proofs['kitchens_refused']} of them were refused.", "",
        markdown_table(data["rows"]),
    ]  # fmt: skip
    if data["trials"] < data["of"]:
        lines += ["", "These are few trials: no rate can be claimed from them."]
    mended = "Failed by earlier code, and went well when it was tried again by later code, unless it stands above, too:"
    for title, rows in (("Refused:", data["refused"]), ("Not cooked:", data["not_cooked"]), (mended, data["mended"])):
        if rows:
            shown = [{key: str(value) for key, value in row.items()} for row in rows]
            lines += ["", title, "", markdown_table(shown)]
    return lines


def finding_out(results: Path) -> list[str]:
    """How long explorations must be for the dish to be found out, where nothing is instructed."""
    title, file = "Finding out the dish", "standard_exploration.json"
    command, data = f"python benchmarks/standard_exploration.py --json docs/results/{file}", read(results / file)
    if data is None:
        return missing(title, command)
    return [
        f"## {title}",
        "",
        f"`{command}` ({data['machine']}): {data['kitchens']} test kitchens without instruction. A scripted explorer",
        "that knows the cookbook and the households' priors tries dishes, by the rules of executions, for so many",
        f"seconds; then it cooks the likeliest one. The budget with instructions is {data['usual']:g} s, that without",
        f"{data['attempts']:g} s. The oracle returns {data['oracle']}, who is told the dish and never explored",
        f"{data['told_never_explored']}, doing nothing 0. See",
        "[standard meta-RL](benchmark.md#standard-meta-rl).",
        "",
        markdown_table(data["rows"]),
    ]
