"""DraftGenie: learns how each speaker's drafts get corrected, and corrects the next one."""

__version__ = "0.1.0"
