"""Numbers as they are spoken, as pieces of patterns."""

from __future__ import annotations

ONES = "one|two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"

DIGIT = rf"(?:zero|oh|{ONES})"
"""One digit; `oh` is a nought."""

TWO_DIGITS = rf"(?:(?:{TENS})(?:[ -](?:{ONES}))?|{TEENS})"
"""10 to 99."""

DAY = rf"(?:(?:oh[ -])?(?:{ONES})|{TEENS}|twenty(?:[ -](?:{ONES}))?|thirty(?:[ -]one)?)"
"""1 to 31, as a number."""

_ORDINAL_ONES = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINAL_TEENS = (
    "tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|"
    "nineteenth|twentieth|thirtieth"
)
ORDINAL_DAY = (
    rf"(?:(?:twenty[ -])(?:{_ORDINAL_ONES})|thirty[ -]first|{_ORDINAL_TEENS}|{_ORDINAL_ONES})"
)
"""1st to 31st."""

YEAR = (
    rf"(?:(?:nineteen|twenty)[ -](?:oh[ -](?:{ONES})|{TWO_DIGITS})"
    rf"|nineteen hundred|two thousand(?: and)?(?: (?:{TWO_DIGITS}|(?:oh )?(?:{ONES})))?)"
)
"""1900 to 2099."""
