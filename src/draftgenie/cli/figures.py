"""How the figures of an evaluation look to people: tables and sentences, within 100 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Protocol

from draftgenie.cli import output
from draftgenie.cli.output import Column, percent
from draftgenie.domain.evaluation import SAFETY_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from draftgenie.domain.evaluation import Calibration, SafetyCounts, Sureness
    from draftgenie.services.evaluate import Evaluated, SafetyCase, SpeakerEvaluated
    from draftgenie.services.review import Reviewed

WIDTH = 100
"""Columns that all but the signature fits in, as long as references are short."""

N_NOTES = 10
"""Harmed notes that are listed unless all are asked for."""


class Counted(Protocol):
    """Notes counted by what became of them."""

    @property
    def better(self) -> int:
        """Notes nearer to their finals than their drafts were."""
        ...

    @property
    def worse(self) -> int:
        """Notes further away."""
        ...

    @property
    def same(self) -> int:
        """Notes as near as before."""
        ...


class Gained(Protocol):
    """A gain, and how sure it is."""

    @property
    def relative_gain(self) -> float | None:
        """The share of the drafts' errors that is gone; None without errors."""
        ...

    @property
    def ci95(self) -> tuple[float, float] | None:
        """Its 95 % interval; None when that cannot be told."""
        ...

    @property
    def p_value(self) -> float | None:
        """Of the paired test; None when that cannot be told."""
        ...


def print_run(done: Evaluated, *, all_notes: bool) -> None:
    """The whole run on stdout: before and after, safety, harmed notes, moves, and how sure."""
    output.table([done, *done.speakers], _COLUMNS)
    output.text("WER and FORMATTED: draft > note; +/-/=: notes better, worse, the same")
    output.text("")
    _print_spread(done)
    print_safety(done.safety)
    print_cases(done.cases)
    _print_harmed(done, all_notes=all_notes)
    _print_confusions(done)
    _print_calibration(done.calibration)
    _print_moves(done.speakers)
    for line in (
        *edits(done),
        *similarity(done),
        sureness(done),
        *further(done.sureness),
        *reviews(done.reviews),
        *map(_warned, done.warnings),
    ):
        output.text(line)
    _line(f"run {done.run_id or '–'}: {done.scope}, {done.policy}")
    _line(done.signature)


def _line(text: str) -> None:
    output.text(output.visible(text))


def change(before: float | None, after: float | None) -> str:
    """A rate before and after, in percent.

    >>> change(0.1234, 0.05), change(None, None)
    ('12.3 > 5.0', '–')
    """
    if before is None or after is None:
        return "–"
    return f"{100 * before:.1f} > {100 * after:.1f}"


def outcomes(notes: Counted) -> str:
    """How many notes got better, got worse and stayed as they were."""
    return f"{notes.better}/{notes.worse}/{notes.same}"


def sureness(found: Gained, *, before: str = "their drafts", after: str = "The notes") -> str:
    """The gain with its interval and its test, as a sentence of two lines.

    Shares are of the normalised word errors of what was before.
    """
    gain = found.relative_gain
    if gain is None:
        return f"No gain can be told: {before} have no errors to gain on."
    more = "fewer" if gain >= 0 else "more"
    said = f"{after} have {percent(abs(gain))} {more} word errors than {before}"
    if found.ci95 is None or found.p_value is None:
        return f"{said}; how sure that is cannot be told."
    low, high = found.ci95
    return (
        f"{said}:\na gain of {percent(gain)}, 95 % interval {percent(low)} to {percent(high)}, "
        f"p = {found.p_value:.4f} (paired permutation test)."
    )


def _bucket(row: Evaluated | SpeakerEvaluated) -> str:
    before = getattr(row, "bucket_before", None) or "–"
    after = getattr(row, "bucket_after", None) or "–"
    if row.speaker is None:
        return ""
    return after if before == after else f"{before} > {after}"


_COLUMNS = (
    Column("SPEAKER", lambda r: r.speaker or "all"),
    Column("NOTES", lambda r: r.items, right=True),
    Column("WORDS", lambda r: r.words, right=True),
    Column("WER %", lambda r: change(r.draft_wer, r.note_wer), right=True),
    Column(
        "FORMATTED %",
        lambda r: change(r.draft_wer_formatted, r.note_wer_formatted),
        right=True,
    ),
    Column("GAIN", lambda r: percent(r.relative_gain), right=True),
    Column("+/-/=", outcomes, right=True),
    Column("BUCKET", _bucket),
)


