from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from draftgenie.adapters.embedder import open_embedder
from draftgenie.adapters.lance import LanceIndex
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.correction import Layer, correction_id
from draftgenie.ports.index import IndexRow
from tests.builders import TickingClock, lines
from tests.histories import a_history

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.drafts import Run

UNIT = correction_id(source="milligrams", target="mg", layer=Layer.WORDS)
ILEUM = correction_id(source="ilium", target="ileum", layer=Layer.WORDS)
MODEL_PARTS = {"torch", "sentence_transformers"}


def ingest(run: Run, *records: dict[str, Any]) -> None:
    done = run("draft", "ingest", "-", "--create-speakers", stdin=lines(*records))
    assert done.exit_code == 0


def test_building_says_what_was_read_for_each_speaker(run: Run) -> None:
    ingest(run, *a_history(6), *a_history(3, speaker="dr-chen"))

    first = run("correction", "build", "--no-embed", "--json")
    again = run("correction", "build", "--all", "--no-embed", "--json")
    people = run("correction", "build", "--no-embed")

    assert first.json == {
        "pairs": 9,
        "pairs_known": 0,
        "edits": 25,
        "corrections": 8,
        "new": 8,
        "changed": 0,
        "rebuilt": False,
        "speakers": [
            {
                "speaker": "dr-chen",
                "pairs": 3,
                "edits": 8,
                "corrections": 4,
                "new": 4,
                "changed": 0,
            },
            {
                "speaker": "dr-okafor",
                "pairs": 6,
                "edits": 17,
                "corrections": 4,
                "new": 4,
                "changed": 0,
            },
        ],
        "embedded": None,
    }
    assert again.json == first.json | {
        "pairs": 0,
        "pairs_known": 9,
        "edits": 0,
        "new": 0,
        "speakers": [],
    }
    assert people.stdout == ""
    assert people.stderr == (
        "nothing new: 9 pairs were read before\n"
        "contexts are not embedded yet; next: draftgenie rag generate --pending\n"
    )


def test_building_prints_a_table_for_people(run: Run) -> None:
    ingest(run, *a_history(3))

    done = run("correction", "build", "--speaker", "dr-okafor", "--no-embed")

    assert done.stdout == (
        "SPEAKER    PAIRS  EDITS  CORRECTIONS  NEW  CHANGED\n"
        "dr-okafor      3      8            4    4        0\n"
    )
    said = done.stderr.splitlines()
    assert said[0].startswith("pairs: 3 in ")
    assert said[1:] == [
        "read: 3 pairs with 8 edits",
        "contexts are not embedded yet; next: draftgenie rag generate --pending",
    ]


@pytest.mark.model
def test_contexts_are_embedded_once_and_then_the_model_stays_on_the_disk(
    own_learned_home: Path, spawn: Any
) -> None:
    first = spawn("correction", "build", "--json")
    embedded = json.loads(first.communicate()[0])["embedded"]
    again = spawn("correction", "build", "--json")
    kept = json.loads(again.communicate()[0])["embedded"]
    found = spawn("correction", "search", "the bowel was healthy", "--meaning", "--json")
    items = json.loads(found.communicate()[0])["items"]

    assert embedded["new"] > 0
    assert kept == {"new": 0, "removed": 0, "kept": embedded["new"]}
    assert items[0]["id"] == ILEUM


def test_a_build_with_nothing_new_to_embed_loads_no_model(
    run: Run, own_learned_home: Path
) -> None:
    embedder = open_embedder("minilm")
    with SqliteStore.open(
        own_learned_home, clock=TickingClock(), actor="t", command="t", wait_s=5.0, create=False
    ) as store:
        wanted = list(store.corrections.contexts(layer=Layer.WORDS))
        vectors = np.eye(len(wanted), embedder.dim, dtype=np.float32)
        index = LanceIndex(
            own_learned_home / "index", embedder=embedder, lock=store.lock, warn=print
        )
        index.add([IndexRow(i, who, cor, kind) for i, _, who, cor, kind in wanted], vectors)
    before = MODEL_PARTS & sys.modules.keys()

    done = run("correction", "build", "--json")

    assert done.json["embedded"] == {"new": 0, "removed": 0, "kept": len(wanted)}
    assert MODEL_PARTS & sys.modules.keys() == before


