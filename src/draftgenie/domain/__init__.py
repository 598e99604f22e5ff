"""The words of the trade: frozen values. No input or output, no clock, no randomness."""