def _print_spread(done: Evaluated) -> None:
    """Each rate pooled, and how the speakers' own rates lie; nothing for fewer than two."""
    if len(done.speakers) < _SOME_SPEAKERS:
        return
    columns = (
        Column("DRAFT > NOTE", lambda row: row[0]),
        Column("POOLED", lambda row: _pooled(done, row[1]), right=True),
        Column("MEAN", lambda row: _lie(done, row[1], "mean"), right=True),
        Column("MEDIAN", lambda row: _lie(done, row[1], "median"), right=True),
        Column("DEVIATION", lambda row: _lie(done, row[1], "standard_deviation"), right=True),
    )
    output.table(_RATES, columns)
    output.text("MEAN, MEDIAN and DEVIATION: over speakers, each weighing the same")
    output.text("")


_SOME_SPEAKERS = 2
_RATES = (
    ("WER %", "wer"),
    ("FORMATTED %", "wer_formatted"),
    ("CER %", "cer"),
    ("SER %", "ser"),
)


def _pooled(done: Evaluated, rate: str) -> str:
    return change(*(getattr(done, f"{side}_{rate}") for side in ("draft", "note")))


def _lie(done: Evaluated, rate: str, measure: str) -> str:
    found = [done.spread.get(f"{side}_{rate}") for side in ("draft", "note")]
    return change(*(None if one is None else getattr(one, measure) for one in found))


def print_safety(
    safety: Mapping[str, SafetyCounts], *, sides: tuple[str, str] = ("DRAFT", "NOTE")
) -> None:
    """The facts by class, and what became of them from one side to the other."""
    columns = (
        Column("FACTS", lambda r: r[0]),
        Column("IN FINALS", lambda r: r[1].total, right=True),
        Column(sides[0], lambda r: _fates(r[1], "draft"), right=True),
        Column(sides[1], lambda r: _fates(r[1], "note"), right=True),
        Column("LOST", lambda r: r[1].lost, right=True),
        Column("GAINED", lambda r: r[1].gained, right=True),
        Column("INVENTED", lambda r: r[1].invented, right=True),
    )
    output.table(in_order(safety), columns)
    output.text(f"{sides[0]} and {sides[1]}: right/wrong/missing")
    output.text("")


def in_order(safety: Mapping[str, SafetyCounts]) -> list[tuple[str, SafetyCounts]]:
    """The classes with their counts, the known ones first."""
    others = sorted(set(safety) - set(SAFETY_CLASSES))
    return [(name, safety[name]) for name in (*SAFETY_CLASSES, *others) if name in safety]


def _fates(counts: SafetyCounts, side: str) -> str:
    return "/".join(
        str(getattr(counts, f"{side}_{fate}")) for fate in ("right", "wrong", "missing")
    )


def print_cases(
    cases: Sequence[SafetyCase], *, sides: tuple[str, str] = ("DRAFT", "NOTE")
) -> None:
    """Every fact that was lost, whatever else became of its note; nothing when none was."""
    if not cases:
        return
    columns = (
        Column("LOST FACT", lambda c: c.kind),
        Column("SPEAKER", lambda c: c.speaker),
        Column("ITEM", lambda c: c.item),
        Column(f"FINAL AND {sides[0]}", lambda c: c.final),
        Column(sides[1], lambda c: c.note or "–"),
    )
    output.table(cases, columns)
    output.text("")


def _print_harmed(done: Evaluated, *, all_notes: bool) -> None:
    notes = done.harmed
    if not notes:
        return
    # A fact that was lost is named in every view, however the note did otherwise.
    shown = [n for i, n in enumerate(notes) if all_notes or i < N_NOTES or n.lost]
    output.table(shown, _HARM_COLUMNS)
    if len(shown) < len(notes):
        n_left = len(notes) - len(shown)
        output.text(f"and {n_left} more: draftgenie evaluate show {done.run_id} --notes")
    output.text("")


def _print_confusions(done: Evaluated) -> None:
    if not done.confusions:
        return
    columns = (
        Column("TIMES", lambda c: c.n, right=True),
        Column("FINAL", lambda c: c.reference or "–"),
        Column("NOTE", lambda c: c.hypothesis or "–"),
    )
    output.table(done.confusions, columns)
    output.text("")


_HARM_COLUMNS = (
    Column("HARMED NOTE", lambda n: n.note_id),
    Column("SPEAKER", lambda n: n.speaker),
    Column("ITEM", lambda n: n.item),
    Column("ERRORS", lambda n: f"{n.draft_errors} > {n.note_errors}", right=True),
    Column("LOST", lambda n: facts(n.lost), wrap=True),
    Column("INVENTED", lambda n: facts(n.invented), wrap=True),
)


