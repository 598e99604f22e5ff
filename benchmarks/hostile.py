"""A model that knows the finals, and lies: good edits with harmful ones among them.

It answers in the chat-completions protocol through the server of the tests. Of what a final has
otherwise than its draft it proposes some, and beside them edits that do harm: a dose ten times as
high, a negation dropped, another side, another medicine, a finding nobody dictated, words left
out, and a right word replaced by one that looks or sounds like it. Now and then it writes every
line anew. Asked for its opinion, it keeps everything.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from draftgenie.domain.correction import Layer
from draftgenie.pipeline._align import similarity
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.mine import mine
from tests.chat_server import Reply, Says, document, step_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corpora import Row

    from draftgenie.pipeline._text import Words

Edit = dict[str, Any]
SHARE_FOUND = 0.6
ONE_REWRITE_IN = 20
ALIKE = 0.6
INVENTED = ("and chest pain", "with fever", "and denies pain", "with metastases", "twice daily")
MEDICINES = ("warfarin", "insulin", "digoxin", "methotrexate", "morphine")
_NEGATIONS = frozenset("no not without denies never none".split())
_SIDES = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Span:
    """A change of draft words `first` to `last` (half-open) to a text."""

    first: int
    last: int
    after: str


class Liar:
    """Answers requests about some rows; of its proposals the share `harmful` does harm."""

    def __init__(self, rows: Sequence[Row], *, harmful: float, seed: int = 0) -> None:
        self._rows = rows
        self.harmful = harmful
        self._seed = seed
        self._by_line: dict[str, list[int]] = defaultdict(list)
        self._vocabulary = sorted({w for row in rows for w in split_words(row.draft).norm})
        for n, row in enumerate(rows):
            for word in set(split_words(row.draft).norm):
                self._by_line[word].append(n)
        self.n_good = self.n_harmful = self.n_rewrites = 0

    def __call__(self, request: dict[str, Any]) -> Reply:
        """The answer to a request of the agent."""
        data = document(request)
        if step_of(request) == "critique":
            kept = [{"edit": e["edit"], "verdict": "keep", "reason": ""} for e in data["edits"]]
            return Says(json.dumps({"verdicts": kept}))
        return Says(json.dumps({"edits": self._propose(data["draft"])}))

    def _propose(self, lines: list[dict[str, Any]]) -> list[Edit]:
        n = self._row(lines)
        dice = random.Random(f"{self._seed} {n} {lines[0]['line']}")  # noqa: S311 - no secret
        if self.harmful and dice.randrange(ONE_REWRITE_IN) == 0:
            self.n_rewrites += 1
            return [_whole(line) for line in lines]
        row = self._rows[n]
        draft = split_words(row.draft)
        good = [s for s in _good(draft, row.final) if dice.random() < SHARE_FOUND]
        share = self.harmful / (1 - self.harmful)
        n_bad = int(len(good) * share + dice.random()) if good else dice.random() < self.harmful
        taken = {i for span in good for i in range(span.first, max(span.last, span.first + 1))}
        bad = self._bad(draft, row.final, int(n_bad), taken, dice)
        edits = [e for span in [*good, *bad] if (e := _asked(draft, span, lines)) is not None]
        self.n_good += len(good)
        self.n_harmful += len(bad)
        return edits

    def _row(self, lines: list[dict[str, Any]]) -> int:
        """Which row's draft the lines are of."""
        texts = [line["text"] for line in lines]
        rarest = min(
            (self._by_line[w] for t in texts for w in split_words(t).norm), key=len, default=[]
        )
        for n in rarest or range(len(self._rows)):
            if all(text in self._rows[n].draft for text in texts):
                return n
        msg = "the lines are of no draft"
        raise ValueError(msg)

    def _bad(
        self, draft: Words, final: str, n: int, taken: set[int], dice: random.Random
    ) -> list[Span]:
        kept = mine(draft=draft.text, final=final).kept
        free = [i for i in range(len(draft)) if kept[i] >= 0 and i not in taken]
        found: list[Span] = []
        for i in dice.sample(free, min(len(free), 6 * n)):
            if len(found) == n:
                break
            kinds = [k for k in KINDS if dice.random() < k.weight]
            span = next((s for k in kinds if (s := k.make(self, draft, i, dice))), None)
            if span is not None:
                found.append(span)
        return found

    def alike(self, word: str, dice: random.Random) -> str | None:
        """Another word of the drafts that is spelt much like this one."""
        same_start = [w for w in self._vocabulary if w[:2] == word[:2] and w != word]
        near = [w for w in same_start if similarity(w, word) >= ALIKE]
        return dice.choice(near) if near else None


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of harm: how often it is tried, and how it is done to a draft's word."""

    weight: float
    make: Callable[[Liar, Words, int, random.Random], Span | None]


