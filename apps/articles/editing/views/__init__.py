"""The editing room's pages: the desk, one guide, its revisions."""
