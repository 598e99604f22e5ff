"""Figures held against the thresholds of a gate; a figure that is not known meets none."""

from __future__ import annotations


def too_high(what: str, figure: float | None, *, option: str, limit: float | None) -> str | None:
    """What to say of a figure above its limit; None when it is not, or there is no limit.

    >>> too_high("the WER", 0.25, option="--max-wer", limit=0.1)
    'the WER is 0.25, --max-wer asks for at most 0.1'
    """
    if limit is None or (figure is not None and figure <= limit):
        return None
    return f"{what} is {_said(figure)}, {option} asks for at most {limit:g}"


def too_low(what: str, figure: float | None, *, option: str, limit: float | None) -> str | None:
    """What to say of a figure below its limit; None when it is not, or there is no limit.

    >>> too_low("the gain", None, option="--min-gain", limit=0.1)
    'the gain is not known, --min-gain asks for at least 0.1'
    """
    if limit is None or (figure is not None and figure >= limit):
        return None
    return f"{what} is {_said(figure)}, {option} asks for at least {limit:g}"


def _said(figure: float | None) -> str:
    return "not known" if figure is None else f"{figure:.6g}"
