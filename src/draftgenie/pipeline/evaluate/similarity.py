"""Semantic similarity of sentence-aligned text, by whatever embedding is handed in.

Each sentence of the reference is compared with the words of the hypothesis that stand in its
place, so that a draft without full stops is compared sentence by sentence as well. An embedding
hardly sees a dose or a side change: read the safety counts for those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from draftgenie.pipeline._align import Tag, align
from draftgenie.pipeline._sentences import split_sentences
from draftgenie.pipeline._text import normalised_words, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from draftgenie.pipeline._text import Words

Embed: TypeAlias = "Callable[[Sequence[str]], npt.NDArray[np.float32]]"
"""Texts to unit vectors: one row per text, in the order given."""


def align_sentences(*, reference: str, hypothesis: str) -> list[tuple[str, str]]:
    """Each sentence of `reference` with the raw text of `hypothesis` that stands in its place.

    The text is empty where the hypothesis left the sentence out. Words the hypothesis adds go
    with the sentence before them. Sentences without words are left out.

    >>> align_sentences(reference="No pain. He walks.", hypothesis="no pain he walked")
    [('No pain.', 'no pain'), ('He walks.', 'he walked')]
    """
    sentences = [(s, len(normalised_words(s))) for s in split_sentences(reference)]
    sentences = [(sentence, n_words) for sentence, n_words in sentences if n_words]
    written = split_words(hypothesis)
    ends = _project_ends(normalised_words(reference), written.norm)
    pairs = []
    start = at = 0
    for i, (sentence, n_words) in enumerate(sentences):
        at += n_words
        end = len(written) if i == len(sentences) - 1 else ends[at]
        pairs.append((sentence, _slice(written, start, end)))
        start = end
    return pairs


def sentence_similarity(*, reference: str, hypothesis: str, embed: Embed) -> float | None:
    """The mean cosine of the sentences of `reference` with their places in `hypothesis`.

    Returns:
        -1 to 1; a sentence that was left out counts 0, one that reads the same counts 1. None
        when the reference has no sentence.
    """
    return sentence_similarities(references=[reference], hypotheses=[hypothesis], embed=embed)[0]


def sentence_similarities(
    *, references: Sequence[str], hypotheses: Sequence[str], embed: Embed
) -> list[float | None]:
    """`sentence_similarity` of each pair, with one call to `embed` for all distinct texts.

    Raises:
        ValueError: there are not equally many references and hypotheses.
    """
    aligned = [
        align_sentences(reference=reference, hypothesis=hypothesis)
        for reference, hypothesis in zip(references, hypotheses, strict=True)
    ]
    differing = {(s, text) for pairs in aligned for s, text in pairs if text and s != text}
    texts = sorted({text for pair in differing for text in pair})
    row = {text: i for i, text in enumerate(texts)}
    vectors = embed(texts) if texts else None

    def cosine(sentence: str, text: str) -> float:
        if sentence == text:
            return 1.0
        if not text or vectors is None:
            return 0.0
        return float(vectors[row[sentence]] @ vectors[row[text]])

    return [
        sum(cosine(sentence, text) for sentence, text in pairs) / len(pairs) if pairs else None
        for pairs in aligned
    ]


def _slice(written: Words, start: int, end: int) -> str:
    """The raw text of a half-open range of words, with the marks behind the last."""
    if start >= end:
        return ""
    stop = written.starts[end] if end < len(written) else len(written.text)
    return written.text[written.starts[start] : stop].rstrip()


def _project_ends(reference: list[str], hypothesis: list[str]) -> list[int]:
    """For each number of reference words, where in the hypothesis that many words end.

    Shape (len(reference) + 1,); rises from 0 on and never falls.
    """
    ends = [0] * (len(reference) + 1)
    for op in align(reference=reference, hypothesis=hypothesis):
        n_words = op.reference_end - op.reference_start
        if op.tag is Tag.DELETE:
            ends[op.reference_start] = op.hypothesis_end
        for k in range(1, n_words + 1):
            moved = 0 if op.tag is Tag.INSERT else k
            ends[op.reference_start + k] = op.hypothesis_start + moved
    return ends
