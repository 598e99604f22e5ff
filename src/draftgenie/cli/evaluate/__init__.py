"""`draftgenie evaluate …`: each module adds its verbs to the group."""

from draftgenie.cli.evaluate import run, score  # noqa: F401 - they add their verbs
from draftgenie.cli.evaluate.group import app

__all__ = ["app"]
