"""`draftgenie evaluate …`: each module adds its verbs to the group."""

from draftgenie.cli.evaluate import run, score, compare, comment, report, export  # noqa: F401, I001 - the order of the help
from draftgenie.cli.evaluate.group import app

__all__ = ["app"]
