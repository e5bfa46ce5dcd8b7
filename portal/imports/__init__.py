"""Files into records: guess, mend, try out, commit as a whole, undo as a whole."""
