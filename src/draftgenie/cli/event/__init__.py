"""`draftgenie event …`: each module adds its verbs to the group."""

from draftgenie.cli.event import look  # noqa: F401 - adds its verbs
from draftgenie.cli.event.group import app

__all__ = ["app"]
