from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.term import read_term
from tests.builders import TickingClock, lines
from tests.misheard import NAMES, pairs

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

LIST = "Eliquis\nmetoprolol succinate\n\nCo-codamol\n"


def listed(run: Run, *options: str) -> list[str]:
    return [item["term"] for item in run("term", "list", "--json", *options).json["items"]]


def report(scope: str = "everyone", **changed: int) -> dict[str, Any]:
    return {"scope": scope, "added": 0, "changed": 0, "known": 0, "rejected": 0, **changed}


def test_a_list_with_one_term_a_line_is_kept_as_it_is_written(run: Run) -> None:
    done = run("term", "import", "-", "--json", stdin=LIST)

    shown = run("term", "list", "--json")
    assert done.json == report(added=3)
    assert shown.json == {
        "items": [
            {"term": term, "words": words, "speaker": None, "specialty": None}
            for term, words in (
                ("Co-codamol", "co codamol"),
                ("Eliquis", "eliquis"),
                ("metoprolol succinate", "metoprolol succinate"),
            )
        ],
        "total": 3,
    }


def test_importing_the_same_list_twice_changes_nothing(run: Run) -> None:
    both = "Eliquis\nELIQUIS\n"

    first = run("term", "import", "-", "--json", stdin=both)
    again = run("term", "import", "-", "--json", stdin=both)
    people = run("term", "import", "-", stdin=both)

    assert first.json == report(added=1, known=1)
    assert again.json == report(known=2)
    assert people.stderr == "unchanged\n"
    assert listed(run) == ["Eliquis"]


def test_a_term_written_in_another_way_takes_the_place_of_the_old(run: Run) -> None:
    run("term", "import", "-", stdin="eliquis\n")

    done = run("term", "import", "-", "--json", stdin="Eliquis\n")

    assert done.json == report(changed=1)
    assert listed(run) == ["Eliquis"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("terms.txt", "Xarelto\nSt. John's wort\n"),
        ("terms", "Xarelto\nSt. John's wort\n"),
        ("terms.csv", "strength,term\n10 mg,Xarelto\n,St. John's wort\n"),
        ("terms.jsonl", '{"term": "Xarelto"}\n{"term": "St. John\'s wort"}\n'),
    ],
)
def test_terms_are_read_from_lines_csv_and_json_lines(
    run: Run, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    done = run("term", "import", tmp_path / name, "--json")

    assert done.json == report(added=2)
    assert listed(run) == ["St. John's wort", "Xarelto"]


def test_bad_lines_are_named_by_their_line_and_nothing_is_stored(run: Run) -> None:
    bad = f"Eliquis\n12.5\n<b>bold</b>\na\x1b[31mb\n{'x' * 101}\na b c d e f g\n"

    done = run("term", "import", "-", stdin=bad)

    assert done.exit_code == 3
    assert done.stderr.splitlines() == [
        "draftgenie: 5 bad records, nothing was written",
        "  stdin:2: term holds no letter",
        "  stdin:3: term has marks between its words that no name has",
        "  stdin:4: term holds a tab or another control or invisible character",
        "  stdin:5: term is longer than 100 characters",
        "  stdin:6: term has more than 6 words",
        "  try: one name a line, as it is written in notes",
    ]
    assert listed(run) == []


def test_with_skip_the_good_lines_are_stored(run: Run) -> None:
    done = run("term", "import", "-", "--on-error", "skip", "--json", stdin=b"Eliquis\n\xff\n12\n")

    assert done.exit_code == 6
    assert done.json == report(added=1, rejected=2)
    assert listed(run) == ["Eliquis"]


def test_each_list_is_for_itself(run: Run) -> None:
    run("speaker", "add", "Dr. Ngozi Okafor", "--id", "dr-okafor")
    run("term", "import", "-", stdin="Eliquis\n")
    run("term", "import", "-", "--specialty", "cardiology", stdin="Eliquis\nEntresto\n")
    own = run("term", "import", "-", "--speaker", "dr-okafor", "--json", stdin="Zofran\n")

    assert own.json == report("speaker dr-okafor", added=1)
    assert listed(run) == ["Eliquis", "Eliquis", "Entresto", "Zofran"]
    assert listed(run, "--specialty", "cardiology") == ["Eliquis", "Entresto"]
    assert listed(run, "--speaker", "dr-okafor") == ["Zofran"]
    assert listed(run, "--search", "LIQ") == ["Eliquis", "Eliquis"]
    assert run("term", "remove", "--all", "--yes", "--json").json == {
        "scope": "everyone",
        "removed": 1,
        "missing": 0,
    }
    assert listed(run) == ["Eliquis", "Entresto", "Zofran"]


def test_terms_are_taken_off_by_name_and_a_second_time_changes_nothing(run: Run) -> None:
    run("term", "import", "-", stdin=LIST)

    first = run("term", "remove", "ELIQUIS", "Plavix", "--json")
    again = run("term", "remove", "ELIQUIS", "Plavix", "--json")

    assert first.json == {"scope": "everyone", "removed": 1, "missing": 1}
    assert again.json == {"scope": "everyone", "removed": 0, "missing": 2}
    assert again.exit_code == 0
    assert listed(run) == ["Co-codamol", "metoprolol succinate"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["term", "remove"], 2),
        (["term", "remove", "Eliquis", "--all"], 2),
        (["term", "remove", "--all"], 2),
        (["term", "remove", "12"], 2),
        (["term", "import", "-", "--speaker", "nobody"], 4),
        (["term", "import", "-", "--specialty", " "], 2),
        (["term", "list", "--speaker", "nobody"], 4),
        (["term", "list", "--speaker", "dr-okafor", "--specialty", "x"], 2),
        (["term", "import", "no-such-file.txt"], 3),
    ],
)
def test_what_does_not_go_is_refused(run: Run, words: list[str], code: int) -> None:
    run("term", "import", "-", stdin=LIST)

    done = run(*words, "--json", stdin="Zofran\n")

    assert (done.exit_code, done.stdout, done.error["code"]) == (code, "", code)
    assert done.error["hint"]


