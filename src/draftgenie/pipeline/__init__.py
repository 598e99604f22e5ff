"""The stages, in the order of the work. Pure functions: values in, values out.

| stage    | takes                               | gives                                         |
|----------|-------------------------------------|-----------------------------------------------|
| ingest   | raw records                         | records, or rejects with line and reason      |
| mine     | a draft and its final note          | edits in three layers: words, case, marks     |
| retrieve | drafts, corrections, counts         | candidates, with figures that look back only  |
| generate | candidates and a fitted gate        | edits of the note, chosen, guarded, explained |
| evaluate | draft, note and final note          | counts, rates, safety, significance           |
| bucket   | scores and a policy                 | a decision with its reason                    |

Stages never import each other; services put them together. What several of them need stands in
the private modules beside them: `_text` (what a word is), `_align`, `_hash`, `_form`, `_facts`.
"""