def test_a_list_shows_how_often_each_was_made(run: Run, own_learned_home: Path) -> None:
    people = run("correction", "list", "--speaker", "dr-okafor")
    some = run("correction", "list", "--severity", "medium", "--sort", "-left-alone", "--json")

    assert people.stdout == (
        "SPEAKER    SOURCE       TARGET      MADE  LEFT   RATE  CATEGORY   SEVERITY  STATUS   ID\n"
        "dr-okafor  metroprolol  metoprolol    30     0  100 %  term       high      learned  "
        f"{correction_id(source='metroprolol', target='metoprolol', layer=Layer.WORDS)}\n"
        "dr-okafor  milligrams   mg            30     0  100 %  format     low       learned  "
        f"{UNIT}\n"
        "dr-okafor  um           ∅             15     0  100 %  filler     low       learned  "
        f"{correction_id(source='um', target='', layer=Layer.WORDS)}\n"
        "dr-okafor  ilium        ileum         10     6   62 %  homophone  medium    learned  "
        f"{ILEUM}\n"
    )
    assert some.json["total"] == 2
    assert [(c["speaker"], c["n_left_alone"]) for c in some.json["items"]] == [
        ("dr-okafor", 6),
        ("dr-chen", 3),
    ]


def test_a_correction_is_shown_with_its_places(run: Run, own_learned_home: Path) -> None:
    people = run("correction", "show", ILEUM, "--speaker", "dr-chen")
    both = run("correction", "show", ILEUM, "--json").json

    shown = people.stdout.splitlines()
    assert shown[:14] == [
        f"id        {ILEUM}",
        "source    ilium",
        "target    ileum",
        "layer     words",
        "category  homophone",
        "severity  medium",
        "",
        "dr-chen:",
        "written  ileum",
        "made     4 of 7 times",
        "rate     57.1 %",
        "seen     2026-01-01T09:00:00.000Z to 2026-01-10T09:00:00.000Z",
        "status   learned",
        "origin   mined",
    ]
    assert [line.split()[1] for line in shown[14:]] == [
        "visit-0009",
        "visit-0006",
        "visit-0003",
        "visit-0000",
    ]
    assert (both["id"], both["source"], both["target"]) == (ILEUM, "ilium", "ileum")
    assert [(s["speaker"], s["n_applied"], len(s["examples"])) for s in both["speakers"]] == [
        ("dr-chen", 4, 4),
        ("dr-okafor", 10, 5),
    ]


def test_statistics_and_search(run: Run, own_learned_home: Path) -> None:
    stats = run("correction", "stats", "--speaker", "dr-chen")
    found = run("correction", "search", "METRO", "-n", "1", "--json")

    assert stats.stdout == (
        "pairs        12\n"
        "edits        34\n"
        "left_alone   3\n"
        "rate         0.9189\n"
        "corrections  4\n"
        "distinct     4\n"
        "by_layer     words=4\n"
        "by_category  filler=1 format=1 homophone=1 term=1\n"
        "by_severity  high=1 low=2 medium=1\n"
        "by_status    learned=4\n"
        "by_origin    mined=4\n"
    )
    assert (found.json["total"], found.json["items"][0]["source"]) == (2, "metroprolol")


def test_adding_prints_the_id_and_warns_of_danger(run: Run, own_learned_home: Path) -> None:
    harmless = run("correction", "add", "alot", "a lot", "--speaker", "dr-okafor")
    careful = run("correction", "add", "left knee", "right knee", "--speaker", "dr-okafor")
    again = run("correction", "add", "alot", "a lot", "--speaker", "dr-okafor", "--json")

    id_ = correction_id(source="alot", target="a lot", layer=Layer.WORDS)
    assert harmless.stdout == f"{id_}\n"
    assert harmless.stderr == (
        f"added: {id_}; to undo: draftgenie correction approve --reset {id_} --speaker dr-okafor\n"
    )
    assert careful.stderr.startswith(
        "careful: it changes a laterality wherever its source stands\nadded: "
    )
    assert (again.json["status"], again.json["origin"]) == ("approved", "added")


