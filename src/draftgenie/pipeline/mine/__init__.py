"""Pair → edits: what the human changed in a draft, place by place, in three layers."""

from draftgenie.pipeline.mine.edits import Mined, marks_of, mine

__all__ = ["Mined", "marks_of", "mine"]
