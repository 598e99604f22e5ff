from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.pipeline._facts import facts
from draftgenie.pipeline._text import normalised_words

SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen".split()
SMALL += "fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def said(text: str, **terms) -> list[tuple[str, str]]:
    return [(fact.kind, fact.value) for fact in facts(normalised_words(text), **terms)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", "2"),
        ("two", "2"),
        ("2.0", "2"),
        ("02", "2"),
        ("twenty-five", "25"),
        ("one hundred and twenty", "120"),
        ("a hundred and five", "105"),
        ("three hundred two", "302"),
        ("two thousand and five", "2005"),
        ("one hundred and twenty five thousand and six", "125006"),
        ("1,200", "1200"),
        ("3.5 million", "3500000"),
        ("two point five", "2.5"),
        ("point two five", "0.25"),
        ("zero point oh five", "0.05"),
        ("one and a half", "1.5"),
        ("½", "0.5"),
        ("120/80", "120/80"),
        ("one twenty over eighty", "120/80"),
        ("120 over 80", "120/80"),
        ("five out of ten", "5/10"),
        ("nineteen sixty-two", "1962"),
        ("07/04/2020", "7/4/2020"),
        ("first", "1st"),
        ("22nd", "22nd"),
        ("twenty fifth", "25th"),
        ("twice", "2"),
        ("L4", "l4"),
    ],
)
def test_a_number_is_read_by_its_value(text, value):
    assert said(text) == [("number", value)]


def _in_words(n: int) -> str:
    if n < 20:
        return SMALL[n]
    if n < 100:
        return TENS[n // 10 - 2] + (f" {SMALL[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{SMALL[n // 100]} hundred" + (f" and {_in_words(n % 100)}" if n % 100 else "")
    rest = f" {_in_words(n % 1000)}" if n % 1000 else ""
    return f"{_in_words(n // 1000)} thousand{rest}"


@given(st.integers(0, 999_999))
def test_a_number_in_words_is_the_number_in_digits(n):
    assert said(_in_words(n)) == said(str(n)) == said(f"{n:,}") == [("number", str(n))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five six", [("number", "5"), ("number", "6")]),
        ("5mg", [("number", "5"), ("unit", "mg")]),
        ("25 milligrams", [("number", "25"), ("unit", "mg")]),
        ("25 mcg", [("number", "25"), ("unit", "mcg")]),
        ("0.25 mg/kg/day", [("number", "0.25"), ("unit", "mg/kg/day")]),
        (
            "point two five milligrams per kilogram per day",
            [("number", "0.25"), ("unit", "mg/kg/day")],
        ),
        ("72 beats per minute", [("number", "72"), ("unit", "beat/min")]),
        ("72 bpm", [("number", "72"), ("unit", "beat/min")]),
        ("10 units b.i.d.", [("number", "10"), ("unit", "unit"), ("unit", "bid")]),
        ("6 feet", [("number", "6"), ("unit", "ft")]),
        ("both feet, in the cap", []),
    ],
)
def test_units_are_one_whatever_their_spelling(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    ["no pain", "denies pain", "without pain", "doesn't hurt", "never hurt", "cannot", "w/o"],
)
def test_every_negation_has_one_value(text):
    assert said(text) == [("negation", "not")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("left knee", [("laterality", "left")]),
        ("right-sided", [("laterality", "right")]),
        ("bilaterally", [("laterality", "bilateral")]),
        ("she left, all right, right now", []),
        ("this one was one of them, the other one", []),
        ("one tablet", [("number", "1"), ("unit", "tablet")]),
        ("the one mg tablet", [("number", "1"), ("unit", "mg"), ("unit", "tablet")]),
    ],
)
def test_words_that_only_look_like_facts_are_left_out(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "name",
    "metoprolol lisinopril enalapril atorvastatin losartan fluconazole amoxicillin azithromycin"
    " empagliflozin semaglutide adalimumab omeprazole famotidine amlodipine sumatriptan"
    " fluoxetine diazepam doxycycline levofloxacin enoxaparin apixaban metformin insulin"
    " hypotension hyperglycemia".split(),
)
def test_medicines_are_known_by_their_form(name):
    assert said(f"take {name} daily")[0] == ("term", name)


@pytest.mark.parametrize("word", "april spartan taxable parole patrol domino school".split())
def test_ordinary_words_are_no_medicines(word):
    assert said(word) == []


def test_terms_handed_in_are_found_the_longest_first():
    terms = frozenset({"mitral valve", "mitral valve repair", "omeprazole", "murmur"})

    found = facts("mitral valve repair of 2 omeprazole".split(), terms=terms)

    assert [tuple(fact) for fact in found] == [
        ("term", "mitral valve repair", 0, 3),
        ("number", "2", 4, 5),
        ("term", "omeprazole", 5, 6),
    ]


@given(
    st.lists(
        st.sampled_from(
            "one twenty hundred and point over out of half 5 2.5mg mg per kg second thousand"
            " no left right not metoprolol 1,000 ½ fifth s".split()
        ),
        max_size=12,
    )
)
def test_facts_stand_inside_the_words_and_in_order(words):
    found = facts(words)

    assert all(0 <= fact.start < fact.end <= len(words) and fact.value for fact in found)
    assert [fact.start for fact in found] == sorted(fact.start for fact in found)
    assert facts(words) == found
