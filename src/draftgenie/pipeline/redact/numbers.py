"""Telephone and fax numbers, numbers of records and accounts, addresses on the net."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from draftgenie.domain.redaction import Found, Identifier
from draftgenie.pipeline.redact import _spoken as spoken

if TYPE_CHECKING:
    from collections.abc import Iterator


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_UNIT = (
    r"(?![ \t]*(?:mg|mcg|µg|ug|g|grams?|ml|l|dl|cc|units?|iu|meq|mmol|pmol|nmol|mm|cm|kg|lbs?"
    r"|cfu|copies"
    r"|cells?|k/|x10|per|/|%|international|million|thousand|beats|pg|ng|u/l|daily|times)\b)(?!/)"
)
_NOT_A_RANGE = r"(?<!range )(?<!between )(?<!reference )(?<!normal )(?<!from )(?<!range of )"
_EXTENSION = r"(?:[ ,;]*(?:x|ext\.?|extension)[ .:]*\d{1,6}\b)?"
_SEP = r"[ .\-–/]{1,3}"
_PHONES = (
    _pattern(
        rf"(?<![\w.-])(?:\+?1{_SEP})?(?:\(\d{{3}}\)[ .-]*|\d{{3}}{_SEP})\d{{3}}{_SEP}\d{{4}}"
        rf"(?![\w]|-\d){_EXTENSION}"
    ),
    _pattern(rf"(?<!\w)\+\d{{1,3}}(?:[ .()-]{{1,2}}\d{{1,5}}){{2,5}}(?!\w){_EXTENSION}"),
    _pattern(rf"(?<![\w.-])\+\d{{8,15}}(?!\w){_EXTENSION}"),
    _pattern(r"(?<![\w.-])\(?0\d{2,4}\)?(?:[ -]\d{3,4}){2}(?![\w]|-\d)"),
    _pattern(r"(?<![\w.-])0\d{4}[ -]\d{6}(?!\w)"),
    _pattern(rf"{_NOT_A_RANGE}(?<![\w./-])\d{{3}}[-.]\d{{4}}(?![\w/]|[-.]\d){_EXTENSION}{_UNIT}"),
    _pattern(
        r"\b(?:phone|telephone|tel|mobile|cell|pager|beeper|call(?:ed|back)?|contact|reach(?:ed)?"
        r"|fax|ext|extension|number)(?: number| no\.?| #)?(?: (?:is|at|me|us|him|her|them|back|the"
        r"|clinic|office|on))*[: #.]*(?P<id>\+?\(?\d[\d ().-]{5,18}\d)(?!\w)"
    ),
    _pattern(r"\b(?:ext\.?|extension|pager|beeper)[ .:#]*(?P<id>\d{3,7})\b"),
)
_SPOKEN_DIGIT = rf"(?:(?:double |triple )?{spoken.DIGIT}|hundred)"
_SPOKEN_RUN = rf"{_SPOKEN_DIGIT}(?:(?:,? |-|, dash |\.? dash ){_SPOKEN_DIGIT}){{6,20}}"
_SPOKEN = _pattern(rf"\b{_SPOKEN_RUN}\b")
_SPOKEN_ANY = rf"(?:{_SPOKEN_DIGIT}|{spoken.TWO_DIGITS}|\d{{1,4}}|dash|hyphen|slash|[a-z])"
_FAX_BEFORE = _pattern(r"\bfax(?:ed|ing)?\b[^.\n]{0,40}$")
_SSN_BEFORE = _pattern(r"\b(?:ssn?|social security|social)\b[^.\n]{0,30}$")
_SSN = (
    _pattern(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    _pattern(
        r"\b(?:ssn?|social security(?: number| no\.?| #)?|social(?: is|:))[^\w\n]*"
        r"(?:(?:number|no|is|ending in|last (?:4|four)(?: of)?(?: digits)?)[^\w\n]*){0,3}"
        r"(?P<id>(?:[x*]{2,3}[- ]?[x*]{2}[- ]?)?\d[\d -]{2,9}\d)(?!\w)"
    ),
    _pattern(
        r"\blast (?:4|four)(?: digits)?(?: of)?(?: (?:his|her|the|their))? (?:ssn|social)"
        r"(?: security)?(?: number)?(?: is| are)?[: ]+(?P<id>\d{4})\b"
    ),
)
_IS = r"(?:[ \t]*(?:number|num|no\.?|nr\.?|#|id|is|was|of|:|=|-|are|numbers?)){0,4}[ \t:#=.,-]*"
_NUMBER = (
    r"(?P<id>(?=[\w./-]*\d{2}|[a-z]+\d|\d+[a-z])[a-z0-9](?:[\w./-]{0,28}[a-z0-9])?(?: \d{2,6}\b)*)"
)
_RECORD_CUE = (
    r"\b(?:mrn?|med(?:ical)?[ .]rec(?:ord)?s?|health record|record|chart"
    r"|patient id(?:entifier)?|pt id"
    r"|hospital(?= (?:number|no|id|#))|unit(?= (?:number|no\b|#))|visit(?= (?:number|no\b|id|#))"
    r"|encounter(?= (?:number|no\b|id|#|:))|csn|fin|case(?= (?:number|no\b|id|#))|accession"
    r"|specimen"
    r"|order(?= (?:number|no\b|id|#))|requisition|nhs(?= (?:number|no))|licen[cs]e|dea|npi|upin"
    r"|certificate|passport|vin|plate|registration|serial|lot(?= (?:number|no\b|#))|device id|udi"
    r"|model(?= (?:number|no\b|#))|job(?= (?:number|no\b|id|#))|dictation(?= (?:number|no\b|id|#))"
    r"|document(?= (?:number|no\b|id|#))|confirmation|driver['’]?s? licen[cs]e|id(?= (?:number"
    r"|no\b|#|:)))"
)
_ACCOUNT_CUE = (
    r"\b(?:acc(?:oun)?t|policy|member(?=['’]?s? (?:number|no\b|id|#))|insurance(?= (?:number"
    r"|no\b|id|#|policy|member))"
    r"|subscriber|medicare(?= (?:number|no\b|id|#|beneficiary))|medicaid(?= (?:number|no\b|id"
    r"|#))|beneficiary"
    r"|health plan|plan(?= (?:number|no\b|id|#))|group(?= (?:number|no\b|id|#))|claim"
    r"|authorization"
    r"|auth(?= (?:number|no\b|#))|invoice|billing|credit card|card(?= (?:number|no\b|#))|bank"
    r"|iban|mbi)"
)
_SPOKEN_NUMBER = (
    rf"(?P<id>(?:[a-z] ){{0,3}}(?:{_SPOKEN_DIGIT}|{spoken.TWO_DIGITS}|\d+)"
    rf"(?:[ ,-]+{_SPOKEN_ANY}\b){{2,20}})"
)
_CUED = tuple(
    (kind, _pattern(rf"{cue}{_IS}{token}"))
    for kind, cue in ((Identifier.RECORD, _RECORD_CUE), (Identifier.ACCOUNT, _ACCOUNT_CUE))
    for token in (
        rf"{_NUMBER}(?![\w]){_UNIT}",
        _SPOKEN_NUMBER,
    )
)
_BARE = (
    _pattern(rf"(?<![\w.,/-])\d{{7,}}(?![\w]|[.,]\d|-\d){_UNIT}"),
    re.compile(r"(?<![\w.-])[A-Z]{1,4}[-#]?\d{6,}(?![\w])"),
    re.compile(r"(?<![\w.-])\d{2,}-\d{5,}(?:-\d+)?(?![\w-])"),
    re.compile(r"(?<![\w.-])\d{1,4}[A-Z]{1,3}\d{1,2}[A-Z]{1,3}\d{2,4}(?!\w)"),
    _pattern(r"(?<![\w.-])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?![\w-])"),
)
_BEHIND_PATIENT = re.compile(
    r"^[ \t]*(?:patient|pt|name)[^\n:()]{0,20}:[^()\n]{0,60}\((?P<id>[A-Z]{0,4}\d[\d-]{3,13})\)",
    re.IGNORECASE | re.MULTILINE,
)
_TLD = r"(?:com|org|net|edu|gov|mil|info|health|care|io|uk|ca|de|fr|au|us|eu|int)"
_EMAIL = (
    _pattern(r"[\w.+%'’-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    _pattern(
        r"\b[\w-]{1,40}(?: (?:dot|underscore|dash|hyphen|period) [\w-]{1,40}){0,4} (?:at|@) "
        rf"[\w-]{{1,40}}(?: (?:dot|point) [\w-]{{1,40}}){{0,3}} (?:dot|point) {_TLD}(?: dot uk)?\b"
    ),
)
_URL = (
    _pattern(r"\b(?:https?|ftp)://[^\s<>\"')\]]{1,300}[^\s<>\"')\].,;:!?]"),
    _pattern(
        r"\bwww\.[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?:/[^\s<>\"')\],;]{0,200}[^\s<>\"')\].,;:!?])?"
    ),
    _pattern(
        rf"(?<![@\w.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}{_TLD}\b(?:/[\w./?=&%#~-]{{0,200}}[\w/])?(?![\w@])"
    ),
    _pattern(
        r"\b(?:(?:https? colon slash slash )?(?:www|triple w|w w w) (?:dot|point) )?"
        rf"[\w-]{{2,40}}(?: (?:dot|point) [\w-]{{1,40}}){{0,2}} (?:dot|point) {_TLD}\b"
        r"(?: (?:slash|forward slash) [\w-]{1,40}){0,4}"
    ),
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IP = (
    _pattern(rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?![\w]|\.\d)(?::\d{{1,5}}\b)?"),
    _pattern(
        r"(?<![\w:.])(?=[\da-f:]*[\da-f]{2}|::)(?=[\da-f:]*:[\da-f:]*:)"
        r"(?:[\da-f]{0,4}:){3,7}[\da-f]{1,4}(?![\w:])"
    ),
    _pattern(
        r"(?<![\w:.])(?:[\da-f]{1,4}:){1,6}:(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,5})?(?![\w:])"
    ),
    _pattern(r"\b\d{1,3}(?: (?:dot|point) \d{1,3}){3}\b"),
)


def find_numbers(text: str) -> Iterator[Found]:
    """Telephone and fax numbers, social security, record and account numbers."""
    for kind, patterns in ((Identifier.PHONE, _PHONES), (Identifier.SSN, _SSN)):
        for start, end in _places(patterns, text):
            yield Found(start, end, _fax_or(kind, text, start))
    for match in _SPOKEN.finditer(text):
        yield Found(match.start(), match.end(), _spoken_kind(text, match.start()))
    for kind, pattern in _CUED:
        for start, end in _places((pattern,), text):
            yield Found(start, end, kind)
    for start, end in _places((*_BARE, _BEHIND_PATIENT), text):
        yield Found(start, end, Identifier.RECORD)


def find_net(text: str) -> Iterator[Found]:
    """E-mail addresses, web addresses and IP addresses, dictated ones too."""
    for kind, patterns in (
        (Identifier.EMAIL, _EMAIL),
        (Identifier.URL, _URL),
        (Identifier.IP, _IP),
    ):
        for start, end in _places(patterns, text):
            yield Found(start, end, kind)


def _places(patterns: tuple[re.Pattern[str], ...], text: str) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        group = "id" if "id" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield match.span(group)


def _fax_or(kind: Identifier, text: str, start: int) -> Identifier:
    before = text[max(0, start - 60) : start]
    is_fax = kind is Identifier.PHONE and _FAX_BEFORE.search(before)
    return Identifier.FAX if is_fax else kind


def _spoken_kind(text: str, start: int) -> Identifier:
    before = text[max(0, start - 60) : start]
    if _SSN_BEFORE.search(before):
        return Identifier.SSN
    return _fax_or(Identifier.PHONE, text, start)
