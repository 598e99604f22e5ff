"""A page as one HTML file that stands alone: it asks for nothing, runs nothing, sends nothing.

What stands in texts stays text: the template escapes everything, invisible characters are shown
as escapes, and the page's own policy lets a browser load and run nothing but its one style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any

from draftgenie.domain.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.ports.page import Block, Page

_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"


def make_page(page: Page) -> str:
    """The page as HTML; the same page gives the same file to the letter."""
    from draftgenie.adapters.html.plots import Plotter

    style = _read("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().get_template("page.jinja")
    made: str = template.render(
        page=page, style=_safe(style), policy=_POLICY.format(digest), draw=Plotter().draw
    )
    return made


def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters["kind"] = _kind
    environment.filters["groups"] = _groups
    return environment


def _kind(block: Block) -> str:
    return type(block).__name__


def _groups(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks in order, neighbours of one kind together."""
    return [list(group) for _, group in groupby(blocks, key=_kind)]


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _safe(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - the program's own


def _finalized(value: Any) -> Any:
    """What a template prints: of a text what can be seen, its own line breaks kept."""
    if type(value) is str:
        return visible(value, keep_lines=True)
    return getattr(value, "value", value)
