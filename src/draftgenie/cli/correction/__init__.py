"""`draftgenie correction …`: each module adds its verbs to the group."""

from draftgenie.cli.correction import build, look, search, report, decide, exchange  # noqa: F401, I001 - the order of the help
from draftgenie.cli.correction.group import app

__all__ = ["app"]
