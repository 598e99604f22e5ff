"""The model that lies: it can be trusted to lie as it says."""

from __future__ import annotations

import json

import hostile
import pytest
from corpora import Row

from draftgenie.services.agent import first_requests
from tests.histories import texts
from tests.services.test_agent import a_case

ROWS = [Row("dr-okafor", f"visit-{n}", *texts(n)) for n in range(20)]


def answers(liar: hostile.Liar) -> list[list[dict[str, object]]]:
    found = []
    for row in ROWS:
        (request,) = first_requests(a_case(row.draft))
        messages = [{"role": m.role, "content": m.text} for m in request.messages]
        form = {"type": "json_schema", "json_schema": {"name": request.step}}
        said = liar({"messages": messages, "response_format": form})
        found.append(json.loads(said.text)["edits"])  # type: ignore[union-attr]
    return found


def test_an_honest_one_proposes_what_the_finals_have() -> None:
    liar = hostile.Liar(ROWS, harmful=0.0)

    told = answers(liar)

    assert {e["after"] for edits in told for e in edits} <= {"metoprolol", "mg", "", "ileum"}
    assert (liar.n_harmful, liar.n_rewrites) == (0, 0)
    assert liar.n_good > 20


@pytest.mark.parametrize("harmful", [0.3, 0.6])
def test_the_share_of_a_hostile_ones_proposals_that_was_asked_for_does_harm(
    harmful: float,
) -> None:
    liar = hostile.Liar(ROWS, harmful=harmful)

    answers(liar)

    share = liar.n_harmful / (liar.n_harmful + liar.n_good)
    assert share == pytest.approx(harmful, abs=0.12)
