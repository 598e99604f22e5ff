from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import DRAFT, FINAL, a_speaker
from tests.noted import GOOD, add_noted, an_edit

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run

SIGNATURE = "wer+cer+ser+edits-1+facts-1+named-2|norm:words-1+formatted-1+sentences-1|pool:corpus"
NO_SIMILARITY = "similarity was not measured; --similarity measures it\n"


def fill(store: SqliteStore, n: int = 6, *, bucket: str | None = None) -> None:
    """A speaker with some good notes."""
    with store.atomic():
        store.speakers.put(a_speaker(assigned_bucket=bucket))
    for i in range(n):
        add_noted(store, f"visit-{i}", note=GOOD)


def test_a_run_shows_before_and_after_safety_moves_and_how_sure(
    run: Run, store: SqliteStore
) -> None:
    fill(store)

    done = run("evaluate", "run")
    shown = run("evaluate", "show", "latest", "--json").json

    assert done.exit_code == 0
    assert done.stdout == (
        "SPEAKER    NOTES  WORDS       WER %  FORMATTED %     GAIN  +/-/=  BUCKET\n"
        "all            6     72  16.7 > 0.0   33.3 > 8.3  100.0 %  6/0/0\n"
        "dr-okafor      6     72  16.7 > 0.0   33.3 > 8.3  100.0 %  6/0/0"
        "  – > medium_touch\n"
        "WER and FORMATTED: draft > note; +/-/=: notes better, worse, the same\n"
        "\n"
        "FACTS       IN FINALS  DRAFT   NOTE  LOST  GAINED  INVENTED\n"
        "number              6  6/0/0  6/0/0     0       0         0\n"
        "unit                6  6/0/0  6/0/0     0       0         0\n"
        "negation            6  6/0/0  6/0/0     0       0         0\n"
        "laterality          0  0/0/0  0/0/0     0       0         0\n"
        "term                6  0/6/0  6/0/0     0       6         0\n"
        "date                0  0/0/0  0/0/0     0       0         0\n"
        "name                0  0/0/0  0/0/0     0       0         0\n"
        "DRAFT and NOTE: right/wrong/missing\n"
        "\n"
        "dr-okafor: no bucket > medium_touch\n"
        "  note error rate 0.083 over 6 notes puts the speaker in medium_touch\n"
        "\n"
        "Errors of the drafts: 12 fixed, 0 kept, 0 changed to others.\n"
        "Right words of the drafts: 0 broken; words added for no reason: 0.\n"
        "Of the words changed 100.0 % are right now; of the errors 100.0 % are fixed.\n"
        "Edits saved: 2.00 per note, 166.7 per 1,000 words.\n"
        "The notes have 100.0 % fewer word errors than their drafts; "
        "how sure that is cannot be told.\n"
        "Warning: too few notes for an interval or a test (6 of 10).\n"
        f"run {shown['run_id']}: all speakers, policy-2:touch\n"
        f"{shown['signature']}\n"
    )
    assert max(len(line) for line in done.stdout.splitlines() if "|norm:" not in line) <= 100
    assert shown["signature"].startswith(SIGNATURE)
    assert done.stderr.splitlines(keepends=True)[-2:] == [
        NO_SIMILARITY,
        "evaluated: 6 notes, moved: 1; next: draftgenie dashboard\n",
    ]


def test_the_json_has_what_the_contract_names(run: Run, store: SqliteStore) -> None:
    fill(store, 12, bucket="high_touch")

    done = run("evaluate", "run", "--all", "--json")

    result = done.json
    (one,) = result.pop("speakers")
    promised = {
        "items": 12,
        "words": 144,
        "draft_wer": 24 / 144,
        "note_wer": 0.0,
        "relative_gain": 1.0,
        "ci95": [1.0, 1.0],
        "better": 12,
        "worse": 0,
        "same": 0,
        "edit_precision": 1.0,
        "edit_recall": 1.0,
        "edits_saved_per_note": 2.0,
        "edits_saved_per_1000_words": pytest.approx(1000 * 24 / 144),
    }
    assert {name: result[name] for name in promised} == promised
    assert {name: one[name] for name in promised} == promised
    assert 0 < result["p_value"] < 0.01
    assert (result["edits"]["fixed"], result["edits"]["broken"]) == (24, 0)
    assert result["sureness"]["ci95_by_note"] == [1.0, 1.0]
    assert result["sureness"]["ci95_by_speaker"] is None
    assert result["sureness"]["wilcoxon_p"] < 0.001
    assert result["safety"]["term"]["gained"] == 12
    assert (one["speaker"], one["bucket_before"], one["bucket_after"]) == (
        "dr-okafor",
        "high_touch",
        "medium_touch",
    )
    assert one["reason"].startswith("note error rate 0.083 over 12 notes is under 0.180")
    assert (result["draft_similarity"], result["note_similarity"]) == (None, None)
    assert done.stderr == ""


