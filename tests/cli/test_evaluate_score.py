from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.builders import lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

SIGNED = (
    "No chest pain, 5 mg on March 3rd. (dr-okafor_v1)\n"
    "yes it is (dr-chen_v1)\n"
    ";; a comment\n"
    "the left knee (dr-chen_v2)\n"
)
DRAFTED = (
    "the left knees (dr-chen_v2)\n"
    "chest pains, 50 mg on March 3rd. um (dr-okafor_v1)\n"
    "yes it is (dr-chen_v1)\n"
)


TABLE = """\
all                       3      2     14    10    3    1    1  35.71 %    35.71 %  16.98 %  100.00 %
dr-chen                   2      1      6     5    1    0    0  16.67 %    16.67 %   4.55 %   50.00 %
dr-okafor                 1      1      8     5    2    1    1  50.00 %    50.00 %  25.81 %  200.00 %
(mean)                                                          33.33 %    33.33 %  15.18 %  125.00 %
(median)                                                        33.33 %    33.33 %  15.18 %  125.00 %
(standard deviation)                                            23.57 %    23.57 %  15.03 %  106.07 %
""".splitlines()  # noqa: E501


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def trn(tmp_path: Path) -> list[str | Path]:
    return [
        "--reference",
        write(tmp_path, "signed.trn", SIGNED),
        "--hypothesis",
        write(tmp_path, "drafted.trn", DRAFTED),
    ]


def test_the_table_has_speakers_and_how_they_lie_facts_and_confusions(run: Run, trn, home) -> None:
    done = run("evaluate", "score", *trn, "--nist", "--quiet")

    assert (done.exit_code, done.stderr) == (0, "")
    assert not home.exists()
    table, nist, facts, faults, confusions, signature = done.stdout.split("\n\n")
    assert table.splitlines()[1:] == TABLE
    assert nist == (
        "As sclite counts: 10 hits, 3 substitutions, 1 deletions, 1 insertions, WER 35.71 %."
    )
    assert "number                  2      1      1        0         1\n" in facts
    assert "negation                1      0      0        1         0\n" in facts
    assert faults.splitlines()[1:] == [
        "negation  dr-okafor  dr-okafor_v1  not        –",
        "number    dr-okafor  dr-okafor_v1  5          50",
    ]
    assert confusions.splitlines()[1:3] == ["    1  –          um", "    1  5          50"]
    assert signature.startswith("wer+cer+ser+facts-1+named-2|norm:words-1+")


def test_the_json_has_what_the_contract_names(run: Run, trn) -> None:
    result = run("evaluate", "score", *trn, "--json").json

    promised = {
        "items": 3,
        "words": 14,
        "hits": 10,
        "substitutions": 3,
        "deletions": 1,
        "insertions": 1,
        "wer": 5 / 14,
        "wer_formatted": 5 / 14,
        "cer": 9 / 53,
        "ser": 1.0,
    }
    assert {name: result[name] for name in promised} == pytest.approx(promised)
    assert result["safety"]["number"] == {
        "total": 2,
        "right": 1,
        "wrong": 1,
        "missing": 0,
        "invented": 1,
    }
    assert [speaker["speaker"] for speaker in result["speakers"]] == ["dr-chen", "dr-okafor"]
    assert result["spread"]["wer"] == pytest.approx(
        {"n": 2, "mean": 1 / 3, "median": 1 / 3, "standard_deviation": 0.2357022604}
    )
    assert result["faults"][1] == {
        "speaker": "dr-okafor",
        "item": "dr-okafor_v1",
        "kind": "number",
        "reference": "5",
        "hypothesis": "50",
    }
    assert result["confusions"][1] == {"reference": "5", "hypothesis": "50", "n": 1}


def test_the_alignment_stands_word_under_word(run: Run, trn) -> None:
    shown = run("evaluate", "score", *trn, "--alignment", "--words-only").stdout

    assert shown.startswith(
        "dr-okafor dr-okafor_v1: 8 words, 2 substituted, 1 missing, 1 extra\n"
        "  REF  NO chest PAIN  5  mg on march 3rd **\n"
        "  HYP  ** chest PAINS 50 mg on march 3rd UM\n"
        "       D        S     S                  I\n"
    )
    assert "dr-chen_v1" not in shown


