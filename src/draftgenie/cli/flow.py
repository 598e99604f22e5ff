"""How the two distributions over the buckets, and the flow between them, look to people."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING

from draftgenie.cli import output
from draftgenie.cli.output import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from draftgenie.services.flow import Flow, Passage, Period


def print_crossings(flow: Flow) -> None:
    """The source system's buckets down, DraftGenie's across; nothing without assumed buckets."""
    counts = {(c.assumed, c.assigned): c.speakers for c in flow.crossings}
    rows = [b for b in flow.buckets if any(assumed == b for assumed, _ in counts)]
    # The last of them stands for no bucket.
    if rows in ([], [flow.buckets[-1]]):
        return
    columns = [Column("ASSUMED > ASSIGNED", str)]
    columns += [Column(name, _count(counts, name), right=True) for name in flow.buckets]
    output.table(rows, columns)
    output.text("")


def _count(counts: Mapping[tuple[str, str], int], assigned: str) -> Callable[[str], int]:
    return lambda assumed: counts.get((assumed, assigned), 0)


def print_periods(flow: Flow) -> None:
    """How many speakers each bucket held at each period's end, with the moves inside it.

    Begins with the first period in which somebody moved; nothing when nobody did.
    """
    rows = list(dropwhile(lambda period: not period.moves, flow.periods))
    if not rows:
        return
    columns = [Column(flow.unit.value.upper(), lambda p: p.name)]
    columns += [Column(name, _held(name), right=True) for name in flow.buckets]
    columns.append(Column("MOVES", _moves, wrap=True))
    output.table(rows, columns)
    output.text("")


def _held(bucket: str) -> Callable[[Period], int]:
    return lambda period: period.assigned[bucket]


def _moves(period: Period) -> str:
    return ", ".join(map(_passage, period.moves))


def _passage(passage: Passage) -> str:
    by_hand = f" ({passage.by_hand} by hand)" if passage.by_hand else ""
    return f"{passage.before} > {passage.after} {passage.moves}{by_hand}"
