"""Setting up a real installation, once: the city council, its districts and the first administrator.

Until then the front page says 「準備中」, and /setup/ opens with a token that only the operator sees: `manage.py serve`
prints it, and the database and the network never hold it. Afterwards /setup/ does not exist.
"""

import re
from dataclasses import dataclass
from typing import Any

import jaconv
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from portal import mail
from portal.actions import districts as district_actions
from portal.actions import people
from portal.japanese import text
from portal.models import Council, User
from portal.models.council import RESERVED_SLUGS


def is_set_up() -> bool:
    """Whether this installation has its council; if not, it shows nothing but 「準備中」 and the set-up."""
    return Council.objects.exists()


def setup_token() -> str:
    """The token that opens /setup/: the same on every web server, since it is derived from SECRET_KEY."""
    return salted_hmac("portal.setup", "first start", algorithm="sha256").hexdigest()[:40]


def setup_url() -> str:
    """The address that the operator opens first."""
    return f"{mail.absolute(reverse('setup'))}?token={setup_token()}"


def token_is_right(token: str) -> bool:
    return constant_time_compare(token, setup_token())


@dataclass(frozen=True)
class NewDistrict:
    """A line of the list of districts."""

    name: str
    kana: str
    slug: str


def read_districts(lines: str) -> list[NewDistrict]:
    """Districts of a text with one a line: name, kana and word for the address, divided by commas or tabs.

    The word for the address may be left out when the kana are given. Raises ValidationError naming the lines.
    """
    found: list[NewDistrict] = []
    errors = []
    for number, line in enumerate(lines.splitlines(), start=1):
        if line.strip():
            try:
                found.append(_read_district(line, taken={district.slug for district in found}))
            except ValidationError as error:
                errors += [f"{number}行目：{message}" for message in error.messages]
    if not found and not errors:
        errors.append("地区を1つ以上書いてください。")
    if errors:
        raise ValidationError(errors)
    return found


@transaction.atomic
def set_up(*, council: dict[str, Any], districts: list[NewDistrict], administrator: dict[str, Any]) -> User:
    """Make the council, its districts and the first administrator, who is returned. Works once only."""
    record = Council(pk=1, **council)
    record.full_clean()
    record.save(force_insert=True)
    for district in districts:
        district_actions.open_district(
            council=record,
            name=district.name,
            kana=district.kana,
            slug=district.slug,
            council_name=f"{district.name.removesuffix('地区')}{record.district_term}",
        )
    return people.create_account(**administrator, is_staff=True, is_superuser=True)


def _read_district(line: str, *, taken: set[str]) -> NewDistrict:
    parts = [text.clean(part) for part in re.split(r"[\t,，、]", line)]
    name, kana, slug = (parts + ["", ""])[:3]
    kana = text.kana_reading(kana)
    slug = slug.lower() or slug_of(kana)
    if not name:
        raise ValidationError("地区名を書いてください。")
    if text.beyond_kana(kana):
        raise ValidationError(f"「{name}」のふりがな「{kana}」を、ひらがなで書いてください。")
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", slug):
        raise ValidationError(
            f"「{name}」に、ふりがなか、アドレス用の名前（英小文字・数字・ハイフン。例：wakaba）を書いてください。"
        )
    if slug in RESERVED_SLUGS or slug in taken:
        raise ValidationError(f"アドレス用の名前「{slug}」は使えません。別の名前にしてください。")
    return NewDistrict(name, kana, slug)


def slug_of(kana: str) -> str:
    """A word for addresses from a reading: わかばちく → wakaba."""
    letters = re.sub("[^a-z0-9]", "", jaconv.kana2alphabet(text.to_hiragana(kana)).lower())
    return letters.removesuffix("chiku") or letters
