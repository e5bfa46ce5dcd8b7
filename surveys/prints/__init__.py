"""Printed documents of surveys, one module a document."""
