"""Terms: names and expressions that a user knows to occur in notes, met in any or not."""

from __future__ import annotations

from dataclasses import dataclass

MAX_TERMS = 250_000
"""Terms in a store, over all lists: more would cost every draft more than they can bring."""

MAX_TERM_LENGTH = 100
MAX_TERM_WORDS = 6


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose list a term is on: a speaker's, a specialty's, or everyone's when neither is named."""

    speaker: str | None = None
    specialty: str | None = None

    def covers(self, *, speaker: str, specialty: str | None) -> bool:
        """Whether the list holds for a speaker of a specialty.

        >>> Scope(specialty="cardiology").covers(speaker="dr-okafor", specialty="cardiology")
        True
        """
        return self.speaker in {None, speaker} and self.specialty in {None, specialty}

    def __str__(self) -> str:
        if self.speaker is not None:
            return f"speaker {self.speaker}"
        return "everyone" if self.specialty is None else f"specialty {self.specialty}"


EVERYONE = Scope()


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list.

    `words` are its normalised words joined by spaces, what makes two entries the same term;
    `surface` is how it is written when it is put into a note.
    """

    words: str
    surface: str
    scope: Scope = EVERYONE
