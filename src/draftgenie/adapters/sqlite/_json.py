"""JSON as it stands in the store: one canonical text for one value."""

from __future__ import annotations

import json
from typing import Any

from draftgenie.errors import InputError


def dump(value: Any) -> str:
    """The value as JSON with sorted keys and no spare spaces.

    Raises:
        InputError: a number in it is not finite.

    >>> dump({"b": 1, "a": "ü"})
    '{"a":"ü","b":1}'
    """
    try:
        return json.dumps(
            value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        )
    except ValueError:
        msg = "a number is not finite"
        raise InputError(msg, hint="leave it out or give a finite number") from None


def load(text: str) -> dict[str, Any]:
    """The object that `dump` wrote."""
    value: dict[str, Any] = json.loads(text)
    return value
