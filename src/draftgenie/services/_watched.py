"""What the store knows to be a term or a name, for the count of facts in a speaker's notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftgenie.pipeline._named import Watched, name_words
from draftgenie.ports.query import SpeakerQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.domain.speaker import Speaker
    from draftgenie.domain.term import Term
    from draftgenie.ports import Store


@dataclass(frozen=True, slots=True)
class Lists:
    """The terms of all lists, and the names of all speakers who are not removed."""

    terms: tuple[Term, ...] = ()
    people: Mapping[str, Speaker] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    _shared: dict[str | None, frozenset[str]] = field(default_factory=dict)

    def of(self, ref: str) -> Watched:
        """What is watched for in the notes of a speaker: every name, and the lists that hold."""
        person = self.people.get(ref)
        own = {words[-1] for words in [name_words(person.name)] if words} if person else set()
        return Watched(self._terms(ref), self.names, frozenset(own))

    def _terms(self, ref: str) -> frozenset[str]:
        person = self.people.get(ref)
        specialty = person.specialty if person else None
        if any(term.scope.speaker == ref for term in self.terms):
            return self._covering(ref, specialty)
        # One and the same set for all who share it, so that it is indexed once.
        if specialty not in self._shared:
            self._shared[specialty] = self._covering(ref, specialty)
        return self._shared[specialty]

    def _covering(self, ref: str, specialty: str | None) -> frozenset[str]:
        return frozenset(
            term.words
            for term in self.terms
            if term.scope.covers(speaker=ref, specialty=specialty)
        )


def read_lists(store: Store) -> Lists:
    """The lists as they are now."""
    people = {person.ref: person for person in store.speakers.list(SpeakerQuery())}
    full = (name_words(person.name) for person in people.values())
    names = frozenset(" ".join(words) for words in full if len(words) > 1)
    return Lists(tuple(store.terms.everything()), people, names)
