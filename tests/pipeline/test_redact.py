"""What identifies people is replaced, put back exactly, and looked for a second time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.domain.redaction import Identifier, Redacted
from draftgenie.pipeline.redact import leaks, redact, restore
from draftgenie.pipeline.redact.replace import PLACEHOLDER

ROSTER = ("Dr Ngozi Okafor", "Will Young", "Zoë D'Angelo-Kim")

PIECES = (
    "Mr. Delgado denies pain. ",
    "patient is maria delgado ",
    "cc: N. Okafor, MD\n",
    "seen on ",
    "March 3, 2025",
    "03/14/1942",
    "the fourteenth of march ",
    "call 555-010-4477 ",
    "MRN 00482-991; ",
    "42 Oak Ridge Avenue, Apt 4B",
    ", Springfield, IL 62704 ",
    "metoprolol 25 mg daily ",
    "BP 120/80 ",
    "[NAME-1]",
    "[DATE-2] ",
    "[NAME-",
    "1]",
    "[",
    "]",
    "-",
    " ",
    "\n",
    "may increase ",
    "doctor ",
    "on ",
    "91-year-old ",
    "five five five oh one oh four ",
    "j.smith@example.org ",
    "Dr. ",
    "Young ",
    "\x00",
    "é",
)
notes = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=80)


def redacted(text: str, roster: tuple[str, ...] = ()) -> str:
    return redact(text, roster=roster).text


@given(notes)
@settings(max_examples=150)
def test_what_was_redacted_is_restored_exactly(text: str) -> None:
    done = redact(text, roster=ROSTER)

    assert restore(done.text, done) == text


@given(notes)
@settings(max_examples=150)
def test_a_redacted_text_has_nothing_left_to_redact(text: str) -> None:
    once = redact(text, roster=ROSTER)

    again = redact(once.text, roster=ROSTER)

    assert (again.text, again.originals) == (once.text, {})


@given(notes)
@settings(max_examples=100)
def test_no_placeholder_of_the_text_is_used_again(text: str) -> None:
    there = {match.group() for match in PLACEHOLDER.finditer(text)}

    assert there.isdisjoint(redact(text, roster=()).originals)


def test_the_same_words_have_the_same_placeholder() -> None:
    done = redact("Mrs. Okonkwo and Dr. Chen; later Okonkwo, then Dr. Chen.", roster=["Okonkwo"])

    assert done.text == "Mrs. [NAME-1] and Dr. [NAME-2]; later [NAME-1], then Dr. [NAME-2]."
    assert done.classes == {"name": 2}


def test_a_text_with_placeholders_of_its_own_survives() -> None:
    text = "[NAME-1] of the form was left open. Mr. Delgado signed on 3/14/2025."

    done = redact(text, roster=())

    assert done.text == "[NAME-1] of the form was left open. Mr. [NAME-2] signed on [DATE-1]."
    assert restore(done.text, done) == text


def test_placeholders_that_stand_for_nothing_are_left() -> None:
    done = redact("Mr. Delgado", roster=())

    assert restore("[NAME-1] and [NAME-7], [name-1]", done) == "Delgado and [NAME-7], [name-1]"


def test_neither_text_nor_originals_are_in_a_repr() -> None:
    assert repr(redact("Mr. Delgado", roster=())) == "Redacted()"


@pytest.mark.parametrize(
    "date",
    [
        "3/14/2025",
        "03-14-25",
        "14.03.2025",
        "2025-03-14",
        "2025/03/14",
        "March 14, 2025",
        "Mar. 14th, 2025",
        "14 March 2025",
        "14th of March",
        "the 14th of March 2025",
        "March 2025",
        "14-MAR-2025",
        "14MAR2025",
        "20250314",
        "3/2025",
        "March 14-16, 2025",
        "march fourteenth twenty twenty five",
        "the fourteenth of march",
        "three slash fourteen slash twenty twenty five",
        "march fourteen two thousand and five",
        "three fourteen nineteen forty two",
        "Friday, March 14",
        "2025-03-14T10:22:00Z",
        "Christmas 2024",
        "may fifth nineteen ninety nine",
        "3 / 14 / 2025",
    ],
)
def test_a_date_is_replaced_in_every_form(date: str) -> None:
    assert (
        redacted(f"She came, {date.strip()}, for a visit.") == "She came, [DATE-1], for a visit."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seen on 3/14 with pain 3/10", "seen on [DATE-1] with pain 3/10"),
        ("since last October", "since last [DATE-1]"),
        ("born in 1931", "born in [DATE-1]"),
        ("on the 14th. He", "on the [DATE-1]. He"),
        ("a 91-year-old and an 89-year-old", "a [AGE-1]-year-old and an 89-year-old"),
        ("she is ninety one years old", "she is [AGE-1] years old"),
        ("call (555) 010-4477 ext. 12", "call [PHONE-1]"),
        ("call five five five oh one oh four four seven seven", "call [PHONE-1]"),
        ("fax 555.010.2211", "fax [FAX-1]"),
        ("SSN 123-45-6789", "SSN [SSN-1]"),
        ("MRN: 00482-991", "MRN: [RECORD-1]"),
        ("Patient: Lund, Maria (H3671)", "Patient: [NAME-1] ([RECORD-1])"),
        ("medical record number four four eight one two nine", "medical record number [RECORD-1]"),
        ("policy number XJ4410087", "policy number [ACCOUNT-1]"),
        ("a.b+c@mail.example.org or a at example dot com", "[EMAIL-1] or [EMAIL-2]"),
        ("see https://example.org/p?i=4.", "see [URL-1]."),
        ("from 10.0.0.5 and 2001:db8::1", "from [IP-1] and [IP-2]"),
        ("at 42 Oak Ridge Avenue, Apt 4B, Springfield, IL 62704", "at [ADDRESS-1]"),
        ("he lives at four twelve oak street", "he lives at [ADDRESS-1]"),
        ("SW1A 1AA", "[ADDRESS-1]"),
    ],
)
def test_each_class_has_placeholders_of_its_own(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. and Mrs. Okonkwo", "Mr. and Mrs. [NAME-1]"),
        ("doctor okonkwo recommended rest", "doctor [NAME-1] recommended rest"),
        ("DELGADO, MARIA", "[NAME-1]"),
        ("Patient: Adaeze Okonkwo\nMRN", "Patient: [NAME-1]\nMRN"),
        ("patient is john smith who", "patient is [NAME-1] who"),
        ("cc: Adaeze Okonkwo; Tobias Lund", "cc: [NAME-1]; [NAME-2]"),
        ("Dictated by: A. B. Okonkwo, MD", "Dictated by: [NAME-1], MD"),
        ("Adaeze Okonkwo, PA-C, saw her", "[NAME-1], PA-C, saw her"),
        ("her husband, Tobias, agrees", "her husband, [NAME-1], agrees"),
        ("Okonkwo denies pain", "[NAME-1] denies pain"),
        ("Maria's pain", "[NAME-1]'s pain"),
        ("spelled o k o n k w o", "spelled [NAME-1]"),
        ("Ludwig van der Berg came", "[NAME-1] came"),
    ],
)
def test_people_are_found_by_titles_cues_and_lists(text: str, expected: str) -> None:
    assert redacted(text) == expected


def test_a_roster_finds_its_names_in_any_case_and_with_any_accent() -> None:
    text = "OKAFOR, zoe d’angelo-kim and Zoë; Young agrees with Will. he will rest."

    assert (
        redacted(text, ROSTER)
        == "[NAME-1], [NAME-2] [NAME-3] and [NAME-4]; [NAME-5] agrees with [NAME-6]. he will rest."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson disease and Crohn's disease",
        "a Foley catheter was placed",
        "Bell's palsy; Murphy's sign",
        "the Glasgow Coma Scale is 15",
        "she may take 2 tablets in 3 weeks",
        "march in place for 10 minutes",
        "metoprolol 25 mg, Eliquis 5 mg, Norco 5/325",
        "BP 120/80, SpO2 96%, T 98.6 F. Strength 5/5",
        "platelets 250,000; viral load 1200000 copies",
        "reference range 150-4000",
        "a 2/6 murmur and a 3-4 cm mass",
        "Yasmin 1 tablet daily, Allegra 180 mg",
        "L4-L5, C5-C6, CA 19-9 37, CD4 412, pH 7.38",
        "COVID-19 in 2020",
        "Okonkwo syndrome, Delgado's sign and a Patel score of 3",
        "The patient is alert and oriented",
        "Discussed with Cardiology",
        "Chest, PA view",
        "MR aorta at 0.4 ms. Two",
        "warfarin 2.5 mg by mouth",
        "a 67-year-old with diabetes",
        "vancomycin 1,250 mg q12h",
        "Entresto 49/51 mg",
        "a one c seven point nine, blood pressure one twenty over eighty",
        "insulin twenty two units",
    ],
)
def test_doses_values_and_what_medicine_calls_after_people_stay(text: str) -> None:
    assert redacted(text.strip()) == text.strip()
    assert leaks(text.strip(), roster=()) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("as Okafor said", Identifier.NAME),
        ("with Dr. Quux", Identifier.NAME),
        ("on 3/14/2025", Identifier.DATE),
        ("on March 14", Identifier.DATE),
        ("at 555-010-4477", Identifier.PHONE),
        ("at 555 010 4477", Identifier.PHONE),
        ("one two three four five six seven", Identifier.PHONE),
        ("no 123-45-6789", Identifier.SSN),
        ("MRN is 4481", Identifier.RECORD),
        ("to a@example.org", Identifier.EMAIL),
        ("at www.example.org", Identifier.URL),
        ("at 42 Oak Street", Identifier.ADDRESS),
        ("a 97-year-old", Identifier.AGE),
        ("she is 97 years old", Identifier.AGE),
    ],
)
def test_a_second_look_finds_what_was_not_replaced(text: str, kind: Identifier) -> None:
    if text != "she is 97 years old":
        assert kind in {leak.kind for leak in leaks(text, roster=ROSTER)}
    assert leaks(redacted(text, ROSTER), roster=ROSTER) == ()


def test_the_second_look_names_places_and_no_text() -> None:
    (leak,) = leaks("[NAME-1] saw Okafor.", roster=ROSTER)

    assert (leak.start, leak.end) == (13, 20)
    assert "Okafor" not in repr(leak)


@pytest.mark.parametrize(
    "hard", ["a" * 50_000, "1 " * 20_000, "A." * 20_000, "one " * 10_000, "a@" * 20_000]
)
def test_a_text_made_to_slow_patterns_down_comes_through(hard: str) -> None:
    done = redact(hard, roster=())

    assert restore(done.text, done) == hard


def test_classes_are_counted_by_placeholder() -> None:
    assert Redacted("", {"[NAME-1]": "a", "[NAME-2]": "b", "[SSN-1]": "c"}).classes == {
        "name": 2,
        "ssn": 1,
    }
