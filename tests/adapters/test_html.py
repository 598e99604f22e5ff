from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from draftgenie.adapters.html import make_page
from draftgenie.ports.page import (
    Cell,
    Facts,
    Figure,
    Figures,
    Heading,
    Mark,
    Page,
    Pane,
    Panes,
    Plot,
    PlotKind,
    Section,
    Series,
    Table,
    Text,
    Words,
)

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\"'\u202eevil\x1b[2J"


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(page: str) -> Seen:
    found = Seen()
    found.feed(page)
    return found


def a_plot(kind: PlotKind = PlotKind.LINES, **changes: Any) -> Plot:
    values: dict[str, Any] = {
        "caption": "Rates.",
        "alternative": "They fall.",
        "x_label": "note",
        "y_label": "WER",
        "places": ("1", "2", "3"),
        "series": (Series("drafts", (0.3, 0.2, 0.2)), Series("notes", (0.1, None, 0.05))),
    }
    return Plot(kind, **{**values, **changes})


def a_page(*blocks: Any) -> Page:
    return Page("Title", "subtitle", (Section("Part", blocks, "part"),), ("remark",))


def everywhere(text: str) -> Page:
    return Page(
        text,
        text,
        (
            Section(
                text,
                (
                    Text(text),
                    Figures((Figure(text, text, text),)),
                    Facts(((text, text),)),
                    Table(text, (Heading(text),), ((Cell(text),),)),
                    a_plot(
                        caption=text,
                        alternative=text,
                        x_label=text,
                        y_label=text,
                        places=(text, "2", "3"),
                        series=(Series(text, (1.0, 2.0, 3.0)), Series("_b", (1.0, 1.0, 1.0))),
                    ),
                    Panes((Pane(text, (Words(text, Mark.BROKEN),)),)),
                    Section(text, (Text(text),), folded=True),
                ),
                "part",
            ),
        ),
        (text,),
    )


def test_hostile_text_makes_no_element_wherever_it_stands() -> None:
    harmless, hostile = (seen(make_page(everywhere(t))) for t in ("x", HOSTILE))

    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in harmless.elements]
    assert "script" not in {tag for tag, _ in hostile.elements}
    assert not any(name.startswith("on") for _, attrs in hostile.elements for name in attrs)
    assert "\u202e" not in hostile.text
    assert "\\u202eevil\\x1b[2J" in hostile.text


def test_the_policy_lets_the_one_style_sheet_in_and_nothing_else() -> None:
    page = make_page(a_page(a_plot()))

    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'" in seen(page).elements[3][1]["content"]
    )
    assert not any("style" in attrs for _, attrs in seen(page).elements)
    links = [a[n] or "" for _, a in seen(page).elements for n in ("href", "src") if n in a]
    assert [link for link in links if not link.startswith("#")] == []


def test_the_same_page_is_the_same_file_to_the_letter() -> None:
    page = a_page(*(a_plot(kind) for kind in PlotKind))

    assert make_page(page) == make_page(page)


def test_ids_are_there_once_and_all_that_is_referred_to_is_there() -> None:
    page = make_page(a_page(*(a_plot(kind) for kind in PlotKind), *(a_plot() for _ in range(3))))

    ids = [attrs["id"] for _, attrs in seen(page).elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page)) != set()
    referred = {a or b for a, b in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page)}
    assert referred <= set(ids)


@pytest.mark.parametrize("kind", PlotKind)
def test_a_plot_takes_its_colours_from_the_page_and_keeps_text_as_text(kind: PlotKind) -> None:
    page = make_page(a_page(a_plot(kind, series=(Series("only", (1.0, 2.0, 3.0)),))))

    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert re.findall("#[0-9a-f]{6}", drawing) == []
    assert 'class="fill-c1' in drawing or 'class="stroke-c1' in drawing
    assert 'role="img" aria-label="Rates."' in drawing
    assert ">WER</text>" in drawing
    assert "<figcaption><strong>Rates.</strong> They fall.</figcaption>" in page


def test_a_value_that_is_not_there_leaves_a_gap_and_nothing_draws_an_empty_frame() -> None:
    gaps = a_plot(series=(Series("all", (None, None, None)),))
    empty = a_plot(PlotKind.STACKED, places=(), series=())

    page = make_page(a_page(gaps, empty))

    assert page.count("<svg") == 2
    assert "nan" not in page


def test_marked_words_say_what_they_are_and_keep_the_space_after_them() -> None:
    pane = Pane("Note", (Words("no "), Words("50 ", Mark.BROKEN), Words("mg")))

    assert "no [broken: 50] mg" in seen(make_page(a_page(Panes((pane,))))).text


def test_labels_that_would_overlap_are_left_out_evenly() -> None:
    places = tuple(f"2026-W{n}" for n in range(40, 56))
    series = (Series("all", (1.0,) * 16),)

    page = make_page(a_page(a_plot(PlotKind.STACKED, places=places, series=series)))

    assert re.findall(r">(2026-W\d\d)</text>", page) == [
        f"2026-W{n}" for n in (40, 43, 46, 49, 52, 55)
    ]
