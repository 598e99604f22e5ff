"""Ways to write and to dictate an identifier, and what only looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

MONTHS = (
    "January February March April May June July August September October November December".split()
)
SHORT_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ONES = "zero one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
STREETS = "Oak Ridge|Maple|Washington|Elm Tree|St. James|Martin Luther King|2nd|Harbor View".split(
    "|"
)
SUFFIXES = "Street Avenue Road Lane Drive Blvd Court Terrace Ave St Rd Ln Parkway Way".split()
TOWNS = "Springfield|Cedar Rapids|Fort Wayne|Ashford|Port Angeles|Millbrook|Las Cruces".split("|")
STATES = "IL IA IN WA NM NY TX CA OH".split()
DOMAINS = "example.org mail.example.com clinic.example.net example.edu".split()


def words(n: int) -> str:
    """A number from 0 to 99 as it is spoken."""
    if n < 10:  # noqa: PLR2004
        return ONES[n]
    if n < 20:  # noqa: PLR2004
        return TEENS[n - 10]
    return TENS[n // 10 - 2] + (f" {ONES[n % 10]}" if n % 10 else "")


def ordinal(n: int) -> str:
    """A day of the month as it is spoken."""
    if n <= len(ORDINALS):
        return ORDINALS[n - 1]
    return "thirtieth" if n == 30 else f"{words(n - n % 10)} {ORDINALS[n % 10 - 1]}"  # noqa: PLR2004


def nth(n: int) -> str:
    """A day of the month with its letters."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")  # noqa: PLR2004
    return f"{n}{ending}"


def spoken_year(year: int) -> str:
    """A year as it is spoken."""
    if 2000 <= year < 2010:  # noqa: PLR2004
        return "two thousand" + (f" {ONES[year % 10]}" if year % 10 else "")
    return f"{words(year // 100)} {'oh ' if year % 100 < 10 else ''}{words(year % 100)}"  # noqa: PLR2004


def date(dice: Random) -> str:
    """A written date."""
    y, m, d = (
        dice.choice((1938, 1957, 1974, 1999, 2019, 2024, 2025)),
        dice.randint(1, 12),
        dice.randint(1, 28),
    )
    long, short = MONTHS[m - 1], SHORT_MONTHS[m - 1]
    return dice.choice(
        (
            f"{m}/{d}/{y}",
            f"{m:02}/{d:02}/{y}",
            f"{m:02}-{d:02}-{y}",
            f"{d:02}.{m:02}.{y}",
            f"{m}/{d}/{y % 100:02}",
            f"{y}-{m:02}-{d:02}",
            f"{y}/{m:02}/{d:02}",
            f"{long} {d}, {y}",
            f"{long} {nth(d)}, {y}",
            f"{long} {nth(d)}",
            f"{long} {d}",
            f"{short} {d}, {y}",
            f"{short}. {d}, {y}",
            f"{d} {long} {y}",
            f"{d} {short} {y}",
            f"{nth(d)} of {long}",
            f"{nth(d)} of {long}, {y}",
            f"the {nth(d)} of {long} {y}",
            f"{d:02}-{short[:3].upper()}-{y}",
            f"{d:02}{short[:3].upper()}{y}",
            f"{long} {y}",
            f"{long} of {y}",
            f"{short} {y}",
            f"{WEEKDAYS[d % 7]}, {long} {d}, {y}",
            f"{long} {d}-{d + 2}, {y}",
            f"{long} {d} {y}",
            f"{m}/{y}",
            f"{y}-{m:02}-{d:02}T09:{d:02}:00Z",
            f"{y}{m:02}{d:02}",
            f"{long.upper()} {d}, {y}",
            f"{short} {nth(d)}",
        )
    )


