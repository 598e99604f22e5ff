"""The settings of a language model to the client that speaks to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.adapters.chat import FORMATS, HttpChat, Options
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from draftgenie.adapters.secrets import Secret
    from draftgenie.settings import Settings


def open_chat(
    known: Settings, key: Secret | None, *, base_url: str | None, model: str | None
) -> HttpChat:
    """The client for the endpoint and model given, or for those of the settings.

    Raises:
        ModelError: the extra is not installed.
        UsageError: no model is named, or a setting has a value it cannot take.
    """
    name = model or known.llm_model
    if not name:
        msg = "which language model is not said"
        raise UsageError(msg, hint="--model NAME, or draftgenie config set llm_model NAME")
    if known.llm_format not in FORMATS:
        msg = f"the setting llm_format takes {', '.join(FORMATS)}"
        raise UsageError(msg, hint="draftgenie config set llm_format json_schema")
    options = Options(
        temperature=known.llm_temperature,
        seed=known.llm_seed,
        max_tokens=known.llm_max_tokens,
        timeout_s=known.llm_timeout_s,
        n_tries=known.llm_tries,
        format=known.llm_format,
        prompt_price=known.llm_prompt_price,
        answer_price=known.llm_answer_price,
    )
    return HttpChat(base_url or known.llm_base_url, name, key=key, options=options)
