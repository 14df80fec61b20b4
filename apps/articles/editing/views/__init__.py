"""The editing room's pages: the desk (its home page), one guide, its revisions."""
