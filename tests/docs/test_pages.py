"""The pages are fresh, complete, and lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import draftgenie
from draftgenie.domain.event import EventType
from draftgenie.domain.payload import PAYLOADS

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").glob("*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generator() -> Any:
    return load_generator()


def test_generated_pages_are_fresh(generator: Any) -> None:
    assert generator.stale_pages() == [], "make docs"


def test_a_stale_page_is_named(
    generator: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generator, "PAGES", {"settings.md": lambda: "another text"})

    assert generator.main(["--check"]) == 1
    assert capsys.readouterr().err == "stale: docs/settings.md; make docs writes it anew\n"


def test_every_command_has_an_example_and_stands_in_the_reference(generator: Any) -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    verbs = [words for words in generator.commands() if len(words) == 2]
    alone = [words for words in generator.commands() if len(words) == 1]
    leaves = verbs + [noun for noun in alone if not any(verb[0] == noun[0] for verb in verbs)]

    assert [
        w for w in leaves if f"Example: draftgenie {w[0]}" not in _one_line(generator, w)
    ] == []
    assert [
        w for w in generator.commands() if f"# {' '.join(['draftgenie', *w])}\n" not in page
    ] == []


def _one_line(generator: Any, words: tuple[str, ...]) -> str:
    return " ".join(generator.help_of(words).split())


def test_the_index_of_decisions_is_complete() -> None:
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    pages = [path.name for path in sorted((DOCS / "adr").glob("[0-9]*.md"))]

    assert re.findall(r"\((\d{4}-[^)]+)\)", index) == pages
    assert [name[:4] for name in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]


def test_the_changelog_has_the_current_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert f"\n## [{draftgenie.__version__}]" in changelog


def test_every_event_type_is_described() -> None:
    page = (DOCS / "events.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_.]+)` \| [a-z ]+ \| ", page, re.MULTILINE)

    assert sorted(set(rows) & set(EventType)) == sorted(EventType)


def test_every_field_of_every_payload_is_described() -> None:
    page = (DOCS / "events.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| [a-z ]+ \| (.+) \|$", page, re.MULTILINE))
    said = {kind: set(re.findall(r"`([a-z_]+)`", rows[kind])) for kind in EventType}

    assert said == {kind: set(fields) for kind, fields in PAYLOADS.items()}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    links = [link for link in _LINK.findall(path.read_text(encoding="utf-8")) if ":" not in link]

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_page_is_linked_from_the_readme_or_a_page_it_links() -> None:
    seen: set[Path] = set()
    queue = [ROOT / "README.md"]
    while queue:
        path = queue.pop()
        if path in seen or path.suffix != ".md" or not path.exists():
            continue
        seen.add(path)
        queue += [
            (path.parent / link).resolve() for link in _LINK.findall(path.read_text("utf-8"))
        ]

    assert sorted(set(PAGES) - seen) == []
