from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_pair, lines
from tests.cli.drafts import Run, export


@pytest.fixture
def kept(run: Run) -> list[Any]:
    """What is stored before the test begins: one pair of dr-okafor."""
    done = run("draft", "ingest", "-", "--create-speakers", stdin=lines(a_pair("kept")))
    assert done.exit_code == 0
    return export(run)
