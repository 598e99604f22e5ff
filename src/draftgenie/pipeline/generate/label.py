"""Whether an edit that was possible in a past draft would have been right (`pipeline._label`)."""

from draftgenie.pipeline._label import Change, Label, label

__all__ = ["Change", "Label", "label"]