def spoken_date(dice: Random) -> str:
    """A dictated date."""
    y, m, d = (
        dice.choice((1938, 1957, 1999, 2005, 2019, 2025)),
        dice.randint(1, 12),
        dice.randint(1, 28),
    )
    long = MONTHS[m - 1].lower()
    return dice.choice(
        (
            f"{long} {ordinal(d)} {spoken_year(y)}",
            f"{long} {ordinal(d)}",
            f"the {ordinal(d)} of {long} {spoken_year(y)}",
            f"the {ordinal(d)} of {long}",
            f"{long} {words(d)} {spoken_year(y)}",
            f"{long} {nth(d)} {y}",
            f"{long} {spoken_year(y)}",
            f"{words(m)} slash {words(d)} slash {spoken_year(y)}",
            f"{long} {nth(d)}",
            f"{words(m)} {words(d)} {spoken_year(y)}",
            f"{m}/{d}/{y}",
            f"{long} {d} {y}",
            f"{long} of {spoken_year(y)}",
            f"{ordinal(d)} {long} {spoken_year(y)}",
        )
    )


def short_date(dice: Random) -> str:
    """A month and a day that only what stands before it makes a date."""
    return f"{dice.randint(1, 12)}/{dice.randint(11, 28)}"


def _digits(dice: Random, n: int) -> str:
    return "".join(str(dice.randint(1, 9)) for _ in range(n))


def phone(dice: Random) -> str:
    """A written telephone number."""
    a, c = _digits(dice, 3), _digits(dice, 4)
    return dice.choice(
        (
            f"({a}) 555-{c}",
            f"{a}-555-{c}",
            f"{a}.555.{c}",
            f"{a} 555 {c}",
            f"+1 {a} 555 {c}",
            f"1-{a}-555-{c}",
            f"+1-{a}-555-{c}",
            f"({a})555-{c}",
            f"{a}-555-{c} ext. {c[:3]}",
            f"{a}-555-{c} x{c[:2]}",
            f"+44 20 7946 0{c[:3]}",
            f"020 7946 0{c[:3]}",
            f"+1{a}555{c}",
            f"555-{c}",
            f"{a}555{c}",
        )
    )


def spoken_phone(dice: Random) -> str:
    """A dictated telephone number."""
    said = [
        ONES[int(x)] if x != "0" else "oh" for x in f"{_digits(dice, 3)}555{_digits(dice, 3)}0"
    ]
    return dice.choice(
        (
            " ".join(said),
            f"{' '.join(said[:3])}, {' '.join(said[3:6])}, {' '.join(said[6:])}",
            " ".join(said[3:]),
            f"{' '.join(said[:3])} double five five {' '.join(said[6:])}",
        )
    )


def record(dice: Random) -> str:
    """A number of a medical record, as it stands behind its cue."""
    return dice.choice(
        (
            _digits(dice, 7),
            f"{_digits(dice, 5)}-{_digits(dice, 3)}",
            f"MR{_digits(dice, 6)}",
            f"{_digits(dice, 3)}-{_digits(dice, 2)}-{_digits(dice, 2)}",
            f"E{_digits(dice, 8)}",
            f"{_digits(dice, 6)}",
            f"{_digits(dice, 2)}-{_digits(dice, 6)}",
            f"H{_digits(dice, 4)}",
        )
    )


def spoken_record(dice: Random) -> str:
    """A dictated number of a medical record."""
    said = [ONES[int(x)] for x in _digits(dice, 6)]
    return dice.choice(
        (" ".join(said), f"h {' '.join(said)}", f"{words(44)} {words(81)} {words(29)}")
    )


def account(dice: Random) -> str:
    """A number of an account or an insurance, as it stands behind its cue."""
    return dice.choice(
        (
            _digits(dice, 9),
            f"XJ{_digits(dice, 7)}",
            f"{_digits(dice, 4)}-{_digits(dice, 4)}",
            f"W{_digits(dice, 4)} {_digits(dice, 5)}",
            f"{_digits(dice, 3)}A{_digits(dice, 5)}",
            f"1EG4-TE{dice.randint(1, 9)}-MK7{dice.randint(1, 9)}",
        )
    )


def ssn(dice: Random) -> str:
    """A social security number, written."""
    return f"{dice.randint(900, 999)}-{_digits(dice, 2)}-{_digits(dice, 4)}"


def email(dice: Random) -> str:
    """An e-mail address."""
    user = dice.choice(("mdelgado", "t.okonkwo", "a_patel77", "front-desk", "Maria.Lund+clinic"))
    return f"{user}@{dice.choice(DOMAINS)}"