def test_a_repeated_run_prints_the_same_bytes(run: Run, store: SqliteStore) -> None:
    fill(store)

    first, again = (run("evaluate", "run", "--json") for _ in range(2))
    told = run("evaluate", "run")

    assert again.stdout == first.stdout
    assert again.exit_code == 0
    assert told.stderr.splitlines()[-1] == "unchanged: these notes were evaluated before"
    assert run("evaluate", "show", first.json["run_id"], "--json").stdout == first.stdout
    assert run("evaluate", "list", "--json").json["total"] == 1


def test_a_missed_gate_exits_9_after_the_result(run: Run, store: SqliteStore) -> None:
    add_noted(store, note=DRAFT)

    done = run("evaluate", "run", "--max-wer", "0.05", "--min-gain", "0.1", "--json")

    assert done.exit_code == 9
    assert done.json["note_wer"] == pytest.approx(2 / 12)
    assert done.error == {
        "code": 9,
        "name": "gate",
        "message": (
            "the note WER is 0.166667, --max-wer asks for at most 0.05; "
            "the relative gain is 0, --min-gain asks for at least 0.1"
        ),
        "hint": f"draftgenie evaluate show {done.json['run_id']} --notes",
    }
    assert run("evaluate", "run", "--max-wer", "0.2").exit_code == 0


def test_a_dose_made_ten_times_larger_is_named(run: Run, store: SqliteStore) -> None:
    fill(store)
    bad = "The patient has no known drug allergies and takes metoprolol 250 mg."
    note_id = add_noted(store, "visit-x", note=bad)

    listed = (
        "HARMED NOTE               SPEAKER    ITEM     ERRORS  LOST      INVENTED\n"
        f"{note_id}  dr-okafor  visit-x   2 > 1  number 1  number 1\n"
    )
    case = (
        "LOST FACT  SPEAKER    ITEM     FINAL AND DRAFT  NOTE\n"
        "number     dr-okafor  visit-x  25               250\n"
    )
    assert listed in run("evaluate", "run").stdout
    assert case in run("evaluate", "show").stdout
    assert run("evaluate", "show", "--json").json["cases"] == [
        {
            "kind": "number",
            "speaker": "dr-okafor",
            "item": "visit-x",
            "note_id": note_id,
            "final": "25",
            "note": "250",
        }
    ]
    assert listed in run("evaluate", "show", "--notes").stdout
    assert "dr-okafor/visit-x (number 1)" in run("dashboard").stdout


def test_a_lost_fact_breaks_the_safety_gate_whatever_the_gain(
    run: Run, store: SqliteStore
) -> None:
    fill(store)
    assert run("evaluate", "run", "--gate-safety").exit_code == 0
    add_noted(store, "visit-x", note=FINAL.replace("has no", "has"))

    done = run("evaluate", "run", "--gate-safety", "--json")

    assert done.exit_code == 9
    assert done.json["relative_gain"] > 0.9
    assert done.error["message"] == (
        "facts that were right in drafts are lost in notes (negation 1)"
    )
    assert [(c["item"], c["final"], c["note"]) for c in done.json["cases"]] == [
        ("visit-x", "not", None)
    ]


def test_no_run_keeps_the_value_of_a_fact(run: Run, store: SqliteStore) -> None:
    add_noted(store, note=FINAL.replace("25", "777"))

    done = run("evaluate", "run", "--json")

    assert [case["note"] for case in done.json["cases"]] == ["777"]
    assert "777" not in str(store.evaluations.get_run(done.json["run_id"]).result)


def test_the_generators_confidence_is_held_against_what_became_of_its_edits(
    run: Run, store: SqliteStore
) -> None:
    for n in range(4):
        item = f"visit-{n}"
        add_noted(store, item, edits=[an_edit("know", "known", 0.95)])
    add_noted(store, "visit-4", edits=[an_edit("metroprolol", "metformin", 0.45, applied=False)])

    found = run("evaluate", "run", "--json").json["calibration"]
    again = run("evaluate", "show", "--json").json["calibration"]

    assert found == again
    assert found["bins"] == [
        {"low": 0.4, "high": 0.5, "n": 1, "n_right": 0, "mean_confidence": 0.45},
        {"low": 0.9, "high": 1.0, "n": 4, "n_right": 4, "mean_confidence": 0.95},
    ]
    assert found["ece"] == pytest.approx((0.45 + 4 * 0.05) / 5)
    assert (found["n_applied"], found["applied_right"], found["n_suggested"]) == (4, 4, 1)
    assert (
        " CONFIDENCE  EDITS  CLAIMED    RIGHT\n"
        " 40 to 50 %      1   45.0 %    0.0 %\n"
        "90 to 100 %      4   95.0 %  100.0 %\n"
        "Right: 4 of 4 applied edits, 0 of 1 suggested; calibration error 13.0 %.\n"
    ) in run("evaluate", "show").stdout


