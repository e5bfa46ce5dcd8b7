"""Headers about privacy that every answer has. (The content security policy is django-csp's, see settings.)"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

# No page asks a browser for any of it, nor does what may be put into a page by mischief. Passkeys are not among them.
UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED)


class PrivacyMiddleware:
    """Browsers open nothing of the device to a page, and keep nothing of what only a person with an account sees.

    Who signs out leaves no page behind to which the next person at the same computer could go back, where the browser knows
    Clear-Site-Data and the portal has TLS; `no-store` would be surer, and lose what was typed when somebody goes back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        user = getattr(request, "user", None)  # none where an answer was given before it was looked up
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
