"""From guesses at misheard words to edits of a note, each with its verdict and its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from draftgenie.domain.note import NoteEdit, Verdict
from draftgenie.pipeline.generate.choose import Choice, expected_gain, within_harm
from draftgenie.pipeline.generate.compose import LEAST_SUGGESTION, N_CONTEXT
from draftgenie.pipeline.generate.guard import changes_medicine, refusal_of_guess

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from draftgenie.domain.correction import Category
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.generate.choose import Limits

MEDICINE_THRESHOLD = 0.7
"""How likely a guess must be to put in a medicine without anybody's having done so there."""

GROUNDS = "a guess"
"""How the reason of every edit begins that is made or suggested on no evidence of its own."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """A guess for a draft: words `first` to `last` would become `target`, written `surface`.

    `right` and `harm` are calibrated probabilities, `threshold` is from where on guesses are
    made for this speaker. `n_in_finals` is how often the finals have the target, `is_listed`
    whether it is on a term list of the speaker.
    """

    first: int
    last: int
    right: float
    harm: float
    threshold: float
    target: tuple[str, ...]
    surface: str
    correction_id: str
    category: Category
    n_in_finals: int
    is_listed: bool


def compose_guesses(
    draft: Words, guesses: Iterable[Guessed], edits: Sequence[NoteEdit], limits: Limits
) -> list[NoteEdit]:
    """The edits that guesses make, in order of their probability; none touches one of `edits`.

    Of guesses that overlap only the likeliest is told, and none that is less than 0.3 likely.
    """
    taken = [(edit.start, edit.end) for edit in edits]
    found = []
    for guess in sorted(guesses, key=lambda g: (-g.right, g.first, g.last, g.target)):
        start, end = draft.starts[guess.first], draft.ends[guess.last - 1]
        if guess.right < LEAST_SUGGESTION or any(a < end and start < b for a, b in taken):
            continue
        taken.append((start, end))
        verdict, reason = _verdict(draft, guess, limits)
        found.append(
            NoteEdit(
                start=start,
                end=end,
                before=draft.text[start:end],
                after=_in_case_of(draft.text[start], guess.surface),
                confidence=round(guess.right, 4),
                harm=round(guess.harm, 4),
                correction_id=guess.correction_id,
                evidence=0,
                n_left_alone=0,
                category=guess.category,
                verdict=verdict,
                reason=reason,
            )
        )
    return _borne(found, edits, limits)


def _borne(found: Sequence[NoteEdit], edits: Sequence[NoteEdit], limits: Limits) -> list[NoteEdit]:
    """The same; those that the note cannot bear beside its other edits are only suggested."""
    made = [n for n, edit in enumerate(found) if edit.verdict is Verdict.APPLIED]
    already = [(e.confidence, e.harm) for e in edits if e.verdict is Verdict.APPLIED]
    chances = [(found[n].confidence, found[n].harm) for n in made]
    kept = {made[n] for n in within_harm(chances, limits.max_note_harm, already=already)}
    why = f"with it the note's chance of ending worse is over {limits.max_note_harm:.2f}"
    return [
        replace(edit, verdict=Verdict.SUGGESTED, reason=f"{edit.reason}; {why}")
        if n in made and n not in kept
        else edit
        for n, edit in enumerate(found)
    ]


def _verdict(draft: Words, guess: Guessed, limits: Limits) -> tuple[Verdict, str]:
    left = draft.norm[max(0, guess.first - N_CONTEXT) : guess.first]
    right = draft.norm[guess.last : guess.last + N_CONTEXT]
    before = draft.norm[guess.first : guess.last]
    why = refusal_of_guess(context=(left, right), before=before, after=guess.target)
    if why is not None:
        return Verdict.REFUSED, why
    fault = _fault(guess, limits, is_medicine=changes_medicine(before=before, after=guess.target))
    if fault is not None:
        return Verdict.SUGGESTED, f"{_grounds(guess)}; {fault}"
    return Verdict.APPLIED, _grounds(guess)


def _fault(guess: Guessed, limits: Limits, *, is_medicine: bool) -> str | None:
    n_words = max(guess.last - guess.first, len(guess.target))
    gain = expected_gain(right=guess.right, harm=guess.harm, n_words=n_words)
    fault = Choice(guess.first, guess.last, guess.right, guess.harm, gain).fault(limits)
    if fault is not None:
        return fault
    if guess.threshold > 1:
        return "guesses were not right often enough in this history to be made"
    if guess.right < guess.threshold:
        return f"guesses are made here from a chance of {guess.threshold:.2f} on"
    if is_medicine and guess.right < MEDICINE_THRESHOLD:
        return f"a medicine is put in from a chance of {MEDICINE_THRESHOLD:.2f} on"
    return None


def _grounds(guess: Guessed) -> str:
    known = [f"the finals have {guess.n_in_finals} times"] if guess.n_in_finals else []
    known += ["a term list has"] if guess.is_listed else []
    like = " and ".join(known) or "the finals have as a part of others"
    return f"{GROUNDS}: not met before, and sounds like what {like}"


def _in_case_of(letter: str, surface: str) -> str:
    return surface[:1].upper() + surface[1:] if letter.isupper() else surface
