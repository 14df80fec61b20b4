"""Photos of a page: re-encoded, sealed, shown to their owner alone."""
