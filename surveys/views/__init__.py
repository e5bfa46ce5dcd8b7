"""Views of surveys, one module a noun."""
