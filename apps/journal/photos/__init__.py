"""Photos of a page: developed anew, sealed, shown to their owner alone."""
