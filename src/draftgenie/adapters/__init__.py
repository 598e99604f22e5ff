"""The outside world, one module per dependency."""
