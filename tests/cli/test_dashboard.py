from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import DRAFT, FINAL, a_speaker
from tests.noted import GOOD, add_noted

if TYPE_CHECKING:
    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run

BAR = "█" * 20
LOST = (
    "LOST FACT  SPEAKER    ITEM     FINAL AND DRAFT  NOTE\n"
    "number     dr-okafor  visit-x  25               250\n"
    "\n"
)


def fill(store: SqliteStore) -> None:
    with store.atomic():
        store.speakers.put(a_speaker(assumed_bucket="low_touch", specialty="cardio"))
        store.speakers.put(a_speaker("dr-chen", bucket_locked=True))
    for i in range(6):
        add_noted(store, f"visit-{i}", note=GOOD)
    bad = "The patient has no known drug allergies and takes metoprolol 250 mg."
    add_noted(store, "visit-x", note=bad)


def test_the_whole_view_is_legible(run: Run, store: SqliteStore) -> None:
    fill(store)
    run("evaluate", "run")

    done = run("dashboard")

    shown = run("dashboard", "--json").json
    at, week = shown["moves"][0]["at"][:16], shown["flow"]["periods"][-1]["name"]
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "BUCKET (touch)  ASSIGNED                        ASSUMED\n"
        "no_touch               0                              0\n"
        f"low_touch              0                              1  {BAR}\n"
        f"medium_touch           1  {BAR}        0\n"
        "high_touch             0                              0\n"
        f"none                   1  {BAR}        1  {BAR}\n"
        "\n"
        "ASSUMED > ASSIGNED  no_touch  low_touch  medium_touch  high_touch  none\n"
        "low_touch                  0          0             1           0     0\n"
        "none                       0          0             0           0     1\n"
        "\n"
        "speakers 2  items 7  drafts 7  finals 7  pairs 7  held 0  pending 0\n"
        "notes 7  corrections 0  evaluated 7\n"
        "\n"
        "Latest evaluation: 7 notes, all speakers\n"
        "The notes have 92.9 % fewer word errors than their drafts; "
        "how sure that is cannot be told.\n"
        "\n"
        "WEEK      no_touch  low_touch  medium_touch  high_touch  none  MOVES\n"
        f"{week}         0          0             1           0     1"
        "  none > medium_touch 1\n"
        "\n"
        "MOVED AT          SPEAKER    BUCKET            BY      REASON\n"
        f"{at}  dr-okafor  – > medium_touch  policy  note error rate 0.083 over 7 notes"
        " puts the speaker in medium_touch\n"
        "\n"
        "Needs attention\n"
        "  notes that lost a safety fact   1: dr-okafor/visit-x (number 1)\n"
        "  speakers without an evaluation  1: dr-chen\n"
        "  speakers with a locked bucket   1: dr-chen\n"
        "\n" + LOST
    )


def test_the_flow_is_told_by_months_too(run: Run, store: SqliteStore) -> None:
    fill(store)
    run("speaker", "bucket", "dr-chen", "low_touch", "--reason", "new microphone")

    done = run("dashboard", "--by", "month", "--periods", "3")
    flow = run("dashboard", "--by", "month", "--periods", "3", "--json").json["flow"]

    month = flow["periods"][-1]["name"]
    assert (
        "MONTH    no_touch  low_touch  medium_touch  high_touch  none  MOVES\n"
        f"{month}         0          1             0           0     1"
        "  none > low_touch 1 (1 by hand)\n"
    ) in done.stdout
    assert [len(flow["periods"]), flow["unit"]] == [3, "month"]
    assert flow["periods"][-1]["moves"] == [
        {"before": "none", "after": "low_touch", "moves": 1, "by_hand": 1}
    ]
    assert flow["crossings"] == [
        {"assumed": "low_touch", "assigned": "none", "speakers": 1},
        {"assumed": "none", "assigned": "low_touch", "speakers": 1},
    ]


