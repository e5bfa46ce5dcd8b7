"""The page that sets up a real installation, once, behind the token that the server printed."""

from allauth.account.utils import perform_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from portal.forms import refusals_in
from portal.forms.setup import SetupForm
from portal.pages import invalid, render
from portal.permissions import public
from portal.ratelimits import limited
from portal.setup import is_set_up, set_up, token_is_right


@public
@never_cache
@limited("20/m")
def setup(request: HttpRequest) -> HttpResponse:
    """City council, districts and first administrator; does not exist once they are made."""
    if is_set_up():
        raise Http404
    if not token_is_right(request.GET.get("token", "")):
        return render(request, "portal/setup/token.html", status=403)
    form = SetupForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            administrator = set_up(**form.parts())
            return perform_login(request, administrator, redirect_url=reverse("city"))
    return (invalid if request.method == "POST" else render)(
        request, "portal/setup/setup.html", {"form": form}
    )
