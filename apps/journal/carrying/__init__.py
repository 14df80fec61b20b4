"""Pages on their way out of a journal, as files to keep, and on their way into one."""
