"""Whether a speaker's edits are made by themselves, or only suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.pipeline.generate.guess import wilson_lower

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.evaluation import Baseline
    from draftgenie.pipeline.generate import Limits
    from draftgenie.ports import Store

LEAST_OTHERS = 2
"""A habit of one other speaker is no evidence for somebody who was never corrected yet."""


def held_back(refs: Iterable[str], *, store: Store, limits: Limits) -> dict[str, str]:
    """Why the edits of some speakers are suggested only; the others are not named.

    A speaker is held back when the replay of the own history lost words, or made so many notes
    worse that their share is over the speaker's harm budget beyond chance. So is one without
    history of their own in a store that has learned from fewer than two others.
    """
    learned_from = store.corrections.read_speakers()
    reasons = {}
    for ref in refs:
        baseline = store.baselines.get(ref)
        why = None if baseline is None else _overdrawn(baseline, limits.max_speaker_harm)
        if ref not in learned_from and len(learned_from) < LEAST_OTHERS:
            why = "there is no history of this speaker's own, and too little of others"
        if why is not None:
            reasons[ref] = why
    return reasons


def _overdrawn(baseline: Baseline, budget: float) -> str | None:
    """Why a baseline is no ground for edits; None when it is."""
    if baseline.relative_gain is not None and baseline.relative_gain < 0:
        return f"the replay of {baseline.items} notes lost words"
    if wilson_lower(baseline.worse, baseline.items) > budget:
        return (
            f"the replay made {baseline.worse} of {baseline.items} notes worse,"
            f" over the speaker's harm budget of {budget:g}"
        )
    return None
