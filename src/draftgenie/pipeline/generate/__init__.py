"""Draft + candidates → generated note: what is sure enough is applied, the rest is told."""

from draftgenie.pipeline.generate.choose import Choice, Limits, choose
from draftgenie.pipeline.generate.compose import Proposal, compose
from draftgenie.pipeline.generate.gate import Gate, fit_gate
from draftgenie.pipeline.generate.label import Label, label

__all__ = [
    "Choice",
    "Gate",
    "Label",
    "Limits",
    "Proposal",
    "choose",
    "compose",
    "fit_gate",
    "label",
]