def test_deciding_prints_what_each_speaker_now_has(run: Run, own_learned_home: Path) -> None:
    unclear = run("correction", "block", UNIT)
    blocked = run("correction", "block", UNIT, "--all")
    again = run("correction", "block", UNIT, "--speaker", "dr-chen", "--json")
    reset = run("correction", "block", UNIT, "--speaker", "dr-chen", "--reset")

    assert (unclear.exit_code, unclear.stdout) == (2, "")
    assert unclear.stderr == (
        "draftgenie: 2 speakers have this correction\n"
        "  try: say for whom with --speaker REF or --all\n"
    )
    assert blocked.stdout == f"blocked  dr-chen  {UNIT}\nblocked  dr-okafor  {UNIT}\n"
    assert blocked.stderr == "blocked for 2 speakers\n"
    assert [line["status"] for line in again.json_lines] == ["blocked"]
    assert reset.stdout == f"learned  dr-chen  {UNIT}\n"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_is_exported_is_taken_back_exactly(
    run: Run, own_learned_home: Path, tmp_path: Path, form: str
) -> None:
    run("correction", "block", UNIT, "--all")
    run("correction", "add", "full stop", ".", "--speaker", "dr-okafor")
    run("correction", "add", 'so "called"', "-", "--speaker", "dr-okafor")
    out = run("correction", "export", "--format", form)
    path = tmp_path / f"corrections.{form}"
    path.write_text(out.stdout)

    same = run("correction", "import", path, "--json")
    for ref in ("dr-okafor", "dr-chen"):
        run("speaker", "add", ref, "--id", ref, "--home", tmp_path / "other")
    other = run("correction", "import", path, "--json", "--home", tmp_path / "other")
    back = run("correction", "export", "--format", form, "--home", tmp_path / "other")

    assert same.json == {"added": 0, "updated": 0, "unchanged": 9, "rejected": 0}
    assert other.json == {"added": 9, "updated": 0, "unchanged": 0, "rejected": 0}
    assert [kept(r) for r in records(back.stdout, form)] == [
        kept(r) for r in records(out.stdout, form)
    ]


def records(text: str, form: str) -> list[dict[str, Any]]:
    if form == "csv":
        return list(csv.DictReader(io.StringIO(text)))
    return [json.loads(line) for line in text.splitlines()]


def kept(record: dict[str, Any]) -> dict[str, Any]:
    counted = {"n_applied", "n_left_alone", "first_seen", "last_seen", "origin"}
    return {key: value for key, value in record.items() if key not in counted}


def test_a_list_written_by_hand_needs_to_say_what_it_decides(
    run: Run, own_learned_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "drugs.csv"
    path.write_text("source,target\nbis a prolol,bisoprolol\nat or vastatin,atorvastatin\n")

    unclear = run("correction", "import", path, "--speaker", "dr-okafor")
    done = run("correction", "import", path, "--speaker", "dr-okafor", "--status", "approved")

    assert unclear.exit_code == 3
    assert "drugs.csv:2: status is missing" in unclear.stderr
    assert (done.exit_code, done.stderr) == (0, "imported: 2 added, 0 updated\n")


def test_bad_records_that_are_left_out_exit_6(
    run: Run, own_learned_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    good = {"speaker": "dr-okafor", "source": "alot", "target": "a lot", "status": "approved"}
    path.write_text(lines(good, {**good, "speaker": "nobody"}))

    stopped = run("correction", "import", path)
    done = run("correction", "import", path, "--on-error", "skip", "--json")

    assert (stopped.exit_code, done.exit_code) == (4, 6)
    assert done.json == {"added": 1, "updated": 0, "unchanged": 0, "rejected": 1}


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["build", "--speaker", "nobody"], 4, "no speaker 'nobody' in this store"),
        (["build", "--speaker", "dr-chen", "--all"], 2, "do not go together"),
        (["list", "--speaker", "nobody"], 4, "no speaker 'nobody' in this store"),
        (["list", "--sort", "weight"], 2, "cannot be sorted by 'weight'"),
        (["list", "--category", "zzz' OR '1'='1"], 2, "is not one of"),
        (["show", "../../x"], 4, "no correction '../../x' in this store"),
        (["approve", "cor_0", "--all"], 4, "no correction 'cor_0' in this store"),
        (["add", "pain", "Pain", "--speaker", "dr-chen"], 2, "have the same words"),
        (["search", "pain", "--meaning"], 8, "no contexts are embedded yet"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(
    run: Run, own_learned_home: Path, args: list[str], code: int, said: str
) -> None:
    done = run("correction", *args)

    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_without_a_store_there_is_nothing_to_build(run: Run) -> None:
    assert run("correction", "build").exit_code == 7


def test_hostile_text_is_shown_escaped(run: Run, own_learned_home: Path) -> None:
    run("speaker", "add", "[red]x[/red]", "--id", "[red]x")
    run("correction", "add", "alot", "[bold]a lot", "--speaker", "[red]x")

    done = run("correction", "list", "--speaker", "[red]x")

    assert "[red]x" in done.stdout
    assert "[bold]a lot" in done.stdout
