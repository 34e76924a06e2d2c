"""Readers of the ministries' files: from bytes of unknown origin to standardised values and named faults."""
