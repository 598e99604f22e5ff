"""Made notes with labelled identifiers, and with what only looks like one.

| module | what is in it |
|---|---|
| forms | the many ways in which dates, numbers, addresses and names are written and dictated |
| train | templates and people that the patterns were made with |
| held_out | other templates and other people, seen only when most patterns stood |
| fresh | a third set, which changed some more |
| last | a fourth set, which changed a few |
| unseen | a fifth set, which changed one rule: the one that is measured |
| notes | both put together, by a seed |
"""
