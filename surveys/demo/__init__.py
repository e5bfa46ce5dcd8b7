"""Demo surveys of みどり野市 (DOMAIN section 12)."""
