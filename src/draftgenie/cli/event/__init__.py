"""`draftgenie event …`: each module adds its verbs to the group."""

from draftgenie.cli.event import look, deliver  # noqa: F401, I001 - the order of the help
from draftgenie.cli.event.group import app

__all__ = ["app"]