def facts(counts: Mapping[str, int]) -> str:
    """Facts by class on one line; a dash for none.

    >>> facts({"number": 2, "unit": 1}), facts({})
    ('number 2, unit 1', '–')
    """
    return ", ".join(f"{name} {n}" for name, n in counts.items()) or "–"


def _print_calibration(found: Calibration | None) -> None:
    if found is None:
        return
    columns = (
        Column("CONFIDENCE", lambda b: f"{100 * b.low:.0f} to {100 * b.high:.0f} %", right=True),
        Column("EDITS", lambda b: b.n, right=True),
        Column("CLAIMED", lambda b: percent(b.mean_confidence), right=True),
        Column("RIGHT", lambda b: percent(b.n_right / b.n), right=True),
    )
    output.table(found.bins, columns)
    output.text(
        f"Right: {found.applied_right} of {found.n_applied} applied edits, "
        f"{found.suggested_right} of {found.n_suggested} suggested; "
        f"calibration error {percent(found.ece)}."
    )
    output.text("")


def _print_moves(speakers: Iterable[SpeakerEvaluated]) -> None:
    moved = [s for s in speakers if s.bucket_before != s.bucket_after]
    for s in moved:
        where = f"{s.bucket_before or 'no bucket'} > {s.bucket_after}"
        _line(f"{s.speaker}: {where}")
        for part in textwrap.wrap(s.reason, WIDTH - 2):
            _line(f"  {part}")
    if moved:
        output.text("")


def edits(done: Evaluated) -> list[str]:
    """What became of the drafts' errors and right words, in sentences; none when not counted."""
    fates = done.edits
    if fates is None or done.edits_saved_per_note is None:
        return []
    per_1000 = done.edits_saved_per_1000_words
    saved = "–" if per_1000 is None else f"{per_1000:.1f}"
    lines = f"""\
Errors of the drafts: {fates.fixed} fixed, {fates.kept} kept, {fates.changed} changed to others.
Right words of the drafts: {fates.broken} broken; words added for no reason: {fates.added}.
Of the words changed {percent(done.edit_precision)} are right now; \
of the errors {percent(done.edit_recall)} are fixed.
Edits saved: {done.edits_saved_per_note:.2f} per note, {saved} per 1,000 words."""
    return lines.splitlines()


def further(found: Sureness | None) -> list[str]:
    """The other intervals and tests, a line each; none where the sample says nothing."""
    if found is None or found.ci95_by_note is None:
        return []
    said = [f"95 % interval by note {_between(found.ci95_by_note)}"]
    if found.ci95_by_speaker is not None:
        said.append(f"by whole speaker {_between(found.ci95_by_speaker)}")
    tests = [
        f"{name} p {_shown(p)} ({n} {units})"
        for name, p, n, units in (
            ("MAPSSWE", found.mapsswe_p, found.n_segments, "segments"),
            ("Wilcoxon", found.wilcoxon_p, found.n_changed, "notes"),
        )
        if p is not None
    ]
    lines = [", ".join(said)] + ([", ".join(tests)] if tests else [])
    return [f"{line}." for line in lines]


def _shown(p: float) -> str:
    """A p-value as it is reported; below what four digits tell, that it is."""
    return "< 0.0001" if p < 0.0001 else f"= {p:.4f}"  # noqa: PLR2004


def reviews(found: Reviewed | None) -> list[str]:
    """How many notes people judged, how, and where the figures say otherwise, a line each."""
    if found is None:
        return []
    sure = "" if found.kappa is None else f", kappa {found.kappa:.2f}"
    counts = f"{found.better} better, {found.same} the same, {found.worse} worse"
    agreed = f"the figures agree on {found.agree}{sure}"
    lines = [f"Reviewed: {found.notes} notes, {counts}; {agreed}."]
    lines += [
        output.visible(f"  {d.speaker}/{d.item}: people say {d.verdict}, the figures {d.outcome}")
        for d in found.disagreements
    ]
    return lines


def _between(interval: tuple[float, float]) -> str:
    return f"{percent(interval[0])} to {percent(interval[1])}"


def similarity(done: Evaluated) -> list[str]:
    """How like the finals the texts are in meaning; nothing when that was not measured."""
    if done.draft_similarity is None or done.note_similarity is None:
        return []
    before, after = done.draft_similarity, done.note_similarity
    return [f"Similarity to the finals: drafts {before:.4f}, notes {after:.4f}."]


def _warned(warning: str) -> str:
    return f"Warning: {warning}."