def spoken_email(dice: Random) -> str:
    """A dictated e-mail address."""
    user = dice.choice(("delgado", "t dot okonkwo", "front underscore desk", "apatel77"))
    host = dice.choice(("example", "gmail", "hospital"))
    return f"{user} at {host} dot {dice.choice(('com', 'org', 'net'))}"


def url(dice: Random) -> str:
    """A web address."""
    return dice.choice(
        (
            "https://portal.example.org/p/8841",
            "www.example.com",
            "http://example.net/u?id=4",
            "portal.example.org",
            "www.example.edu/~patel",
            "https://example.org",
        )
    )


def ip(dice: Random) -> str:
    """An IP address."""
    return dice.choice(
        (
            f"10.{dice.randint(0, 255)}.{dice.randint(0, 255)}.7",
            f"192.168.1.{dice.randint(2, 250)}",
            "2001:db8::8a2e:370:7334",
            "fe80::1",
            f"203.0.113.{dice.randint(1, 254)}",
        )
    )


def address(dice: Random) -> str:
    """A written address."""
    street = f"{dice.randint(1, 9999)} {dice.choice(STREETS)} {dice.choice(SUFFIXES)}"
    town, state, code = dice.choice(TOWNS), dice.choice(STATES), _digits(dice, 5)
    return dice.choice(
        (
            street,
            f"{street}, Apt {dice.randint(1, 40)}B",
            f"{street}, {town}, {state} {code}",
            f"{street}, {town}, {state}",
            f"{town}, {state} {code}",
            f"{town}, {state}",
            f"P.O. Box {dice.randint(10, 9999)}, {town}, {state} {code}",
            f"{state} {code}-{_digits(dice, 4)}",
            f"PO Box {dice.randint(10, 9999)}",
            f"{street} #{dice.randint(2, 90)}, {town}, {state} {code}",
        )
    )


def spoken_address(dice: Random) -> str:
    """A dictated address."""
    number = dice.choice(
        (words(dice.randint(11, 99)), f"four {words(dice.randint(11, 99))}", "one oh six", "1207")
    )
    street = dice.choice(("oak", "maple", "elm tree", "harbor view", "north maple"))
    return f"{number} {street} {dice.choice(('street', 'avenue', 'road', 'drive', 'lane'))}"


def old_age(dice: Random) -> str:
    """An age over 89, as it stands before `year-old`."""
    return str(dice.randint(90, 106))


def spoken_old_age(dice: Random) -> str:
    """An age over 89, as it is spoken."""
    return f"ninety {ONES[dice.randint(1, 9)]}"


def _pick(*options: str) -> Callable[[Random], str]:
    return lambda dice: dice.choice(options)


