"""Tests of the corpora in `examples/`."""