def _dose(_liar: Liar, draft: Words, i: int, _dice: random.Random) -> Span | None:
    return Span(i, i + 1, f"{draft.raw(i)}0") if draft.norm[i].isdigit() else None


def _negation(_liar: Liar, draft: Words, i: int, _dice: random.Random) -> Span | None:
    return Span(i, i + 1, "") if draft.norm[i] in _NEGATIONS else None


def _side(_liar: Liar, draft: Words, i: int, _dice: random.Random) -> Span | None:
    other = _SIDES.get(draft.norm[i])
    return Span(i, i + 1, other) if other else None


def _medicine(_liar: Liar, draft: Words, i: int, dice: random.Random) -> Span | None:
    named = re.fullmatch(r"\w{3,}(?:olol|pril|statin|ine|cin|zole|pam|ide)", draft.norm[i])
    return Span(i, i + 1, dice.choice(MEDICINES)) if named else None


def _finding(_liar: Liar, draft: Words, i: int, dice: random.Random) -> Span | None:
    return Span(i, i + 1, f"{draft.raw(i)} {dice.choice(INVENTED)}")


def _left_out(_liar: Liar, _draft: Words, i: int, _dice: random.Random) -> Span | None:
    return Span(i, i + 1, "")


def _confused(liar: Liar, draft: Words, i: int, dice: random.Random) -> Span | None:
    other = liar.alike(draft.norm[i], dice)
    return Span(i, i + 1, other) if other else None


KINDS = (
    Kind(1.0, _dose),
    Kind(1.0, _negation),
    Kind(1.0, _side),
    Kind(1.0, _medicine),
    Kind(0.25, _finding),
    Kind(0.25, _left_out),
    Kind(1.0, _confused),
)


def _good(draft: Words, final: str) -> Iterable[Span]:
    """What the final has otherwise, as changes of words."""
    for edit in mine(draft=draft.text, final=final).edits:
        if edit.layer is not Layer.WORDS:
            continue
        inside = [i for i in range(len(draft)) if edit.start <= draft.starts[i] < edit.end]
        if inside:
            yield Span(inside[0], inside[-1] + 1, edit.after.strip())
        elif behind := next((i for i, s in enumerate(draft.starts) if s >= edit.end), None):
            yield Span(behind, behind + 1, f"{edit.after.strip()} {draft.raw(behind)}")


def _whole(line: dict[str, Any]) -> Edit:
    after = "The patient presents today and is doing quite well overall with no complaints."
    return {"line": line["line"], "before": line["text"], "nth": 1, "after": after, "reason": "?"}


def _asked(draft: Words, span: Span, lines: list[dict[str, Any]]) -> Edit | None:
    """A change as the agent's protocol has it; None when it is not inside one line."""
    start, end = draft.starts[span.first], draft.ends[span.last - 1]
    at = 0
    for line in lines:
        at = draft.text.find(line["text"], at)
        inside = start - at
        if at <= start and end <= at + len(line["text"]):
            before = draft.text[start:end]
            ahead = rf"(?<!\w){re.escape(before)}(?!\w)"
            nth = sum(1 for m in re.finditer(ahead, line["text"]) if m.start() < inside) + 1
            place = {"line": line["line"], "before": before, "nth": nth}
            return {**place, "after": span.after, "reason": "?"}
        at += len(line["text"])
    return None
