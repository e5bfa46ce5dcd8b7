"""What an organisation's page tells of it in its head: base text, whoever wrote readings into it."""

import json
import re

from django.test import Client

from portal.models import District
from tests.groups.factory import make_organization


def test_no_notation_of_readings_is_told_to_machines(client: Client, wakaba: District) -> None:
    organization = make_organization(wakaba, name="緑野の会", purpose="｜緑野《みどりの》の森を守ります。")
    body = client.get(organization.get_absolute_url()).content.decode()
    head = body[: body.index("</head>")]
    assert "《" not in head
    assert re.findall(r'(?:description)" content="([^"]*)"', head) == ["緑野の森を守ります。"] * 2
    assert (
        json.loads(re.search(r'ld\+json">(.*?)</script>', head)[1])["description"] == "緑野の森を守ります。"
    )


def test_a_title_shows_no_notation(client: Client, wakaba: District) -> None:
    organization = make_organization(wakaba, name="｜緑野《みどりの》の会")
    body = client.get(organization.get_absolute_url()).content.decode()
    assert body[: body.index("</title>")].partition("<title>")[2].startswith("緑野の会｜")