def test_only_the_worst_of_many_harmed_notes_are_shown_unless_asked(
    run: Run, store: SqliteStore
) -> None:
    for i in range(12):
        add_noted(store, f"visit-{i:02}", draft=FINAL, note=FINAL.lower())

    few, every = run("evaluate", "run").stdout, run("evaluate", "show", "--notes").stdout

    run_id = run("evaluate", "show", "--json").json["run_id"]
    assert f"and 2 more: draftgenie evaluate show {run_id} --notes\n" in few
    assert few.count("visit-") == 10
    assert every.count("visit-") == 12


def test_runs_are_listed(run: Run, store: SqliteStore) -> None:
    fill(store)
    run("evaluate", "run")
    run("evaluate", "run", "--speaker", "dr-okafor", "--last", "2")

    newest, first = run("evaluate", "list", "--json").json["items"]
    table = run("evaluate", "list").stdout

    assert (first["items"], first["moved"], first["lost"]) == (6, 1, 0)
    assert (newest["items"], newest["moved"]) == (2, 0)
    assert table == (
        "RUN                       AT                KIND  NOTES   DRAFT   NOTE     GAIN  LOST"
        "  MOVED  SCOPE\n"
        f"{newest['run_id']}  {newest['created_at'][:16]}  run"
        "       2  16.7 %  0.0 %  100.0 %     0"
        "      0  speaker 'dr-okafor', last 2 notes\n"
        f"{first['run_id']}  {first['created_at'][:16]}  run"
        "       6  16.7 %  0.0 %  100.0 %     0"
        "      1  all speakers\n"
    )


def test_nothing_to_evaluate_says_what_comes_first(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    done = run("evaluate", "run")

    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1] == (
        "nothing to evaluate; next: draftgenie rag generate --all"
    )
    assert run("evaluate", "run", "--json").json["note_wer"] is None
    assert run("evaluate", "list", "--json").json == {"items": [], "total": 0}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("run", "--speaker", "zzz' OR '1'='1"), 4, "no speaker \"zzz' OR '1'='1\" in this store"),
        (("run", "--speaker", "../../x"), 4, "no speaker '../../x' in this store"),
        (("show", "../../x"), 4, "no evaluation run '../../x' in this store"),
        (("show",), 4, "nothing was evaluated in this store yet"),
        (("run", "--all", "--speaker", "x"), 2, "--all and --speaker do not go together"),
    ],
)
def test_what_cannot_be_evaluated_is_said(
    run: Run, store: SqliteStore, words: tuple[str, ...], code: int, message: str
) -> None:
    add_noted(store)

    done = run("evaluate", *words, "--json")

    assert (done.exit_code, done.stdout, done.error["message"]) == (code, "", message)


def test_a_hostile_reference_is_shown_as_it_is(run: Run, store: SqliteStore) -> None:
    ref = "[red]x[/nope] ' OR '1'='1"
    add_noted(store, speaker=ref)
    add_noted(store)

    done = run("evaluate", "run", "--speaker", ref)

    assert f"\n{ref}      1     12" in done.stdout
    assert "dr-okafor" not in done.stdout


def test_there_must_be_a_store(run: Run) -> None:
    assert run("evaluate", "run").exit_code == 7


@pytest.mark.parametrize("verb", ["run", "score", "list", "show"])
def test_help_has_a_sentence_and_an_example(run: Run, verb: str) -> None:
    shown = run("evaluate", verb, "--help")

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert f"Example: draftgenie evaluate {verb}" in shown.stdout


def test_how_speakers_lie_and_what_is_confused_stand_beside_the_pooled_rates(
    run: Run, store: SqliteStore
) -> None:
    for speaker, note in (("dr-a", "no chest pane"), ("dr-b", "no chest pain")):
        add_noted(
            store, f"of-{speaker}", speaker=speaker, draft="no", note=note, final="no chest pain"
        )

    done = run("evaluate", "run", "--confusions", "5", "--json").json
    shown = run("evaluate", "show", "--confusions", "5").stdout
    plain = run("evaluate", "show").stdout

    assert done["confusions"] == [{"reference": "pain", "hypothesis": "pane", "n": 1}]
    assert done["spread"]["note_wer"] == {
        "n": 2,
        "mean": pytest.approx(1 / 6),
        "median": pytest.approx(1 / 6),
        "standard_deviation": pytest.approx(2**0.5 / 6),
    }
    (row,) = (line for line in shown.splitlines() if line.startswith("WER %"))
    assert row.split()[2:] == "66.7 > 16.7 66.7 > 16.7 66.7 > 16.7 0.0 > 23.6".split()
    (row,) = (line for line in shown.splitlines() if line.startswith("CER %"))
    assert row.split()[2:] == "84.6 > 7.7 84.6 > 7.7 84.6 > 7.7 0.0 > 10.9".split()
    assert (done["draft_cer"], done["note_cer"]) == (22 / 26, 2 / 26)
    assert [s["note_cer"] for s in done["speakers"]] == [2 / 13, 0.0]
    assert "    1  pain   pane\n" in shown
    assert "pane" not in plain
