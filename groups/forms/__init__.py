"""Forms of the registry, one module a noun."""
