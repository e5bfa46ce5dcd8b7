"""What can be done with the records of the shared core, one module a noun. Every write is a verb here."""
