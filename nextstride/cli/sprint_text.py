"""A simulated sprint as plain text. Loads the solver: imported inside the commands only."""

from __future__ import annotations

from nextstride.conventions import in_words, signed
from nextstride.report.sprint_page import NUMBERS, SprintDocuments, describe
from nextstride.report.sprint_words import (
    Document,
    body_sentence,
    deficits_sentences,
    experiment_sentences,
    hamstrings_sentence,
    limits_sentences,
    side_of,
    starts_sentence,
    stretch_words,
    training_sentence,
)
from nextstride.sprint import Optima
from nextstride.sprint.hamstrings import hamstring_stretch


def print_sprint(optima: Optima, documents: SprintDocuments, changes: str) -> None:
    """Print top speed, events and how many starts agree."""
    best = optima.best
    step = best.contact_time + best.flight_time
    print(describe(best, changes))
    for key, title, unit, factor, decimals in NUMBERS:
        print(f"{title:30} {documents.simulated[key] * factor:8.{decimals}f} {unit}")
    print(
        f"Events: touchdown 0 ms, toe-off {1000 * best.contact_time:.0f} ms, "
        f"the other foot's touchdown {1000 * step:.0f} ms"
    )
    print(hamstrings_sentence(documents.simulated))
    print(starts_sentence(documents.simulated))


def print_change(before: Optima, after: Optima, changes: str) -> None:
    """Compare with the unchanged body on the same branch."""
    best = after.best
    pairs = zip(before.solutions, after.solutions, strict=True)
    unchanged = next(old for old, new in pairs if new is best)
    change = signed(best.speed - unchanged.speed)
    print(f"Unchanged body, same branch: {unchanged.speed:.2f} m/s; {changes}: {change} m/s")
    was, now = hamstring_stretch(unchanged), hamstring_stretch(best)
    length, rate = (
        signed(100 * (now[name] / was[name] - 1), 1)
        for name in ("peak_length", "peak_lengthening_velocity")
    )
    print(f"Longest hamstring {length} %, fastest lengthening {rate} %")


def print_limits(limited: Document, parameters: str) -> None:
    """Print gains by group and side, and what to make of them."""
    print(
        f"\n{'Muscle group':18} {'side':7} {'elasticity':>10} {'+10 %':>7} {'training':>9}   m/s"
        f" {'longest hamstring with +10 %':>31}"
    )
    for row in sorted(limited["groups"], key=lambda row: -float(row["elasticity"])):
        print(
            f"{in_words(row['group']):18} {side_of(row['group']):7} "
            f"{signed(row['elasticity'], 3):>10} {signed(row['gain_10pct_m_s']):>7} "
            f"{signed(row['gain_training_m_s']):>9}      "
            f"{stretch_words(row['hamstring_length_change_10pct']):>31}"
        )
    for row in limited["sides"]:
        name = row["side"] if row["side"] == "balance" else f"{row['side']} side"
        print(f"{name:26} {signed(row['elasticity'], 3):>10}")
    print(f"{training_sentence()}\n")
    for sentence in limits_sentences(limited, parameters):
        print(sentence)


def print_deficits(limited: Document) -> None:
    """Print the elasticity of each group over its own strength, and where it limits first."""
    deficits = limited.get("deficits")
    if not deficits:
        return
    factors = [step["factor"] for step in deficits[0]["steps"]]
    print("\nElasticity of each group at its own strength (* the first limiter)")
    print(f"{'Strength':18} " + " ".join(f"{factor:>7g} " for factor in factors))
    for row in deficits:
        cells = " ".join(f"{_cell(row['group'], step):>8}" for step in row["steps"])
        print(f"{in_words(row['group']):18} {cells}")
    print()
    for sentence in deficits_sentences(limited):
        print(sentence)


def _cell(group: str, step: Document) -> str:
    """A group's own elasticity, with a star where it is the largest of all."""
    value = step["elasticities"][group]
    if value is None:
        return "lost "
    return f"{signed(value, 3)}{'*' if step['first'] == group else ' '}"


def print_experiment(found: Document, parameters: str, kind: str) -> None:
    """Print the speeds, whether the sides add up, and where one stops paying."""
    print(f"\n{'Strength':>8} {'push':>8} {'swing':>8} {'both':>8}   m/s")
    for row in zip(found["push"], found["swing"], found["both"], strict=True):
        speeds = " ".join(f"{'lost' if speed is None else f'{speed:.2f}':>8}" for _, speed in row)
        print(f"{row[0][0]:8g} {speeds}")
    print()
    for sentence in [*experiment_sentences(found), body_sentence(parameters, kind)]:
        print(sentence)
