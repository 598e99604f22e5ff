"""Both pages as a person meets them: in a real browser, on screen and on paper."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.cli.main import app
from tests.builders import DRAFT, FINAL, TickingClock, a_speaker
from tests.noted import GOOD, add_noted, an_edit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Browser

HOSTILE = (
    "</style></p><script>document.title='hit'</script><img src=x onerror=document.title='hit'>"
    "<a href=javascript:alert(1)>&lt;b&gt;\u202e\u2066 \u05d0\u05d1"
)
NAMES = ("dashboard", "run")
OPEN_ALL = "for (const d of document.querySelectorAll('details')) d.open = true"


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both pages over a store in which every text that a person wrote is hostile somewhere."""
    folder = tmp_path_factory.mktemp("pages")
    home = folder / "home"
    with SqliteStore.open(
        home, clock=TickingClock(), actor="tester", command="test", wait_s=5.0, create=True
    ) as store:
        fill(store)
    found = {name: folder / f"{name}.html" for name in NAMES}
    for words in (
        ["evaluate", "comment", "dose", "--verdict", "worse", "--text", HOSTILE],
        ["evaluate", "run", "--speaker", "dr-b"],
        ["evaluate", "run"],
        ["dashboard", "--html", str(found["dashboard"])],
        ["evaluate", "report", "--html", str(found["run"])],
    ):
        done = CliRunner().invoke(app, [*words, "--home", str(home)])
        assert done.exit_code == 0, done.stderr
    return found


def fill(store: SqliteStore) -> None:
    with store.atomic():
        for ref in ("dr-a", "dr-b"):
            store.speakers.put(
                a_speaker(ref, name=HOSTILE, specialty=HOSTILE, assumed_bucket="no_touch")
            )
    edits = [an_edit("know", "known", 0.6), an_edit("metroprolol", "metoprolol", 0.95)]
    for n in range(8):
        add_noted(store, f"visit-{n}", speaker="dr-a", note=(GOOD, FINAL)[n % 2], edits=edits)
    for n in range(4):
        add_noted(store, f"visit-{n}", speaker="dr-b", note=(GOOD, DRAFT)[n % 2])
    add_noted(store, "dose", speaker="dr-b", note=GOOD.replace("25", "250"))
    texts = {"draft": f"{HOSTILE} 5 mg", "note": f"{HOSTILE} 50 mg", "final": f"{HOSTILE} 5 mg."}
    add_noted(store, "<b>item</b>", speaker="dr-b", **texts)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_the_browser_has_no_complaint(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    browser.open(pages[name])
    browser.run(OPEN_ALL)

    assert browser.requests() == [pages[name].as_uri()]
    assert browser.complaints() == []


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_is_shown_and_does_nothing(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    browser.open(pages[name])
    browser.run(OPEN_ALL)

    assert browser.run("return document.title").endswith(" – DraftGenie")
    assert browser.run("return document.querySelectorAll('script, img, body b').length") == 0
    assert browser.run("return document.querySelectorAll('a[href^=\"javascript\"]').length") == 0
    shown = browser.run("return document.body.innerText")
    assert "<script>document.title='hit'</script>" in shown
    assert "&lt;b&gt;\\u202e\\u2066 \u05d0\u05d1" in shown


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_accessible_and_has_enough_contrast_in_both_colours(
    browser: Browser, pages: dict[str, Path], tmp_path: Path, name: str, colours: str
) -> None:
    browser.open(pages[name], colours=colours)
    browser.run(OPEN_ALL)

    assert browser.violations() == []
    picture = browser.shoot(tmp_path / f"{name}-{colours}.png")
    assert picture.stat().st_size > 10_000
    ground = browser.run("return getComputedStyle(document.body).backgroundColor")
    assert (int(ground.removeprefix("rgb(").split(",")[0]) < 128) == (colours == "dark")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_landmarks_headings_in_order_and_tables_that_say_what_they_are(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    browser.open(pages[name])

    def count(selector: str) -> int:
        found: int = browser.run(f"return document.querySelectorAll(`{selector}`).length")
        return found

    headings = browser.run(
        "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
    )
    assert headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(headings))
    assert [count(name) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert count("table") == count("table > caption")
    assert count("thead th:not([scope=col]), tbody tr > :first-child:not([scope=row])") == 0
    assert count("svg") == count("svg[role=img][aria-label]") == count("figure > figcaption")
    assert count("svg") >= 4


def test_a_link_opens_the_speaker_that_it_leads_to(
    browser: Browser, pages: dict[str, Path]
) -> None:
    browser.open(pages["dashboard"])

    browser.run("document.querySelector('#people table a').click()")

    opened = browser.run("return document.querySelector('details[open] summary').innerText")
    assert opened.startswith("dr-")
    assert browser.run("return document.querySelectorAll('details[open]').length") == 1


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_everything_is_unfolded_and_nothing_is_dark(
    browser: Browser, pages: dict[str, Path], tmp_path: Path, name: str
) -> None:
    browser.open(pages[name], colours="dark", media="print")

    assert browser.run("return document.querySelector('nav').checkVisibility()") is False
    ground = browser.run("return getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    folded = browser.run(
        "return [...document.querySelectorAll('details:not([open]) > .inside')]"
        ".map(d => d.getBoundingClientRect().height > 20)"
    )
    assert folded
    assert all(folded)
    browser.shoot(tmp_path / f"{name}-print.png")
    assert browser.print(tmp_path / f"{name}.pdf").startswith(b"%PDF-")
