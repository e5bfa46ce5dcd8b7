"""Forms of surveys, one module a noun."""
