"""The organisations of the demo city みどり野市 (all invented; telephone numbers start with 000)."""

from groups.demo.loading import load

__all__ = ["load"]
