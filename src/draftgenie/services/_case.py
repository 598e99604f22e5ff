"""All that a note with a model is made from, and the same as a record that is kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Proposer, Verdict
from draftgenie.pipeline.generate import Limits
from draftgenie.pipeline.generate.agree import Rules
from draftgenie.pipeline.generate.guard import Evidence
from draftgenie.pipeline.generate.trust import Sort, Tally, Trust

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

VERSION = "record-1"


@dataclass(frozen=True, slots=True)
class Known:
    """A correction of the speaker's whose source stands in the draft.

    `n_left_alone` is None where only what was made before the draft is counted.
    """

    id: str
    source: str
    target: str
    n_applied: int
    n_left_alone: int | None

    @property
    def evidence(self) -> Evidence:
        """What it says for a model's edit that makes the same change."""
        seen = self.n_applied + (self.n_left_alone or 0)
        return Evidence(self.n_applied, seen, 0, 0, own=self.n_applied)


@dataclass(frozen=True, slots=True)
class Similar:
    """A place of an earlier pair that is like a place of the draft, as draft and final have it."""

    item: str
    before: str
    after: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Context:
    """What was retrieved for a draft: corrections, places like it, the speaker's profile."""

    corrections: tuple[Known, ...] = ()
    similar: tuple[Similar, ...] = ()
    specialty: str | None = None
    n_pairs: int = 0
    why_none_similar: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a note is worked at: the prompts' texts by name, and what the user asks for.

    `n_rounds` is how often edits may be refined, `most_prompt_tokens` what a request may hold,
    four characters a token.
    """

    prompts: Mapping[str, str]
    critique: bool = True
    n_rounds: int = 1
    instruction: str = ""
    most_prompt_tokens: int = 6000


@dataclass(frozen=True, slots=True)
class Case:
    """One draft with everything its note follows from.

    `listed` are the words of the term lists that hold for the speaker.
    """

    draft: str
    embedded: tuple[NoteEdit, ...]
    context: Context
    rules: Rules
    plan: Plan
    listed: Container[str] = frozenset()


def case_record(case: Case) -> dict[str, Any]:
    """The case as JSON has it, without the draft, which is stored anyway, and the term lists."""
    rules = case.rules
    return {
        "version": VERSION,
        "embedded": [_edit_record(edit) for edit in case.embedded],
        "context": asdict(case.context),
        "limits": asdict(rules.limits),
        "trust": {
            whose: [[*sort, *asdict(tally).values()] for sort, tally in tallies.items()]
            for whose, tallies in (("own", rules.trust.own), ("everyone", rules.trust.everyone))
        },
        "held": rules.held,
        "blocked": sorted(rules.blocked),
        "decided": sorted(rules.decided),
        "plan": {**asdict(case.plan), "prompts": dict(case.plan.prompts)},
    }


def read_case(record: Mapping[str, Any], draft: str) -> Case:
    """The case that `case_record` gave."""
    context = record["context"]
    trust = {
        whose: {Sort(r[0], r[1]): Tally(*r[2:]) for r in rows}
        for whose, rows in record["trust"].items()
    }
    return Case(
        draft=draft,
        embedded=tuple(_read_edit(row) for row in record["embedded"]),
        context=Context(
            corrections=tuple(Known(**row) for row in context["corrections"]),
            similar=tuple(Similar(**row) for row in context["similar"]),
            specialty=context["specialty"],
            n_pairs=context["n_pairs"],
            why_none_similar=context["why_none_similar"],
        ),
        rules=Rules(
            limits=Limits(**record["limits"]),
            trust=Trust(**trust),
            held=record["held"],
            blocked=frozenset(record["blocked"]),
            decided=frozenset(record["decided"]),
        ),
        plan=Plan(**record["plan"]),
        listed=frozenset(record.get("listed", ())),
    )


def _edit_record(edit: NoteEdit) -> dict[str, Any]:
    return {f.name: getattr(edit, f.name) for f in fields(edit)}


def _read_edit(row: Mapping[str, Any]) -> NoteEdit:
    kinds = {
        "category": Category(row["category"]),
        "verdict": Verdict(row["verdict"]),
        "proposer": Proposer(row["proposer"]),
    }
    return NoteEdit(**{**row, **kinds})
