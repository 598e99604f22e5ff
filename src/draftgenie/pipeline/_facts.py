"""The words a patient depends on: numbers, units, negations, sides and medicines, by value.

Shared by the measurement of safety and by the generator's guard. Works on normalised words
(`words-1`), so signs that are no words (`%`, `°`) are not facts, and neither are the words that
stand for them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from draftgenie.domain.correction import Category
from draftgenie.pipeline._memo import Memo
from draftgenie.pipeline._numbers import NUMBER_WORDS, digits_value, read_number, split_glued

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FACTS = "facts-1"
"""The name of this vocabulary and its rules, part of the signature of every safety count."""


class Fact(NamedTuple):
    """One fact in a list of words: its class, its value, and the half-open range it stands in.

    `kind` is the value of a `Category`: number, unit, negation, laterality or term. Two facts
    say the same when `kind` and `value` are equal: `milligrams` and `mg` have the value `mg`,
    every negation has the value `not`.
    """

    # A plain string, since an enum member hashes in Python code, ten times slower.
    kind: str
    value: str
    start: int
    end: int


_NUMBER = Category.NUMBER.value
_UNIT_CLASS = Category.UNIT.value
_UNITS = {
    "mg": "mg mgs milligram milligrams",
    "mcg": "mcg mcgs microgram micrograms ug µg μg",
    "g": "gram grams gm gms",
    "kg": "kg kgs kilogram kilograms kilo kilos",
    "ml": "ml mls milliliter milliliters millilitre millilitres cc ccs",
    "l": "liter liters litre litres",
    "dl": "dl deciliter deciliters decilitre decilitres",
    "mm": "mm millimeter millimeters millimetre millimetres",
    "cm": "cm cms centimeter centimeters centimetre centimetres",
    "m": "meter meters metre metres",
    "km": "km kilometer kilometers kilometre kilometres",
    "inch": "inch inches",
    "lb": "lb lbs pound pounds",
    "oz": "oz ounce ounces",
    "unit": "unit units iu",
    "meq": "meq meqs milliequivalent milliequivalents",
    "mmol": "mmol mmols millimole millimoles",
    "mmhg": "mmhg",
    "beat/min": "bpm",
    "beat": "beats",
    "tsp": "tsp tsps teaspoon teaspoons",
    "tbsp": "tbsp tbsps tablespoon tablespoons",
    "tablet": "tablet tablets",
    "capsule": "capsule capsules",
    "puff": "puff puffs",
    "s": "seconds secs sec",
    "min": "minute minutes mins",
    "h": "hour hours hr hrs",
    "day": "day days",
    "week": "week weeks wk wks",
    "month": "month months",
    "year": "year years yr yrs",
    "hourly": "hourly",
    "daily": "daily qd q.d qday",
    "nightly": "nightly qhs q.h.s",
    "weekly": "weekly qweek",
    "monthly": "monthly",
    "bid": "bid b.i.d",
    "tid": "tid t.i.d",
    "qid": "qid q.i.d",
    "prn": "prn p.r.n",
}
_UNITS_BEHIND_A_NUMBER = {
    "g": "g",
    "l": "l",
    "m": "m",
    "inch": "in",
    "ft": "feet ft",
    "s": "s second",
    "min": "min",
    "h": "h",
    "day": "d",
    "month": "mo mos",
    "drop": "drop drops gtt gtts",
    "tablet": "tab tabs",
    "capsule": "cap caps",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: unit for unit, words in table.items() for word in words.split()}


_UNIT = _by_word(_UNITS)
_UNIT_BEHIND_A_NUMBER = _by_word(_UNITS_BEHIND_A_NUMBER)
_UNIT_PART = _UNIT | _UNIT_BEHIND_A_NUMBER

_NEGATIONS = _words(
    "no not nor neither never none nothing nobody without w/o cannot cant absent absence"
    " deny denies denied denying negative negatives nonexistent"
)
_SIDES = {
    "left": "left",
    "lt": "left",
    "right": "right",
    "rt": "right",
    "bilateral": "bilateral",
    "bilaterally": "bilateral",
    "unilateral": "unilateral",
    "unilaterally": "unilateral",
    "ipsilateral": "ipsilateral",
    "contralateral": "contralateral",
}
_NO_SIDE_BEFORE = {
    "left": _words("he she they i we you who i've has had i'd it"),
    "right": _words("all that's it's you're"),
}
_NO_SIDE_AFTER = {
    "left": _words("over behind"),
    "right": _words("now away here there after before"),
}
_NUMBER_GOES_ON = frozenset(["and", "point", "over", "out"])
_ONE_IS_NO_NUMBER_BEHIND = _words(
    "this that no any each every another which the some first last next other"
)
_MEDICINE = re.compile(
    r"(?!april$)[a-z]{2,}(?:olol|pril|statin|sartan|azole|cillin|mycin|micin|gliflozin|glutide"
    r"|gliptin|glitazone|tidine|dipine|triptan|oxetine|azepam|zolam|cycline|floxacin|parin"
    r"|xaban|grel|setron|caine|barbital|cyclovir|tinib|dronate|thiazide|semide|afil|prost"
    r"|lukast|terol|olone|asone|profen|triptyline|ciclib|mab|limus)"
)
_TURNING_PREFIX = re.compile(r"(?:hypo|hyper|brady|tachy)[a-z]{4,}")
_MEDICINES = _words(
    "acetaminophen acetylsalicylic albuterol allopurinol amiodarone aspirin baclofen bupropion"
    " buspirone citalopram clonidine clopidogrel codeine colchicine coumadin digoxin"
    " diphenhydramine epinephrine norepinephrine escitalopram fentanyl gabapentin glipizide"
    " glimepiride glyburide haloperidol heparin humira hydralazine hydrocodone hydromorphone"
    " hydroxychloroquine insulin keppra ketamine lamotrigine lasix levetiracetam levothyroxine"
    " lexapro lipitor lithium lorcet lyrica metformin methadone methotrexate methylphenidate"
    " metoclopramide montelukast morphine naloxone naproxen nitroglycerin norco nystatin"
    " oxycodone percocet plavix potassium prednisone pregabalin procardia quetiapine"
    " risperidone sertraline spironolactone sulfasalazine synthroid tramadol trazodone tylenol"
    " ultram valproate vancomycin venlafaxine vicodin warfarin xanax zofran zoloft"
)


class _Entry(NamedTuple):
    """What a word can be by itself; `read` looks at the words around it, if they matter."""

    kind: str
    value: str
    read: Callable[[Sequence[str], int], list[Fact]] | None = None


def _look_up(word: str) -> _Entry | None:
    if word in NUMBER_WORDS or any(c.isdigit() for c in word):
        return _Entry(_NUMBER, word, _read_numbers)
    if word in _UNIT_PART or _slashed_unit(word):
        return _Entry(_UNIT_CLASS, word, _read_units)
    if word in _NEGATIONS or word.endswith("n't"):
        return _Entry(Category.NEGATION.value, "not")
    if word in _SIDES:
        return _Entry(Category.LATERALITY.value, _SIDES[word], _read_sides)
    if word in _MEDICINES or _MEDICINE.fullmatch(word) or _TURNING_PREFIX.fullmatch(word):
        return _Entry(Category.TERM.value, word)
    return None


_ENTRIES = Memo(_look_up)


def is_settled_term(word: str) -> bool:
    """Whether a word is a term by itself: a medicine that is known by name, or hypo- and hyper-.

    Of one that only ends as medicines do it cannot be said that there is such a medicine.

    >>> is_settled_term("warfarin"), is_settled_term("metropolol"), is_settled_term("hypotension")
    (True, False, True)
    """
    return word in _MEDICINES or _TURNING_PREFIX.fullmatch(word) is not None


def _is_number(word: str) -> bool:
    entry = _ENTRIES[word]
    return entry is not None and entry.kind == _NUMBER


def _slashed_unit(word: str) -> str | None:
    """`mg/dl` in its canonical form; None when a part is no unit."""
    if "/" not in word:
        return None
    parts = [_UNIT_PART.get(part) for part in word.split("/")]
    return "/".join(part or "" for part in parts) if all(parts) else None


def facts(words: Sequence[str], *, terms: frozenset[str] = frozenset()) -> list[Fact]:
    """The facts in a list of normalised words, by place.

    Args:
        words: normalised words (`words-1`).
        terms: normalised terms to protect besides medicines known by their form; several words
            are joined by one space.

    >>> [(f.kind, f.value, f.start, f.end)
    ...  for f in facts("denies pain take twenty five milligrams".split())]
    [('negation', 'not', 0, 1), ('number', '25', 3, 5), ('unit', 'mg', 5, 6)]
    """
    found: list[Fact] = []
    read_to = 0
    for i, entry in enumerate(map(_ENTRIES.__getitem__, words)):
        if entry is None or i < read_to:
            continue
        kind, value, read = entry
        if read is None:
            found.append(Fact(kind, value, i, i + 1))
        elif new := read(words, i):
            found += new
            read_to = new[-1].end
    return _with_terms(found, words, terms) if terms else found


def _read_numbers(words: Sequence[str], at: int) -> list[Fact]:
    word = words[at]
    if word == "one" and _is_pronoun(words, at):
        return []
    lone = _LONE_NUMBERS[word]
    after = words[at + 1] if at + 1 < len(words) else ""
    if len(lone) > 1 or (after not in _NUMBER_GOES_ON and not _is_number(after)):
        return [Fact(kind, value, at, at + 1) for kind, value in lone]
    read = read_number(words, at)
    if read is None:
        return []
    value, end = _read_ratio(words, *read)
    return [Fact(_NUMBER, value, at, end)]


def _read_lone_number(word: str) -> tuple[tuple[str, str], ...]:
    """Class and value of the facts in a word that no other word of a number follows."""
    glued = split_glued(word)
    if glued and glued[1] in _UNIT_PART:
        return (_NUMBER, digits_value(glued[0])), (_UNIT_CLASS, _UNIT_PART[glued[1]])
    read = read_number([word], 0)
    return ((_NUMBER, read[0]),) if read else ()


_LONE_NUMBERS = Memo(_read_lone_number)


def _is_pronoun(words: Sequence[str], at: int) -> bool:
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    return (before in _ONE_IS_NO_NUMBER_BEHIND or after == "of") and not (
        _is_number(after) or after in _UNIT_PART
    )


def _read_ratio(words: Sequence[str], value: str, end: int) -> tuple[str, int]:
    """`one twenty over eighty` and `5 out of 10` as `120/80` and `5/10`."""
    if value.isdigit() and len(value) == 1 and end < len(words):
        # Only before "over" are "one" and "twenty" the two halves of one number.
        tens = read_number(words, end)
        if tens and tens[0].isdigit() and len(tens[0]) == 2 and _stands(words, tens[1], "over"):
            value, end = value + tens[0], tens[1]
    behind = list(words[end : end + 2])
    n_joining = 1 if behind[:1] == ["over"] else 2 if behind == ["out", "of"] else 0
    if not n_joining or end + n_joining >= len(words):
        return value, end
    if not _is_number(words[end + n_joining]):
        return value, end
    lower = read_number(words, end + n_joining)
    return (f"{value}/{lower[0]}", lower[1]) if lower else (value, end)


def _stands(words: Sequence[str], at: int, word: str) -> bool:
    return at < len(words) and words[at] == word


def _read_units(words: Sequence[str], at: int) -> list[Fact]:
    word = words[at]
    unit = _UNIT.get(word) or _slashed_unit(word)
    if unit is None and at and _is_number(words[at - 1]):
        unit = _UNIT_BEHIND_A_NUMBER[word]
    if unit is None:
        return []
    end = at + 1
    while end + 1 < len(words) and words[end] == "per" and words[end + 1] in _UNIT_PART:
        unit = f"{unit}/{_UNIT_PART[words[end + 1]]}"
        end += 2
    return [Fact(_UNIT_CLASS, unit, at, end)]


def _read_sides(words: Sequence[str], at: int) -> list[Fact]:
    word = words[at]
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if before in _NO_SIDE_BEFORE.get(word, ()) or after in _NO_SIDE_AFTER.get(word, ()):
        return []
    return [Fact(Category.LATERALITY.value, _SIDES[word], at, at + 1)]


@lru_cache(maxsize=8)
def _by_first_word(terms: frozenset[str]) -> dict[str, list[list[str]]]:
    """Terms by their first word, longest first."""
    index: dict[str, list[list[str]]] = {}
    for term in sorted(terms, key=lambda t: (-len(t.split()), t)):
        if parts := term.split():
            index.setdefault(parts[0], []).append(parts)
    return index


def _with_terms(found: list[Fact], words: Sequence[str], terms: frozenset[str]) -> list[Fact]:
    """`found` and the terms that stand in `words`, by place; a longer term covers a shorter."""
    index = _by_first_word(terms)
    covered: set[int] = set()
    new = []
    for i, word in enumerate(words):
        if i in covered or word not in index:
            continue
        for parts in index[word]:
            if list(words[i : i + len(parts)]) == parts:
                new.append(Fact(Category.TERM.value, " ".join(parts), i, i + len(parts)))
                covered.update(range(i, i + len(parts)))
                break
    kept = [f for f in found if f.kind != Category.TERM or f.start not in covered]
    return sorted(kept + new, key=lambda f: (f.start, f.end, f.kind))
