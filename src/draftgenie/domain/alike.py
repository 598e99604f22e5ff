"""References that are different and look the same to a person."""

from __future__ import annotations

import re
import unicodedata

# Letters of other alphabets that are drawn like a Latin one, and signs that are mixed up.
_LETTERS = "авеԁһіјѕӏкмнорԛгтѵԝхуαβεικμνορτυχωıɡ"
_LATIN = "abedhijsikmhopqrtvwxyabeikuvoptuxwig"
_PLAIN = str.maketrans(_LETTERS, _LATIN)
_ALIKE = str.maketrans(_LETTERS + "01l|", _LATIN + "oiii")
_BETWEEN = re.compile(r"(?<!\d)[\s._-]+|[\s._-]+(?!\d)")


def likeness(ref: str) -> str:
    """What is left of a reference when all that looks alike is taken for the same.

    Case, width, accents, separators, letters of other alphabets drawn like Latin ones, and the
    digits 0 and 1 beside o, i and l do not count. A separator between two digits does.

    >>> likeness("Dr_Okafor") == likeness("dr-ok\u0430f0r")
    True
    >>> likeness("visit-1-11") == likeness("visit-11-1")
    False
    """
    folded = unicodedata.normalize("NFKD", ref).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    # Before digits become letters, because a separator between two of them counts.
    return _BETWEEN.sub("", plain).translate(_ALIKE).replace("rn", "m")


def spellings(ref: str) -> set[str]:
    """Other ways to write a reference by which one that looks the same is most often stored.

    All in small letters or in capitals, in plain letters where it has some that only look so.

    >>> sorted(spellings("Visit-1"))
    ['VISIT-1', 'visit-1']
    """
    plain = unicodedata.normalize("NFKC", ref).translate(_PLAIN)
    small = plain.lower().translate(_PLAIN)
    return {plain, small, small.upper()} - {ref}
