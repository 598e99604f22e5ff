"""Identifiers of people in a text: replaced by placeholders, put back, and looked for again.

| module | finds |
|---|---|
| dates | dates, written and dictated; ages over 89 |
| numbers | telephone, fax, record and account numbers; e-mail, web and IP addresses |
| places | addresses, places with their state, postcodes |
| names | people: from a roster, behind titles and cues, from lists of names |
| left | what the others may have left, by other means |

Patterns find what somebody thought of. A text that went through them is no anonymous text.
"""

from draftgenie.pipeline.redact.left import leaks
from draftgenie.pipeline.redact.replace import redact, restore

__all__ = ["leaks", "redact", "restore"]
