"""The whole way from a final note to its draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recogniser.contractions import respeak
from recogniser.layout import lay_out
from recogniser.noise import endings, hesitate, little_words, slip
from recogniser.numbers import restyle
from recogniser.phrases import Day, mishear
from recogniser.sounds import misspell
from recogniser.words import dice, join, split

if TYPE_CHECKING:
    from collections import Counter

    from recogniser.habits import Habits

UPDATED_ON = "2025-06-15"
"""From this day a newer recogniser is in use: some errors fade, some appear."""

_BAD_DAY = 0.1
_MUCH_WORSE = 1.5


def day_of(item: str, dictated_at: str, seed: int) -> Day:
    """How noisy the note's recording was: 0.55 to 1.45, and half as much again on a bad day."""
    rng = dice(seed, item, "day")
    noise = 0.55 + 0.9 * rng.random()
    if rng.random() < _BAD_DAY:
        noise *= _MUCH_WORSE
    return Day(noise, updated=dictated_at >= UPDATED_ON)


def dictate(
    final: str, item: str, day: Day, *, habits: Habits, counts: Counter[str], seed: int
) -> tuple[str, list[str]]:
    """The draft of one final note, and the dangerous slips in it.

    `day` is what `day_of` says of the item. `counts` are the word counts of all notes: what the
    recogniser has seldom heard, it spells by ear. The same arguments give the same draft. Each
    stage has dice of its own, so that a change to one habit leaves the other errors where they
    were.
    """
    noise = habits.noise
    tokens = split(final)
    # Style follows the speaker more than the day: half the day's swing is enough.
    calm = (1 + day.noise) / 2
    restyle(tokens, habits.numbers, calm, dice(seed, item, "numbers"))
    mishear(tokens, habits, day, dice(seed, item, "phrases"))
    said = dice(seed, item, "contractions")
    respeak(tokens, noise.get("expand", 0) * calm, noise.get("contract", 0) * calm, said)
    rare = dice(seed, item, "sounds")
    misspell(tokens, noise.get("sounds", 0) * day.noise, habits.ref, counts, rare)
    endings(tokens, noise.get("ending", 0) * day.noise, dice(seed, item, "endings"))
    slips = slip(tokens, dice(seed, item, "slips"))
    little_words(tokens, noise, day.noise, dice(seed, item, "little"))
    lay_out(tokens, habits, day.noise, dice(seed, item, "layout"))
    hesitate(tokens, noise, day.noise, dice(seed, item, "fillers"))
    return join(tokens), slips
