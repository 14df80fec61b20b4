"""What stands beside the guides: the glossary, paths, questions, the reading list, the editors."""
