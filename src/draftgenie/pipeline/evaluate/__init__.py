"""Evaluate: a draft, the note made of it and the final note to scores; scores to a summary.

`score_note` measures one note, `summarise` pools many; `report_safety` names each fact that was
lost. Nothing here reads a store or knows a bucket.
"""

from draftgenie.pipeline._quality import DRAFTGENIE, ORIGINAL, PROFILES, QualityProfile
from draftgenie.pipeline.evaluate.safety import (
    FactFate,
    FactText,
    SafetyReport,
    report_safety,
)
from draftgenie.pipeline.evaluate.scores import (
    Case,
    add_similarity,
    evaluation_signature,
    fact_report,
    score_note,
    score_notes,
)
from draftgenie.pipeline.evaluate.similarity import sentence_similarities, sentence_similarity
from draftgenie.pipeline.evaluate.summary import summarise

__all__ = [
    "DRAFTGENIE",
    "ORIGINAL",
    "PROFILES",
    "Case",
    "FactFate",
    "FactText",
    "QualityProfile",
    "SafetyReport",
    "add_similarity",
    "evaluation_signature",
    "fact_report",
    "report_safety",
    "score_note",
    "score_notes",
    "sentence_similarities",
    "sentence_similarity",
    "summarise",
]
