"""Periodic work of the registry, and long work that pages start; the worker finds it by importing this package."""

from groups.tasks import meetings, notices, rounds

__all__ = ["meetings", "notices", "rounds"]
