"""What only printed pages draw: {% load printing %}."""

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def qr_code(address: str, label: str) -> SafeString:
    """An image of the QR code of an address, sharp at any size; `label` says in words where it leads."""
    # Level M reads well from a creased sheet; the quiet zone of four modules is what scanners need.
    image = segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=4)
    return format_html('<img class="qr-code" src="{}" alt="{}: {}">', image, label, address)
