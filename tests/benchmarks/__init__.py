"""Tests of the code that makes the figures in docs/quality.md."""
