from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.sqlite.store import STORE_FILE
from tests.builders import a_pair, lines
from tests.cli.drafts import Run, export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def kept(run: Run) -> list[Any]:
    """What is stored before the test begins: one pair of dr-okafor."""
    done = run("draft", "ingest", "-", "--create-speakers", stdin=lines(a_pair("kept")))
    assert done.exit_code == 0
    return export(run)


@pytest.fixture
def store_rows(home: Path) -> Callable[[str], list[Any]]:
    """Rows of a query on this test's store, as they stand in its file."""

    def read(sql: str) -> list[Any]:
        import sqlcipher3.dbapi2 as driver

        with closing(driver.connect(str(home / STORE_FILE))) as connection:
            return list(connection.execute(sql).fetchall())

    return read
