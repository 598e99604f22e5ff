"""The texts of the prompts: versioned files, of which none is ever changed."""

from __future__ import annotations

from importlib.resources import files

from draftgenie.services.agent import PROMPTS


def read_prompts() -> dict[str, str]:
    """The text of the prompt of each step."""
    folder = files("draftgenie") / "data" / "prompts"
    return {
        step: (folder / f"{name}.md").read_text(encoding="utf-8").strip()
        for step, name in PROMPTS.items()
    }
