"""Measurements of what DESIGN.md promises; `make bench` runs them (README.md here says how to read them)."""
