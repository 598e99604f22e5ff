"""What no count may talk a generator into: changing a fact without much evidence for it.

A number, unit, negation, side or medicine changes only where this very change was made often; a
date or a name only where this speaker's own history made it.

The guard stands between any generator and a stored note. It looks at the words alone. What a
model proposes meets more of it in `proposed`, and the note as a whole in `whole`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category
from draftgenie.pipeline._facts import facts, is_settled_term
from draftgenie.pipeline._named import DATE, NAME, named_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_EVIDENCE = 3
LEAST_RATE = 0.9
ALWAYS_MADE = 5
ALWAYS_RATE = 0.95


@dataclass(frozen=True, slots=True)
class Evidence:
    """How often the history made this very change, and how often its source was seen.

    `*_beside` count only the places with the same word on the left or on the right, whichever
    speaks more clearly; `own` only those of the speaker whose draft it is.
    """

    made: int
    seen: int
    made_beside: int
    seen_beside: int
    own: int = 0


def changed_facts(*, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The classes of facts that differ between two runs of normalised words, in order.

    The same value written in another way is no difference.

    >>> changed_facts(before=["5", "mg"], after=["50", "mg"])
    ['number']
    >>> changed_facts(before=["two", "milligrams"], after=["2", "mg"])
    []
    >>> changed_facts(before=["dr", "okafer"], after=["dr", "okafor"])
    ['name']
    """
    old, new = told_facts(before), told_facts(after)
    changed = {k for k, v in difference(old, new)} | {k for k, v in difference(new, old)}
    return sorted(changed)


def told_facts(words: Sequence[str]) -> list[tuple[str, str]]:
    """Class and value of everything in some normalised words that must not change unnoticed."""
    found = facts(words)
    return [(str(f.kind), f.value) for f in (*found, *named_facts(words, found))]


def difference(
    ours: list[tuple[str, str]], theirs: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """What is in `ours` and not in `theirs`, where equal ones are counted."""
    left = list(theirs)
    only = []
    for fact in ours:
        if fact in left:
            left.remove(fact)
        else:
            only.append(fact)
    return only


def refusal(
    *,
    context: tuple[Sequence[str], Sequence[str]],
    before: Sequence[str],
    after: Sequence[str],
    evidence: Evidence,
) -> str | None:
    """Why an edit must not be made; None when nothing stands against it.

    Args:
        context: the draft's words just before and just after the place, so that a number or
            side is read as it stands there.
        before: the words that would go.
        after: the words that would come.
        evidence: what the history says of this very change.
    """
    left, right = context
    changed = changed_facts(before=[*left, *before, *right], after=[*left, *after, *right])
    if not changed:
        return None
    if not evidence.own and (named := {DATE, NAME}.intersection(changed)):
        return f"changes a {' and a '.join(sorted(named))} as this speaker's finals never did"
    changed = [kind for kind in changed if kind not in {DATE, NAME}]
    if not changed or _is_enough(evidence, changed):
        return None
    return (
        f"changes a {' and a '.join(changed)} with too little evidence of this very change here"
        f" ({evidence.made_beside} of {evidence.seen_beside} beside the same word)"
    )


def refusal_of_guess(
    *, context: tuple[Sequence[str], Sequence[str]], before: Sequence[str], after: Sequence[str]
) -> str | None:
    """Why a guess, for which there is no evidence of this very change, must not be made.

    None when nothing stands against it. A word that only looks like a medicine, or like nothing,
    may become one; no medicine that is known by name becomes anything else, nor does a word with
    hypo- or hyper-, and no number, unit, negation or side comes or goes.
    """
    left, right = context
    medicine = str(Category.TERM)
    old = _valued([*left, *before, *right])
    new = _valued([*left, *after, *right])
    gone, come = difference(old, new), difference(new, old)
    kinds = {kind for kind, _ in (*gone, *come) if kind != medicine}
    kinds |= {kind for kind, value in gone if kind == medicine and is_settled_term(value)}
    return _unseen(kinds) if kinds else None


def _unseen(kinds: Iterable[str]) -> str:
    return f"would change a {' and a '.join(sorted(kinds))} as nobody has done before"


def changes_medicine(*, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a medicine, told by its name or form, comes or goes."""
    return str(Category.TERM) in changed_facts(before=before, after=after)


def _valued(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(str(f.kind), f.value) for f in facts(words)]


def _is_enough(evidence: Evidence, changed: Sequence[str]) -> bool:
    """Whether the history made this very change often, and nearly always, beside the same word.

    A misheard name that was mended wherever it stood needs no neighbour: a form that is right
    anywhere would have been left alone there. Of a number or a side that says nothing.
    """
    beside = (
        evidence.made >= LEAST_EVIDENCE
        and evidence.made_beside >= LEAST_EVIDENCE
        and evidence.made_beside >= LEAST_RATE * evidence.seen_beside
    )
    everywhere = evidence.made >= ALWAYS_MADE and evidence.made >= ALWAYS_RATE * evidence.seen
    return beside or (everywhere and set(changed) == {str(Category.TERM)})
