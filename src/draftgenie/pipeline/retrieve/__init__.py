"""Draft + history → candidates: every edit the history knows for a place, with its evidence."""

from draftgenie.pipeline.retrieve.candidates import Batch, Candidates, find_candidates
from draftgenie.pipeline.retrieve.counts import Counts
from draftgenie.pipeline.retrieve.features import NAMES, features
from draftgenie.pipeline.retrieve.keys import Example, Made, example_keys
from draftgenie.pipeline.retrieve.rules import Rule, RuleBook, RuleTable, commonest

__all__ = [
    "NAMES",
    "Batch",
    "Candidates",
    "Counts",
    "Example",
    "Made",
    "Rule",
    "RuleBook",
    "RuleTable",
    "commonest",
    "example_keys",
    "features",
    "find_candidates",
]
