"""Legs of different strength as plain text."""

from __future__ import annotations

from nextstride.conventions import in_words, signed
from nextstride.report.leg_words import OF_A_LEG, Document, weak_side_sentences


def print_legs(document: Document) -> None:
    """Print what the difference costs, what the stride asks of each leg, and what each is worth."""
    print()
    for sentence in weak_side_sentences(document):
        print(sentence)
    rows = {row["leg"]: row for row in document["legs"]}
    left, right = rows["left"], rows["right"]
    print(f"\n{'Each leg':30} {'left':>8} {'right':>8}")
    for key, title, unit, factor, decimals in OF_A_LEG:
        shown = [f"{row[key] * factor:8.{decimals}f}" for row in (left, right)]
        print(f"{title:30} {' '.join(shown)} {unit}")
    print(f"\n{'Elasticity of top speed':30} {'left':>8} {'right':>8}")
    prices = [row["elasticities"] for row in (left, right)]
    for group in sorted(prices[0], key=lambda name: -(prices[0][name] + prices[1][name])):
        shown = [f"{signed(each[group], 3):>8}" for each in prices]
        print(f"{in_words(group):30} {' '.join(shown)}")
