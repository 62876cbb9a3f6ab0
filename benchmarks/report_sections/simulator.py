"""Sections on the simulator: trials in PyBullet, seeds, camera, robustness, parity, speed, tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, not_measured, plain_section, read


def pybullet(results: Path) -> list[str]:
    """The shipped policy in PyBullet, with successes and failures by skill."""
    title = "In the physics"
    command = "python run.py evaluate --backend pybullet --trials 56 --json docs/results/pybullet.json"
    data = read(results / "pybullet.json")
    if data is None:
        return missing(title, command)
    rows = [
        {
            "skill": name,
            "attempts": row["attempts"],
            "successes": row["successes"],
            "rate": round(row["successes"] / row["attempts"], 4),
            "failures": ", ".join(f"{reason} {count}" for reason, count in row["failures"].items()),
        }
        for name, row in data["skills"].items()
    ]
    return [
        f"## {title}",
        "",
        f"`{command}`: {data['trials']} kitchens of `{data['split']}`, seed {data['seed']}. Dishes finished",
        f"{data['success_rate']} {data['success_interval']} against {data['abstract_success_rate']} in the abstract",
        f"body on the same trials, a ratio of {data['success_of_abstract']}. Normalised score",
        f"{data['normalized_score']} {data['normalized_interval']}.",
        "",
        markdown_table(rows),
    ]


def pybullet_v1(results: Path) -> list[str]:
    """The shipped policy of Kitchen-v1 in PyBullet beside the same trials by the rules."""
    title, command = "Kitchen-v1 in the physics", "python benchmarks/policy_in_physics.py"
    data = read(results / "policy_in_physics-kitchen-v1.json")
    if data is None:
        return missing(title, command)
    rows = [
        {
            "where": where, "normalised score": "{} {}".format(*_with_interval(data[where], "normalized")),
            "return": data[where]["return_mean"],
            "dishes finished": "{} {}".format(data[where]["success_rate"], data[where]["success_interval"]),
        }
        for where in ("rules", "physics")
    ]  # fmt: skip
    lines = [
        f"## {title}", "",
        f"`{command}` ({data['machine']}): the shipped policy, {data['trials']} of {data['of']} trials so far, in the",
        f"first kitchens of `test`, seed 0, by the code of {', '.join(data['commits'])}. Every trial stands in",
        "[policy_in_physics-kitchen-v1.jsonl](results/policy_in_physics-kitchen-v1.jsonl). The score in the physics is",
        f"{data['score_of_the_rules']} of that by the rules.", "", markdown_table(rows), "",
        markdown_table(data["skills"]),
    ]  # fmt: skip
    if data["trials"] < data["of"]:
        lines += ["", "These are few trials: no ratio can be claimed from them."]
    if data["lost"]:
        lines += ["", "Finished by the rules and not in the physics:", "", markdown_table(data["lost"])]
    return lines


def _with_interval(scores: dict[str, Any], name: str) -> tuple[Any, Any]:
    return scores[f"{name}_score"], scores[f"{name}_interval"] or "(too few trials for a scale)"


def seeds(results: Path) -> list[str]:
    """Whether every seed makes a kitchen in which one can cook."""
    lines = ["## Random seeds", ""]
    command, data = "python benchmarks/seeds.py", read(results / "seeds.json")
    if data is None:
        lines += not_measured(command)
    else:
        lines += [
            f"`{command}`: the kitchens of seeds 0 to {data['seeds'] - 1} ({data['machine']}). Each is generated in",
            "milliseconds of processor time, checked, and cooked in by the oracle in the abstract body: every dish",
            "that can be done before its deadline.",
            "",
            markdown_table(
                [
                    {
                        "seeds": data["seeds"],
                        "ms, median": data["generate_ms_median"],
                        "ms, largest": data["generate_ms_max"],
                        "over 50 ms": data["over_50_ms"],
                        "failing the checks": data["failing_the_checks"],
                        "dishes offered": data["dishes_offered"],
                        "dishes cooked": data["dishes_cooked"],
                        "offering none": data["without_any_offer"],
                    }
                ]
            ),
        ]
    for grasp, name in (("assisted", "seeds-physics.json"), ("physical", "seeds-physics-physical.json")):
        data = read(results / name)
        command = "python benchmarks/seeds.py --physics" + (f" --grasp {grasp}" if grasp != "assisted" else "")
        if data is None:
            if grasp == "assisted":  # the other grasp is for who asks
                lines += ["", *not_measured(command)]
            continue
        why = "; ".join(
            f"seed {row['seed']}: {', '.join(row['failures']) or 'out of time'}" for row in data["not_cooked"]
        )
        lines += [
            "",
            f"`{command}`: the same in PyBullet, {data['trials']} of these seeds, a dish each, {data['grasp']} grasp.",
            "The oracle carries out the fastest plan and tries a skill that failed once more. Finished before the",
            f"deadline: {data['cooked']} of {data['trials']}, {data['rate']}; {data['skills_failed']} of",
            f"{data['skills']} skills failed; {data['cpu_seconds_mean']} s of processor time a trial. Not finished:",
            f"{why or 'none'}.",
        ]
    return lines


def camera(results: Path) -> list[str]:
    """Frames a second of the head camera, and what it sees."""
    lines, command, data = ["## The head camera", ""], "python benchmarks/camera.py", read(results / "camera.json")
    if data is None:
        return lines + not_measured(command)
    places, looked, unseen = data["places"], data["ingredients_looked_at"], data["ingredients_without_a_pixel"]
    return [
        *lines,
        f"`{command}`: {data['kitchens']} kitchens, {places} places, colours and depth at {data['size']} on one core",
        f"({data['machine']}).",
        "At each place the best of four rounds counts, as other programs were running. "
        f"After a look {looked - unseen} of {looked} ingredients have pixels of their own; see [camera.md](camera.md).",
        "",
        markdown_table(
            [
                {
                    "frames/s, mean": data["frames_per_second_mean"],
                    "median place": data["frames_per_second_median"],
                    "slowest kitchen": data["frames_per_second_slowest_kitchen"],
                    "slowest place": data["frames_per_second_slowest_place"],
                }
            ]
        ),
        markdown_table(data["kinds"]),
    ]


def robustness(results: Path) -> list[str]:
    """Resets, memory, and equal bits in several processes."""
    lines, command, data = (
        ["## Robustness of the simulator", ""],
        "python benchmarks/robustness.py",
        read(results / "robustness.json"),
    )
    if data is None:
        return lines + not_measured(command)
    return [
        *lines,
        f"`{command}` ({data['machine']}). A reset follows a disturbance, sometimes a whole skill. Growth is the",
        f"largest memory in use at any time by that after a warm-up. {data['histories']} histories of",
        f"{data['episodes_each']} episodes each ran in three processes, all at the same time; digests are of all",
        "positions and velocities at 60 moments a second, outcomes and pictures.",
        "",
        markdown_table(
            [
                {"what": "resets", "measured": data["resets"]},
                {
                    "what": "reset, ms: median / 99 % / largest",
                    "measured": _three(data, "reset_ms_median", "reset_ms_p99", "reset_ms_max"),
                },
                {
                    "what": "memory, MB: after warm-up / largest / at the end",
                    "measured": _three(data, "megabytes_after_warm_up", "megabytes_largest", "megabytes_at_end"),
                },
                {"what": "growth over the resets", "measured": f"{data['growth_percent']} %"},
                {
                    "what": f"growth over {data['builds']} kitchens built in one world",
                    "measured": f"{data['build_growth_percent']} %",
                },
                {"what": "histories that differ between processes", "measured": data["differing_between_processes"]},
                {
                    "what": "episodes that differ after an exact restore",
                    "measured": data["differing_after_an_exact_restore"],
                },
            ]
        ),
    ]


def _three(data: dict, *keys: str) -> str:
    return " / ".join(str(data[key]) for key in keys)


def parity(results: Path) -> list[str]:
    """Agreement of the two backends."""
    return plain_section("Parity of the two bodies", "python benchmarks/parity.py", read(results / "parity.json"))


def parity_v1(results: Path) -> list[str]:
    """Agreement of the two backends in Kitchen-v1, with how often each skill works there, by grasp."""
    command = "python benchmarks/parity.py --variant v1"
    data = read(results / "parity-v1.json")
    title = "Parity of Kitchen-v1"
    if data is None:
        return missing(title, command)
    kinds = data["attempts"]
    failed = {kind: sum(n for what, n in data["failures"].items() if what.startswith(f"{kind}: ")) for kind in kinds}
    rows = [
        {
            "skill": kind, "attempts": tried, "succeeded": tried - failed[kind],
            "over 20 N": data["pushes_over_20_newton"].get(kind, 0),
            "error of the rules' seconds": f"{100 * data['duration_error'].get(kind, float('nan')):.1f} %",
        }
        for kind, tried in kinds.items()
    ]
    differ = sum(data["mismatches"].values())
    failures = ", ".join(f"{what} ({count})" for what, count in data["failures"].items())
    return [
        f"## {title}", "", f"`{command} --episodes {data['episodes']}`", "",
        f"{data['episodes']} episodes in test kitchens of [Kitchen-v1](kitchen-v1.md), half of the executions by plan",
        f"and all else by chance, {data['grasp']} grasp: {data['successful_steps']} of {data['steps']} steps succeeded",
        f"in PyBullet, and after these {differ} symbols, masks, rewards and ends differed from the rules. The rules'",
        f"seconds differ from the robot's by {100 * data['duration_error']['overall']:.1f} % on average.",
        "", markdown_table(rows), "", f"Failures: {failures or 'none'}.",
        f"Differences: {'; '.join(data['mismatch_examples']) or 'none'}. {data.get('since', '')}".strip(),
    ]


def speed(results: Path) -> list[str]:
    """Steps a second of the abstract backend."""
    command = "python benchmarks/abstract_speed.py"
    return plain_section("Speed of the abstract body", command, read(results / "speed.json"))


def method_speed(results: Path) -> list[str]:
    """Training steps a second of every method, beside version 0.1."""
    title = "Training steps a second"
    command = 'python benchmarks/method_speed.py --against "python benchmarks/method_speed_0_1.py ../version-0.1"'
    command += " --out docs/results/method_speed.json"
    data = read(results / "method_speed.json")
    if data is None:
        return missing(title, command)
    names = {"here": "this version", "against": "version 0.1", "ratio": "ratio"}
    rows = [{names.get(name, name): value for name, value in row.items()} for row in data["rows"]]
    for row in rows:
        row["ratio"], row["quartiles"] = f"{row['ratio']:.2f}", " to ".join(f"{q:.2f}" for q in row["quartiles"])
    return [
        f"## {title}",
        "",
        f"`{command}`: steps a CPU second on one core with a replay that is full; {data['starts']} processes of each",
        f"version, one after the other, {data['turns']} turns of a second in each, the versions by turns; medians,",
        f"ratios turn by turn. {data['machine']}.",
        "",
        markdown_table(rows),
    ]


def tests(results: Path) -> list[str]:
    """The last runs of the test suite: the whole of it, and the quick part."""
    title, command = "The test suite", "python -m pytest --junitxml=docs/results/tests.xml"
    quick = 'python -m pytest -m "not slow" --junitxml=docs/results/tests_quick.xml'
    rows = []
    for name, words in (("tests.xml", command), ("tests_quick.xml", quick)):
        if not (results / name).is_file():
            return missing(title, words)
        suite = ElementTree.parse(results / name).getroot().find("testsuite")
        assert suite is not None
        counts = {what: suite.get(what) for what in ("tests", "failures", "errors", "skipped")}
        rows.append({"command": f"`{words}`", **counts, "seconds": round(float(suite.get("time", 0)))})
    return [f"## {title}", "", markdown_table(rows)]