DOSE = _pick(
    "metoprolol 25 mg",
    "lisinopril 10 mg daily",
    "insulin glargine 22 units",
    "warfarin 2.5 mg",
    "vancomycin 1,250 mg q12h",
    "levothyroxine 88 mcg",
    "Eliquis 5 mg",
    "Xarelto 20 mg",
    "heparin 5,000 units",
    "Entresto 49/51 mg",
    "prednisone 60 mg",
    "Augmentin 875-125 mg",
    "Norco 5/325",
    "Lantus 30 units",
    "potassium chloride 20 mEq",
    "Humalog 75/25",
    "Yasmin 1 tablet",
    "Allegra 180 mg",
    "Camila 0.35 mg",
    "penicillin G 2.4 million units",
    "vitamin D 50,000 IU",
)
LAB = _pick(
    "potassium 4.2",
    "hemoglobin 11.8 g/dL",
    "creatinine 1.04",
    "troponin 0.03",
    "INR 2.3",
    "platelets 250,000",
    "WBC 12.4",
    "A1c 7.9%",
    "TSH 2.41",
    "sodium 138 mEq/L",
    "PSA 4.02",
    "BNP 1450",
    "ferritin 12 ng/mL",
    "CA 19-9 37",
    "B12 342 pg/mL",
    "ejection fraction 55-60%",
    "glucose 94",
    "viral load 1200000 copies",
    "reference range 150-4000",
    "CD4 412",
    "pH 7.38",
    "colony count 100000 CFU/mL",
    "eGFR 91",
    "LDL 96 mg/dL",
    "lactate 2.1",
)
VITAL = _pick(
    "BP 120/80",
    "blood pressure 98/60",
    "pulse 92",
    "temperature 98.6 F",
    "SpO2 96% on 2 L",
    "respirations 18",
    "weight 91 kg",
    "height 5'11\"",
    "BMI 31.4",
    "pain 7/10",
    "GCS 15",
    "heart rate 94",
    "Apgars 8/9",
    "weight 204 lbs",
    "T 37.2",
    "strength 5/5",
    "reflexes 2+",
)
LOOKALIKE = _pick(
    "Parkinson disease",
    "a Foley catheter",
    "Crohn's disease",
    "Bell's palsy",
    "Graves disease",
    "a Baker cyst",
    "the Glasgow Coma Scale",
    "Murphy's sign",
    "a Jackson-Pratt drain",
    "Hodgkin lymphoma",
    "Barrett esophagus",
    "Wilson disease",
    "a Gleason score of 7",
    "Down syndrome",
    "a Hickman line",
    "the Allen test",
    "Hashimoto thyroiditis",
    "Stevens-Johnson syndrome",
    "Marfan syndrome",
    "a Colles fracture",
    "an L4-L5 disc",
    "COVID-19",
    "a 2/6 murmur",
    "a 3-4 cm mass",
    "stage 3/4 disease",
    "a C5-C6 fusion",
)
SPOKEN_DOSE = _pick(
    "metoprolol twenty five milligrams",
    "lisinopril ten milligrams daily",
    "insulin twenty two units",
    "warfarin two point five milligrams",
    "prednisone sixty milligrams",
    "eliquis five milligrams",
    "tylenol six hundred and fifty milligrams",
    "vitamin d fifty thousand units",
    "lasix 40 mg",
    "amoxicillin five hundred milligrams three times a day",
)
SPOKEN_LAB = _pick(
    "potassium four point two",
    "hemoglobin eleven point eight",
    "creatinine one point oh four",
    "a one c seven point nine",
    "sodium one thirty eight",
    "platelets two hundred fifty thousand",
    "white count twelve point four",
    "i n r two point three",
    "ejection fraction fifty five to sixty percent",
)
SPOKEN_VITAL = _pick(
    "blood pressure one twenty over eighty",
    "pulse ninety two",
    "temperature ninety eight point six",
    "oxygen saturation ninety six percent",
    "pain seven out of ten",
    "weight ninety one kilograms",
    "strength five out of five",
    "respirations eighteen",
)
SPOKEN_LOOKALIKE = _pick(
    "parkinson disease",
    "a foley catheter",
    "bells palsy",
    "graves disease",
    "a baker cyst",
    "murphys sign",
    "hodgkin lymphoma",
    "wilson disease",
    "down syndrome",
    "an l four l five disc",
)

FORMS: dict[str, Callable[[Random], str]] = {
    "date": date,
    "spoken_date": spoken_date,
    "short_date": short_date,
    "phone": phone,
    "spoken_phone": spoken_phone,
    "fax": phone,
    "spoken_fax": spoken_phone,
    "record": record,
    "spoken_record": spoken_record,
    "account": account,
    "ssn": ssn,
    "email": email,
    "spoken_email": spoken_email,
    "url": url,
    "ip": ip,
    "address": address,
    "spoken_address": spoken_address,
    "age": old_age,
    "spoken_age": spoken_old_age,
}
SAFE: dict[str, Callable[[Random], str]] = {
    "dose": DOSE,
    "lab": LAB,
    "vital": VITAL,
    "lookalike": LOOKALIKE,
    "spoken_dose": SPOKEN_DOSE,
    "spoken_lab": SPOKEN_LAB,
    "spoken_vital": SPOKEN_VITAL,
    "spoken_lookalike": SPOKEN_LOOKALIKE,
}
