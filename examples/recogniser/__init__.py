"""A simulated speech recogniser: turns a final note into a plausible machine draft of it.

Only the standard library is used. `draft.dictate` is the way in; the other modules are its stages.
"""