def test_a_purged_speakers_list_goes_with_the_speaker(run: Run) -> None:
    run("speaker", "add", "Dr. Ngozi Okafor", "--id", "dr-okafor")
    run("term", "import", "-", "--speaker", "dr-okafor", stdin=LIST)

    run("speaker", "remove", "dr-okafor", "--yes")
    removed = listed(run)
    run("speaker", "restore", "dr-okafor")
    restored = listed(run)
    run("speaker", "remove", "dr-okafor", "--purge", "--yes")

    assert (removed, len(restored), listed(run)) == ([], 3, [])


def test_the_audit_trail_has_how_many_terms_and_none_of_them(run: Run, home: Path) -> None:
    run("term", "import", "-", stdin=LIST)
    run("term", "import", "-", stdin=LIST)
    run("term", "remove", "Eliquis")

    with SqliteStore.open(
        home, clock=TickingClock(), actor="tester", command="test", wait_s=1.0, create=False
    ) as store:
        rows = store._db.rows("SELECT action, subject, detail_json FROM audit")

    assert [(action, subject, json.loads(detail)) for action, subject, detail in rows] == [
        ("term.import", "everyone", {"added": 3, "changed": 0}),
        ("term.remove", "everyone", {"removed": 1}),
    ]


@given(st.text(max_size=120))
def test_what_is_taken_as_a_term_stands_for_its_own_words_and_prints_as_it_is(text: str) -> None:
    try:
        words, surface = read_term(text)
    except ValueError:
        return

    assert words == " ".join(normalised_words(surface))
    assert read_term(surface) == (words, surface)
    assert surface.strip() == surface
    assert not {"<", "[", "\x1b", "\n", "\t", '"', "%"} & set(surface)


def test_a_listed_name_that_no_note_ever_had_is_put_in_and_explained(run: Run) -> None:
    new = "varenicline"
    known = tuple(name for name in NAMES if name != new)
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(*pairs(300, names=known)))
    run("term", "import", "-", stdin="\n".join([*known, "Varenicline"]))
    run("correction", "build", "--no-embed")
    heard = {"speaker": "dr-okafor", "item": "new", "draft": "Please continue varen eclyne today."}
    run("draft", "ingest", "-", stdin=lines(heard))

    note = run("rag", "generate", "--item", "new", "--json").json
    why = run("rag", "explain", "new").stdout

    assert note["text"] == "Please continue Varenicline today."
    assert "a guess: not met before, and sounds like what a term list has" in why
    assert "made 0 times" in why