def test_a_bucket_opens_on_its_speakers(run: Run, store: SqliteStore) -> None:
    fill(store)
    run("evaluate", "run")

    assert run("dashboard", "--bucket", "medium_touch").stdout == (
        "SPEAKER    SPECIALTY  ASSUMED    NOTES       WER %  FORMATTED %    GAIN  +/-/=  LOST\n"
        "dr-okafor  cardio     low_touch      7  16.7 > 1.2   33.3 > 8.3  92.9 %  7/0/0     1\n"
        "\n" + LOST
    )
    assert run("dashboard", "--bucket", "medium_touch").stderr == (
        "to open one: draftgenie dashboard --speaker dr-okafor\n"
    )
    assert run("dashboard", "--bucket", "no_touch").stderr == "no speaker is in no_touch\n"
    unknown = run("dashboard", "--bucket", "best", "--json")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert (
        unknown.error["hint"] == "buckets are no_touch, low_touch, medium_touch, high_touch, none"
    )


def test_a_speaker_opens_on_figures_and_notes(run: Run, store: SqliteStore) -> None:
    fill(store)
    run("evaluate", "run")
    note_id = add_noted(store, "visit-z", note=FINAL)
    run("evaluate", "run")

    shown = run("dashboard", "--speaker", "dr-okafor").stdout
    opened = run("dashboard", "--speaker", "dr-okafor", "--json").json["speaker"]

    assert shown.startswith(
        "speaker      dr-okafor\n"
        "name         Dr. Ngozi Okafor\n"
        "specialty    cardio\n"
        "usage        none (0.0 items a week)\n"
        "assigned     medium_touch\n"
        "assumed      low_touch\n"
        "locked       no\n"
        "items        8\n"
    )
    assert f"visit-z       {note_id}   2 > 0     12  better  –\n" in shown
    assert f"to read one: draftgenie evaluate note {note_id}\n" in shown
    assert [note["item"] for note in opened["notes"][:2]] == ["visit-z", "visit-x"]
    assert opened["notes"][1]["lost"] == {"number": 1}


def test_the_best_and_the_worst_speakers_are_ranked_by_their_gain(
    run: Run, store: SqliteStore
) -> None:
    for ref, note in (("dr-a", FINAL), ("dr-b", DRAFT), ("dr-c", GOOD)):
        add_noted(store, "visit", speaker=ref, note=note)
    run("evaluate", "run")

    found = run("dashboard", "--json").json

    assert [line["speaker"] for line in found["best"]] == ["dr-a"]
    assert [line["speaker"] for line in found["worst"]] == ["dr-b"]
    assert (
        "GAINS  SPEAKER  NOTES        WER %     GAIN  +/-/=  LOST\n"
        "best   dr-a         1   16.7 > 0.0  100.0 %  1/0/0     0\n"
        "worst  dr-b         1  16.7 > 16.7    0.0 %  0/0/1     0\n"
    ) in run("dashboard").stdout


def test_a_fact_lost_in_an_old_note_stays_in_sight(run: Run, store: SqliteStore) -> None:
    add_noted(store, "first", note=GOOD.replace("25", "250"))
    for n in range(12):
        add_noted(store, f"visit-{n:02}")
    run("evaluate", "run")

    shown = run("dashboard", "--speaker", "dr-okafor").stdout

    assert "number     dr-okafor  first  25               250\n" in shown


def test_verdicts_are_counted_and_held_against_the_figures(run: Run, store: SqliteStore) -> None:
    fill(store)
    run("evaluate", "run")
    run("evaluate", "comment", "visit-x", "--verdict", "worse")

    shown = run("dashboard").stdout

    assert (
        "Reviewed: 1 notes, 0 better, 0 the same, 1 worse; the figures agree on 0, kappa 0.00.\n"
        "  dr-okafor/visit-x: people say worse, the figures better\n"
    ) in shown


def test_no_speaker_is_opened_by_a_hostile_reference(run: Run, store: SqliteStore) -> None:
    fill(store)

    done = run("dashboard", "--speaker", "zzz' OR '1'='1", "--json")

    assert (done.exit_code, done.stdout) == (4, "")
    assert run("dashboard", "--speaker", "../../x").exit_code == 4


def test_before_the_first_evaluation_the_next_step_is_named(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor")

    shown = run("dashboard").stdout

    assert "Nothing was evaluated yet: draftgenie evaluate run --all\n" in shown
    assert shown.endswith("  speakers without an evaluation  1: dr-okafor\n")


def test_the_noun_is_a_command_with_help(run: Run) -> None:
    shown = run("dashboard", "--help")

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith("Usage: draftgenie dashboard [OPTIONS]\n")
    assert "Example: draftgenie dashboard" in shown.stdout
    assert run("dashboard", "extra").exit_code == 2
    assert run("dashboard").exit_code == 7
