"""Printing as a person does: pressing the button that makes a file, and going where it leads."""

from urllib.parse import parse_qs

from django.http import HttpResponse
from django.test import Client


def printed(client: Client, address: str) -> HttpResponse:
    """The answer to making a file with the options in the address: 「…/reports/desk-card.pdf?copies=2」."""
    path, _, query = address.partition("?")
    return client.post(path, parse_qs(query, keep_blank_values=True), follow=True)
