"""Printed documents of the registry, one module a part: their options, their workbooks, what the portal knows of them."""