def test_the_three_formats_and_stdin_give_the_same_counts(run: Run, tmp_path: Path, trn) -> None:
    wanted = [("v1", "No chest pain."), ("v2", ""), ("v3", "Take 5 mg.")]
    given = [("v1", "chest pain"), ("v2", "um"), ("v3", "take 50 mg")]
    counts = []
    for form, one in (
        ("txt", lambda _item, text: text + "\n"),
        ("trn", lambda item, text: f"{text} ({item})\n"),
        ("jsonl", lambda item, text: lines({"item": item, "text": text})),
    ):
        reference = write(tmp_path, f"a.{form}", "".join(one(*row) for row in wanted))
        hypothesis = "".join(one(*row) for row in given)
        done = run(
            "evaluate",
            "score",
            "--reference",
            reference,
            "--hypothesis",
            "-",
            "--format",
            form,
            "--json",
            stdin=hypothesis,
        )
        counts.append({k: v for k, v in done.json.items() if k not in {"speakers", "faults"}})

    assert counts[0] == counts[1] == counts[2]
    assert (counts[0]["items"], counts[0]["words"]) == (3, 6)
    assert (counts[0]["substitutions"], counts[0]["deletions"], counts[0]["insertions"]) == (
        1,
        1,
        1,
    )


def test_items_of_two_speakers_may_have_one_name(run: Run, tmp_path: Path) -> None:
    texts = [{"speaker": s, "item": "visit", "text": f"seen by {s}"} for s in ("a", "b")]
    reference = write(tmp_path, "a.jsonl", lines(*texts))
    hypothesis = write(tmp_path, "b.jsonl", lines(*reversed(texts)))

    done = run("evaluate", "score", "--reference", reference, "--hypothesis", hypothesis, "--json")

    assert (done.json["items"], done.json["wer"]) == (2, 0.0)


def test_without_reference_words_there_is_no_rate_and_no_gate_is_met(
    run: Run, tmp_path: Path
) -> None:
    paths = [write(tmp_path, name, "\n") for name in ("a.txt", "b.txt")]

    done = run(
        "evaluate",
        "score",
        "--reference",
        paths[0],
        "--hypothesis",
        paths[1],
        "--max-wer",
        "1",
        "--json",
    )

    assert (done.exit_code, done.json["wer"], done.json["cer"]) == (9, None, None)
    assert done.error["message"] == "the WER is not known, --max-wer asks for at most 1"


@pytest.mark.parametrize(
    ("name", "reference", "hypothesis", "message"),
    [
        ("x.txt", "a\nb\n", "a\n", "a-x.txt:2: has no line at this place of the other file"),
        ("x.trn", "a (v1)\n", "a (v2)\n", "a-x.trn:1: has an item that the other file"),
        ("x.trn", "a (v1)\na (v1)\n", "a (v1)\n", "a-x.trn:2: has an item that was there before"),
        ("x.trn", "no id\n", "a (v1)\n", "a-x.trn:1: has no id in brackets at its end"),
        ("x.trn", "{ a / b } (v1)\n", "a (v1)\n", "a-x.trn:1: holds alternatives in braces"),
        ("x.jsonl", "{\n", "{}\n", "a-x.jsonl:1: is cut short"),
        ("x.jsonl", '{"item": 1, "text": "a"}\n', "", "a-x.jsonl:1: has no item and text"),
    ],
)
def test_what_does_not_pair_is_named_by_line_and_never_quoted(
    run: Run, tmp_path: Path, name: str, reference: str, hypothesis: str, message: str
) -> None:
    paths = [
        write(tmp_path, f"{side}-{name}", text)
        for side, text in (("a", reference), ("b", hypothesis))
    ]

    done = run("evaluate", "score", "--reference", paths[0], "--hypothesis", paths[1], "--json")

    assert (done.exit_code, done.stdout) == (3, "")
    assert message in done.error["message"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("-", "-"), 2, "only one side can come from stdin"),
        (("a.trn", "b.jsonl"), 2, "the files are of two formats, jsonl and trn"),
        (("none.txt", "none.txt"), 3, "none.txt: cannot be read (no such file or directory)"),
        (("a.txt", "b.txt", "--alignment"), 2, "--alignment is for people"),
    ],
)
def test_what_cannot_be_scored_is_said(run: Run, words, code: int, message: str) -> None:
    reference, hypothesis, *more = words

    done = run(
        "evaluate", "score", "--reference", reference, "--hypothesis", hypothesis, *more, "--json"
    )

    assert done.exit_code == code
    assert message in done.error["message"]


def test_a_hostile_text_cannot_drive_the_terminal(run: Run, tmp_path: Path) -> None:
    text = json.dumps({"item": "v1\x1b[2J", "text": "a\u202eb \x1b[31mred"})
    reference = write(tmp_path, "a.jsonl", text + "\n")
    hypothesis = write(tmp_path, "b.jsonl", text.replace("red", "blue") + "\n")

    shown = run(
        "evaluate",
        "score",
        "--reference",
        reference,
        "--hypothesis",
        hypothesis,
        "--alignment",
        "--quiet",
    ).stdout

    assert "v1\\x1b[2J: 3 words, 1 substituted" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
