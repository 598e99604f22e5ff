"""Streets, post boxes, places with their state, and postcodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from draftgenie.domain.redaction import Found, Identifier
from draftgenie.pipeline.redact import _spoken as spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATE_NAME = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|"
    "Hawaii"
    "|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan"
    "|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico"
    "|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island"
    "|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia"
    "|Wisconsin|Wyoming|Ontario|Quebec|British Columbia|Alberta"
)
_STATE_CODE = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ"
    "|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|ON|QC|BC|AB"
)
_SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl"
    r"|Terrace"
    r"|Ter|Parkway|Pkwy|Circle|Cir|Highway|Hwy|Square|Sq|Trail|Trl|Close|Crescent|Cres|Row|Mews"
    r"|Loop"
    r"|Alley|Turnpike|Pike|Gardens|Grove|Hill|Walk|Broadway|Plaza)\b\.?"
)
_WORD = r"(?:(?:St|Mt|Ft|[NSEW])\.|[A-Z0-9][\w'’-]{0,30})"
_UNIT = r"(?:,? *(?:#|(?:Apt|Apartment|Unit|Suite|Ste|Room|Rm|Floor|Fl|Flat)\b\.?) *#?[\w-]{1,6})?"
_ZIP = r"\d{5}(?:-\d{4})?\b"
_TOWN = r"[A-Z][A-Za-z.'’-]{1,30}(?: [A-Z][A-Za-z.'’-]{1,30}){0,2}"
_STATE = rf"(?:{_STATE_NAME}|(?:{_STATE_CODE})\b)"
_TAIL = rf"(?:,? *\n? *{_TOWN},? *(?:{_STATE}(?:,? *{_ZIP})?))?"
_WRITTEN = (
    re.compile(
        rf"(?<![\w/.,-])\d{{1,6}}[A-Za-z]?(?:-\d+)? +(?:[NSEW]{{1,2}}\.? +)?(?:{_WORD} +){{1,4}}"
        rf"{_SUFFIX}(?: +[NSEW]{{1,2}}\b\.?)?{_UNIT}{_TAIL}"
    ),
    re.compile(
        rf"\b(?:P\.? ?O\.? ?|p\.? ?o\.? ?|Post Office )(?:Box|box) +\d+{_TAIL}", re.IGNORECASE
    ),
    re.compile(rf"(?<![\w-]){_TOWN}, ?(?:{_STATE_CODE})\b(?:,? +{_ZIP})?"),
    re.compile(rf"\b{_TOWN},? (?:{_STATE_NAME})\b(?:,? +{_ZIP})?"),
    re.compile(rf"\b{_STATE},? +{_ZIP}"),
    re.compile(r"\b\d{5}-\d{4}\b"),
    re.compile(r"\b(?:Apt|Apartment|Suite|Ste|Flat)\b\.? *#?\d[\w-]{0,5}"),
    re.compile(r"(?<![\w-])[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?![\w-])"),
    re.compile(
        r"(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d(?![\w-])"
    ),
)
_ZIP_CUED = re.compile(
    rf"\b(?:zip|postal|post)[ -]?(?:code)?(?: is)?[: ]+(?P<place>{_ZIP}"
    rf"|[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}\b"
    rf"|{spoken.DIGIT}(?:[ -]{spoken.DIGIT}){{4,8}}\b)",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\b(?:[Ll]iv(?:es|ed|ing)|[Rr]esid(?:es|ed|ing)|[Rr]esident|native|Native|[Mm]oved(?: here)?"
    r"|[Rr]elocated"
    r"|[Hh]ails|[Gg]rew up|[Tt]ravel(?:s|l?ed)?|[Bb]orn)(?: (?:back|recently|alone))?"
    rf" (?:in|of|from|to|near|outside)(?: the (?:town|city|village) of)? (?P<place>{_TOWN})"
)
_FULL_SUFFIX = (
    r"(?:street|avenue|road|boulevard|lane|drive|court|parkway|highway|terrace|circle|crescent)"
)
_NUMERAL = rf"(?:{spoken.DIGIT}|{spoken.TWO_DIGITS}|hundred|thousand)"
_NUMBER = rf"(?:\d{{1,5}}|{_NUMERAL}(?:[ -]{_NUMERAL}){{0,6}})"
_SPOKEN = re.compile(
    rf"\b{_NUMBER}((?: (?:north|south|east|west))? [a-z]+(?: [a-z]+)?) {_FULL_SUFFIX}\b"
    rf"(?:,? (?:apartment|unit|suite|number) (?:{_NUMBER}|[a-z]\b)(?: [a-z]\b)?)?",
    re.IGNORECASE,
)
_NOT_A_STREET = frozenset(
    "the a an this that his her their our in on of to from down up across off at per by and or "
    "is was "
    "mg times time blocks block minutes miles mile days day weeks week hours hour months month "
    "years "
    "year disk blood fracture hard tidal inspiratory respiratory steps laps feet foot meters "
    "people "
    "percent units degrees".split()
)


_OTHER_MEANINGS = frozenset("CT PA MD MS OR ID".split())


def find_places(text: str) -> Iterator[Found]:
    """Addresses and their parts; states and countries alone are none."""
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            if not _is_no_state(match.group()):
                yield Found(match.start(), match.end(), Identifier.ADDRESS)
    for pattern in (_ZIP_CUED, _LIVES):
        for match in pattern.finditer(text):
            yield Found(*match.span("place"), Identifier.ADDRESS)
    for match in _SPOKEN.finditer(text):
        if not _NOT_A_STREET & set(match[1].lower().split()):
            yield Found(match.start(), match.end(), Identifier.ADDRESS)


def _is_no_state(found: str) -> bool:
    """Whether it reads `Chest, PA`: what is a view, a scan or a degree as often as a state."""
    has_number = any(c.isdigit() for c in found)
    return not has_number and found.rpartition(",")[2].strip() in _OTHER_MEANINGS
