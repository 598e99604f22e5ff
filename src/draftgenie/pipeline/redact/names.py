"""Names of people: from a roster, behind titles and cues, and from lists of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from draftgenie.domain.redaction import Found, Identifier
from draftgenie.pipeline.redact import _tokens as tokens
from draftgenie.pipeline.redact import _words as words
from draftgenie.pipeline.redact._names import FIRST
from draftgenie.pipeline.redact._ordinary import ORDINARY
from draftgenie.pipeline.redact._tokens import WORD, Token, fold, is_initial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.pipeline.redact._tokens import Takes

MOST_WORDS = 4
_DOSE = re.compile(
    r"[ \t]{0,3}(?:\d[\d.,]{0,9}[ \t]{0,3}(?:mg|mcg|g|ml|units?|%|iu|meq)\b|(?:tablets?|tabs?"
    r"|pills?|capsules?"
    r"|patch(?:es)?|injections?|inhaler|cream|ointment|drops|insulin|oral|contraceptive)\b)",
    re.IGNORECASE,
)
_THING = re.compile(r"(?:['’]s)?[ -]{1,2}(?P<word>[^\W\d_]+)")
_BEFORE = 40
_CREDENTIAL = re.compile(rf"(?:,[ \t]{{0,3}}|[ \t]{{1,3}})(?P<what>{words.CREDENTIALS})(?![\w-])")
_SPELLED = re.compile(
    r"(?<![\w.-])(?:[A-Za-z](?:-[A-Za-z]){3,20}"
    r"|(?i:(?<=spelled )|(?<=spelling )|(?<=spell )"
    r"|(?<=spells ))[A-Za-z](?:[-. ]{1,2}[A-Za-z]){2,20})"
    r"(?![\w-])"
)
_HEADING = re.compile(
    r"^([^\W\d_][^\W\d_'’-]{1,30}(?:['’-][^\W\d_]{1,30})?, [A-Z][^\W\d_]{1,30}(?:-\w{1,30})?"
    r"(?: [A-Z]\.(?=[ \t]{2}|$)|(?=[ \t]*(?:\(|\||DOB\b|MRN\b|D\.O\.B|Age\b|Sex\b))))",
    re.MULTILINE,
)
_INITIAL_BEHIND = re.compile(
    r" [A-Z]\.?(?=[,;:)]|[ \t]{2}|$)|(?: [A-Z]\.)+(?= [A-Z][a-z])", re.MULTILINE
)
_CUE = re.compile(
    r"\b(?:(?:patient|pt|client)(?:['’]?s)?[ -]name(?: is|:| of)*"
    r"|(?:family|first|last|middle|maiden|given|full|sur)?[ -]?name(?: is|:| of)+"
    r"|patient(?: is|:|,| named)|named|nicknamed|goes by|known as|cc['’]?d?(?:[: ]| to )+"
    r"|(?:carbon )?copy to|copies to|dictat(?:ion|ing)(?: (?:a|this) (?:note|letter))? (?:on|for)"
    r"|(?:dictated|signed|transcribed|reviewed|verified|approved|authenticated|typed|co-?signed"
    r"|witnessed"
    r"|prepared|authored|seen|referred|evaluated|examined|followed|performed|interpreted|assisted"
    r"|accompanied|supervised|read|ordered|requested|attested|recorded|entered|scribed) by:?"
    r"|electronically signed:?|on behalf of|(?:spoke|discussed|speaking|conferred|met) (?:with|to)"
    r"|(?:attending|referring|consulting|ordering|primary care|admitting|treating|supervising)"
    r"(?: (?:physician|provider|doctor|surgeon))?(?: is|:)?|(?:physician|provider|surgeon"
    r"|assistant"
    r"|anesthesiologist|author|scribe|nurse|pcp|gp|therapist|witness|recipient|guarantor"
    r"|subscriber"
    r"|dictator|transcriptionist|informant|historian|contact)(?: is|:)"
    r"|dear|attn:?|attention:?|re:|regarding:?|my name is|this is|i am|sincerely,?|regards,?"
    r"|thank you,?"
    r"|care of|c/o|per|under|as told by|pcp|mrs?\.? and)[ \t]*\n?[ \t]*",
    re.IGNORECASE,
)
_WEAK_CUES = re.compile(
    r"(?:patient(?: is|,)|this is|i am|per|under|re:|regarding:?|attending|referring|consulting"
    r"|ordering|primary care|admitting|treating|supervising|seen by|performed by|read by"
    r"|thank you,?"
    r"|contact(?: is|:)|dictat(?:ion|ing)[\w ]* (?:on|for)|discussed with|met with|care of"
    r"|historian:?|pcp)\s*$",
    re.IGNORECASE,
)
_JOINT = re.compile(r"[ \t]{0,3}(?:,|;|and|&|,[ \t]{0,3}and)[ \t]{1,3}", re.IGNORECASE)


class Names:
    """The words of one text, and the ways to find names among them."""

    def __init__(self, text: str, roster: tuple[str, ...]) -> None:
        self._text = text
        self._tokens = [
            Token(m.start(), m.end() - tokens.n_possessive(m.group()), m.group(), fold(m.group()))
            for m in WORD.finditer(text)
        ]
        self._by_start = {token.start: i for i, token in enumerate(self._tokens)}
        self._roster = tokens.roster_words(roster)

    def find(self) -> Iterator[Found]:
        """Every name by every way; one name may be found several times."""
        for start, end in self._all():
            yield Found(start, end, Identifier.NAME)

    def _all(self) -> Iterator[tuple[int, int]]:
        for pattern in (_SPELLED, _HEADING):
            for match in pattern.finditer(self._text):
                yield match.span(match.lastindex or 0)
        for match in _CUE.finditer(self._text):
            yield from self._behind_cue(match)
        for i, token in enumerate(self._tokens):
            for way in (
                self._behind_title,
                self._of_relation,
                self._listed,
                self._acting,
                self._unknown_together,
            ):
                yield from way(i, token)
            yield from self._of_roster(i, token)
            yield from self._with_credential(i, token)

    def _gap(self, i: int) -> str:
        """What stands between a word and the next one."""
        if i + 1 >= len(self._tokens):
            return "\n"
        return self._text[self._tokens[i].end : self._tokens[i + 1].start]

    def _run(self, i: int, takes: Takes) -> tuple[int, int] | None:
        """The place of a name that begins with word `i`: words taken, initials, particles."""
        end = -1
        taken: tuple[Token, ...] = ()
        for j in range(i, min(i + MOST_WORDS + 2, len(self._tokens))):
            token = self._tokens[j]
            if j > i and not self._is_inside(j - 1):
                break
            if is_initial(token) and (taken or self._leads_on(j)):
                end = j
            elif token.folded in words.PARTICLES and self._leads_on(j):
                continue
            elif (taken and token.folded in words.SUFFIXES) or (
                len(taken) < MOST_WORDS and takes(token, taken)
            ):
                taken, end = (*taken, token), j
            else:
                break
        if not taken or tokens.is_lone_guess(taken, takes):
            return None
        stop = self._tokens[end].end
        return self._tokens[i].start, stop + self._text.startswith(".", stop) * is_initial(
            self._tokens[end]
        )

    def _is_inside(self, i: int) -> bool:
        """Whether a name may go on behind word `i`: a blank, or the point of an initial."""
        gap = self._gap(i)
        return gap in {" ", "  ", "-"} or (
            gap.strip(" ") == "." and (is_initial(self._tokens[i]) or len(gap) == 1)
        )

    def _leads_on(self, i: int) -> bool:
        """Whether a word that could be a name follows the initial or particle at `i`."""
        while i + 1 < len(self._tokens) and self._is_inside(i):
            i += 1
            if self._tokens[i].folded not in words.PARTICLES:
                break
        else:
            return False
        after = self._tokens[i]
        if after.is_capital:
            return not after.is_ordinary or after.folded in words.AMBIGUOUS
        return after.is_name

    def _behind_title(self, i: int, token: Token) -> Iterator[tuple[int, int]]:
        gap = self._gap(i)
        if token.folded not in words.TITLES or gap.strip(" \t") not in {"", "."}:
            return
        if token.folded in {"mr", "ms"} and self._is_unit_or_scan(i):
            return
        found = self._run(i + 1, tokens.takes_title)
        if found is not None:
            yield found

    def _is_unit_or_scan(self, i: int) -> bool:
        """Whether `ms` are milliseconds, or `MR` is a scan."""
        token, after = self._tokens[i], self._tokens[i + 1]
        amount = self._before(token.start).rstrip(" ")[-1:].isdigit()
        return amount or (token.text.isupper() and not after.is_capital)

    def _is_somebody(self, i: int, place: tuple[int, int]) -> bool:
        """Whether a name stands for a person, not for what medicine calls after one."""
        first = self._tokens[i]
        is_thing = first.end == place[1] and first.folded in words.EPONYMS - FIRST
        return not is_thing and self._can_be_bare(place)

    def _behind_cue(self, cue: re.Match[str]) -> Iterator[tuple[int, int]]:
        weak = _WEAK_CUES.search(cue.group()) is not None
        takes = tokens.takes_weakly if weak else tokens.takes_cued
        if weak and not cue.group().lower().startswith(("patient", "dictat")):
            takes = tokens.takes_capital
        i = self._by_start.get(cue.end())
        while i is not None and i < len(self._tokens):
            found = self._listed_pair(i) or self._run(i, takes)
            if found is None or (weak and not self._is_somebody(i, found)):
                return
            yield found
            degree = _CREDENTIAL.match(self._text, found[1])
            joint = _JOINT.match(self._text, degree.end() if degree else found[1])
            i = None if joint is None else self._by_start.get(joint.end())

    def _listed_pair(self, i: int) -> tuple[int, int] | None:
        """`Family, Given`, as lists of patients have it."""
        if i + 1 >= len(self._tokens) or self._gap(i).strip(" ") != ",":
            return None
        family, given = self._tokens[i], self._tokens[i + 1]
        if not (family.is_capital and given.is_capital) or family.folded in words.NOT_NAMES:
            return None
        if given.folded not in FIRST or _CREDENTIAL.match(self._text, family.end):
            return None
        found = self._run(i + 1, tokens.takes_cued)
        return None if found is None else (family.start, found[1])

    def _of_relation(self, i: int, token: Token) -> Iterator[tuple[int, int]]:
        if token.folded not in words.RELATIONS or self._gap(i) not in {" ", ", ", " named "}:
            return
        found = self._run(i + 1, tokens.takes_weakly) or self._dictated_relative(i)
        if found is not None and self._is_somebody(i + 1, found):
            yield found

    def _dictated_relative(self, i: int) -> tuple[int, int] | None:
        """`his wife ngozi can`: one unknown word between somebody's relation and a verb."""
        after = self._tokens[i + 1 : i + 3]
        if not i or len(after) < 2 or self._tokens[i - 1].folded not in words.POSSESSIVES:  # noqa: PLR2004
            return None
        name, verb = after
        if tokens.looks_ordinary(name) or verb.folded not in words.PERSON_VERBS | words.ANY_VERBS:
            return None
        return name.start, name.end

    def _listed(self, i: int, token: Token) -> Iterator[tuple[int, int]]:
        """A name of the lists, with whatever capitalised words belong to it."""
        pair = self._listed_pair(i) if token.is_capital and not token.is_ordinary else None
        if pair is not None:
            yield pair
        if not token.is_name or token.folded in words.EPONYMS:
            return
        found = self._run(i, tokens.takes_listed)
        if found is not None and self._can_be_bare(found):
            yield self._with_initials(i, found)

    def _acting(self, i: int, token: Token) -> Iterator[tuple[int, int]]:
        """Unknown capitalised words that do what only people do."""
        found = (
            self._run(i, tokens.takes_unknown)
            if len(token.text) > 1 and token.is_capital
            else None
        )
        if found is None or not self._can_be_bare(found):
            return
        after = next((t for t in self._tokens[i : i + 8] if t.start >= found[1]), None)
        verbs = words.PERSON_VERBS | (words.ANY_VERBS if self._is_full(found) else frozenset())
        if after is None or after.folded not in verbs:
            return
        if self._text[found[1] : after.start] in {" ", " also ", " currently "}:
            yield self._with_initials(i, found)

    def _unknown_together(self, i: int, token: Token) -> Iterator[tuple[int, int]]:
        """Two capitalised words or more that the language has not, side by side."""
        is_first = token.is_capital and len(token.text) > 1 and not token.is_ordinary
        if not is_first or token.folded in words.EPONYMS:
            return
        found = self._run(i, tokens.takes_unknown)
        if found is not None and self._is_full(found) and self._can_be_bare(found):
            yield self._with_initials(i, found)

    def _is_full(self, place: tuple[int, int]) -> bool:
        """Whether a place has several words, and one of them is no word of the language."""
        found = [m.group() for m in WORD.finditer(self._text, *place)]
        inside = [fold(word) for word in found if len(word) > 1]
        return len(inside) > 1 and any(word not in ORDINARY for word in inside)

    def _of_roster(self, i: int, token: Token) -> Iterator[tuple[int, int]]:
        if token.folded not in self._roster:
            return
        if token.is_ordinary or len(token.folded) < 3:  # noqa: PLR2004 - Li, Wu, Ng
            beside = self._tokens[max(0, i - 1) : i] + self._tokens[i + 1 : i + 2]
            known = any(t.folded in self._roster or t.folded in words.TITLES for t in beside)
            is_somebody = self._is_amid(i) or self._is_acting(i)
            if not known and not (token.is_capital and is_somebody):
                return
        if self._can_be_bare((token.start, token.end)):
            yield self._with_initials(i, (token.start, token.end))

    def _is_acting(self, i: int) -> bool:
        """Whether a verb that only people are the subject of follows."""
        after = self._tokens[i + 1 : i + 2]
        return bool(after) and self._gap(i) == " " and after[0].folded in words.PERSON_VERBS

    def _is_amid(self, i: int) -> bool:
        """Whether a word stands inside a sentence, where a capital means something."""
        before = self._before(self._tokens[i].start).rstrip(" ")
        return bool(before) and before[-1] not in ".!?:\n"

    def _with_credential(self, i: int, token: Token) -> Iterator[tuple[int, int]]:
        degree = _CREDENTIAL.match(self._text, token.end) if token.is_capital else None
        if degree is None:
            return
        is_sure = token.is_name or degree["what"] not in words.NOT_ONLY_DEGREES
        start = None
        for j in range(i, max(-1, i - MOST_WORDS), -1):
            one = self._tokens[j]
            if j < i and not self._is_inside(j):
                break
            plain = one.is_ordinary and (one.folded not in words.AMBIGUOUS or not one.is_capital)
            if plain or not (one.is_capital or one.folded in words.PARTICLES):
                break
            if one.folded in words.TITLES:
                break
            start = one.start
        if start is not None and (is_sure or start < token.start):
            yield start, token.end

    def _with_initials(self, i: int, place: tuple[int, int]) -> tuple[int, int]:
        """The place with the initials before it."""
        start = place[0]
        while i and is_initial(self._tokens[i - 1]) and self._gap(i - 1) in {". ", " ", "."}:
            i -= 1
            before = self._before(self._tokens[i].start)
            if before[-1:] not in {"", " ", "\n", "."} or before.rstrip(" ")[-1:].isdigit():
                break
            start = self._tokens[i].start
        behind = _INITIAL_BEHIND.match(self._text, place[1])
        return start, behind.end() if behind else place[1]

    def _can_be_bare(self, place: tuple[int, int]) -> bool:
        """Whether what follows leaves it a name: no dose, and no thing called after somebody."""
        end = place[1]
        if _DOSE.match(self._text, end):
            return False
        after = _THING.match(self._text, end)
        return after is None or fold(after["word"]) not in words.EPONYM_HEADS

    def _before(self, start: int) -> str:
        """The text before a place, as far as it can matter."""
        return self._text[max(0, start - _BEFORE) : start]
