"""`evaluate replay`, `correction report`, and where the baseline is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import lines
from tests.histories import a_history, dated

if TYPE_CHECKING:
    from tests.cli.drafts import Run

HABIT = ("takes metroprolol [b]daily[/b]", "takes metoprolol [b]daily[/b]")
EXCEPTION = ("asked about metroprolol", "asked about metroprolol")


def ingest(run: Run, *records: dict[str, Any]) -> None:
    done = run("draft", "ingest", "-", "--create-speakers", stdin=lines(*records))
    assert done.exit_code == 0


def habits(*pairs: tuple[str, str], speaker: str = "dr-a") -> list[dict[str, Any]]:
    return [
        {"speaker": speaker, "item": f"v{n}", "dictated_at": dated(n), "draft": d, "final": f}
        for n, (d, f) in enumerate(pairs)
    ]


def promise(run: Run, speaker: str) -> str:
    (line,) = (
        line.removeprefix("baseline").strip()
        for line in run("speaker", "show", speaker).stdout.splitlines()
        if line.startswith("baseline")
    )
    return line


def test_a_replay_ends_with_the_curve_and_what_the_history_would_have_given(run: Run) -> None:
    ingest(run, *a_history(30))

    done = run("evaluate", "replay")
    baseline = run("speaker", "show", "dr-okafor", "--json").json["baseline"]

    assert done.exit_code == 0
    shown = done.stdout.splitlines()
    assert shown[0].split() == ["SPEAKER", "NOTES", "WORDS", "WER", "%", "FORMATTED", "%", "GAIN",
                                "+/-/=", "BUCKET"]  # fmt: skip
    at = next(n for n, line in enumerate(shown) if line.startswith("OWN ITEMS BEFORE"))
    assert [line[:23].strip() for line in shown[at + 1 : at + 4]] == [
        "0      3",
        "1 to 9      9",
        "10 to 29     18",
    ]
    low, high = (f"{100 * end:.1f} %" for end in baseline["ci95"])
    said = (
        f"30 notes of history DraftGenie would have removed {100 * baseline['relative_gain']:.1f}"
        f" % of the word edits (95 % interval {low} to {high})"
    )
    assert " ".join(shown[at + 5 :]) == f"With {said}."
    assert max(len(line) for line in shown if "|norm:" not in line) <= 100
    assert done.stderr.splitlines()[-1] == "baselines: 1; next: draftgenie correction report"
    day = baseline["created_at"][:10]
    assert promise(run, "dr-okafor") == f"with {said}; replay {baseline['run_id']} of {day}"
    assert f"with {said}" in run("dashboard", "--speaker", "dr-okafor").stdout
    assert "OWN ITEMS BEFORE" in run("dashboard", "--speaker", "dr-okafor").stdout


def test_with_few_notes_or_no_gain_it_says_that_it_cannot_be_told(run: Run) -> None:
    ingest(run, *a_history(4, speaker="dr-few"))
    ingest(run, *habits(*[("no pain", "no pain")] * 12, speaker="dr-perfect"))
    ingest(run, *habits(*[("no pain", f"no pain {n}") for n in range(12)], speaker="dr-new"))

    run("evaluate", "replay")

    assert promise(run, "dr-few").startswith(
        "4 notes of history are too few to tell what DraftGenie would have removed; replay run_"
    )
    assert promise(run, "dr-perfect").startswith(
        "12 notes of history hold no edits of words that could have been removed; replay run_"
    )
    assert promise(run, "dr-new").startswith(
        "12 notes of history do not tell yet whether DraftGenie removes edits "
        "(95 % interval 0.0 % to 0.0 %); replay run_"
    )


def test_the_json_has_the_fields_of_a_run_and_the_curve(run: Run) -> None:
    ingest(run, *a_history(30))
    run("correction", "build", "--no-embed")
    run("rag", "generate", "--all")
    fields = set(run("evaluate", "run", "--json").json)

    done = run("evaluate", "replay", "--all", "--json").json

    assert set(done) == fields
    assert (done["kind"], done["items"], done["speakers"][0]["speaker"]) == (
        "replay",
        30,
        "dr-okafor",
    )
    assert set(done["curve"][0]) == {
        "own_from", "own_to", "items", "words", "draft_wer", "note_wer", "draft_wer_formatted",
        "note_wer_formatted", "relative_gain", "better", "worse", "same",
    }  # fmt: skip
    assert done["speakers"][0]["curve"] == done["curve"]


def test_a_repeated_replay_prints_the_same_bytes_and_stands_in_the_list(run: Run) -> None:
    ingest(run, *a_history(20))

    first = run("evaluate", "replay", "--json")
    again = run("evaluate", "replay", "--json")
    told = run("evaluate", "replay")

    assert again.stdout == first.stdout
    assert told.stderr.splitlines()[-1] == "unchanged: this history was replayed before"
    run_id = first.json["run_id"]
    assert run("evaluate", "show", run_id, "--json").stdout == first.stdout
    assert run("evaluate", "show", run_id).stdout == told.stdout
    (listed,) = run("evaluate", "list", "--json").json["items"]
    assert (listed["run_id"], listed["kind"], listed["moved"]) == (run_id, "replay", 0)
    # The newest measurement of generated notes is what `latest` and the dashboard are about.
    assert run("evaluate", "show", "latest").exit_code == 4
    assert run("dashboard", "--json").json["gain"] is None


def test_nothing_to_replay_exits_0_and_says_what_comes_first(run: Run) -> None:
    run("speaker", "add", "Dr. Okafor", "--id", "dr-okafor")

    done = run("evaluate", "replay", "--speaker", "dr-okafor")

    assert done.exit_code == 0
    assert "Warning: no item has both a draft and a final note yet." in done.stdout
    assert done.stderr.splitlines()[-1] == (
        "nothing to replay; next: draftgenie draft ingest FILE"
    )


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["evaluate", "replay", "--all", "--speaker", "dr-okafor"], 2),
        (["evaluate", "replay", "--speaker", "nobody"], 4),
        (["correction", "report", "--speaker", "nobody"], 4),
        (["correction", "report"], 4),
        (["correction", "report", "--limit", "0"], 2),
    ],
)
def test_what_cannot_be_done_is_refused(run: Run, args: list[str], code: int) -> None:
    ingest(run, *a_history(2))

    assert run(*args).exit_code == code


def test_the_report_shows_what_each_correction_won_and_lost(run: Run) -> None:
    # Often right at first; then never again.
    ingest(run, *habits(*[HABIT] * 20, *[EXCEPTION] * 6))
    run("evaluate", "replay")

    done = run("correction", "report", "--json").json

    (line,) = done["items"]
    assert (line["source"], line["target"]) == ("metroprolol", "metoprolol")
    assert line["applied"] == line["right"] + line["harmful"] == line["items"]
    assert (line["words_won"], line["words_lost"]) == (line["right"], line["harmful"])
    assert line["right"] > line["harmful"] > 0
    assert not line["is_harmful"]
    n_words = 20 * 5 + 6 * 3
    saved = line["right"] - line["harmful"]
    assert line["note_wer_without"] - line["note_wer"] == pytest.approx(saved / n_words)
    assert (done["total"], done["harmful"], done["notes"]) == (1, 0, 26)
    (replay,) = done["replays"]
    assert replay["run_id"] == run("evaluate", "list", "--json").json["items"][0]["run_id"]


def test_a_harmful_correction_stands_first_is_marked_and_can_be_blocked(run: Run) -> None:
    ingest(run, *habits(*[HABIT] * 30))
    # Approved by hand, and wrong everywhere.
    run("correction", "add", "daily", "weekly", "--speaker", "dr-a")
    run("evaluate", "replay")

    done = run("correction", "report", "--speaker", "dr-a")

    shown = done.stdout.splitlines()
    assert shown[1].startswith("!  daily  ")
    assert "  approved  " in shown[1]
    assert shown[2].startswith("   metroprolol  ")
    (said,) = (line for line in shown if "cost more than they saved" in line)
    assert said.startswith("1 of 2 corrections cost more than they saved (!); to stop one: ")
    id_ = shown[1].split()[-1]
    assert run("correction", "block", id_, "--speaker", "dr-a").exit_code == 0
    run("evaluate", "replay")
    assert "daily" not in run("correction", "report", "--speaker", "dr-a").stdout


def test_the_report_prints_markup_as_it_is_and_the_limit_is_told(run: Run) -> None:
    marked = ("takes [red]metroprolol[/red] daily um", "takes [red]metoprolol[/red] daily")
    ingest(run, *habits(*[marked] * 30))
    run("correction", "add", "daily", "[blink]weekly[/blink]", "--speaker", "dr-a")
    run("evaluate", "replay")

    done = run("correction", "report", "--limit", "2")

    assert "[blink]weekly[/blink]" in done.stdout
    assert done.stderr == "2 of 3 shown; more with --limit\n"
