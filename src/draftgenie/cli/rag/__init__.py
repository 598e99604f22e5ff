"""`draftgenie rag …`: each module adds its verbs to the group."""

from draftgenie.cli.rag import generate, look, explain, replay  # noqa: F401, I001 - the order of the help
from draftgenie.cli.rag.group import app

__all__ = ["app"]
