"""Pages that belong to no app: the city's front page, a district's home, display settings, health."""

from urllib.parse import urlsplit

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from portal import plugins
from portal.districts import Display
from portal.excerpts import read_excerpts
from portal.models import District
from portal.pages import render
from portal.permissions import districts_of, public
from portal.setup import is_set_up
from portal.views.account import held_by


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The city's front page; with a single district, straight to it; 「準備中」 until the portal is set up."""
    districts = list(District.objects.active())
    if not districts and not is_set_up():
        return render(request, "portal/setup/not_ready.html")
    if len(districts) == 1:
        return redirect("home", districts[0].slug)
    return render(request, "portal/front.html", {"districts": districts})


# How long residents may see a district's home as it was: it shows a little of everything, and is read most.
HOME_SECONDS = 60


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A district's home: one section of each app that has something to show."""
    if request.user.is_authenticated:
        sections = home_sections(request)
    else:
        key = f"home:{request.district.pk}"
        sections = caches["local"].get_or_set(key, lambda: home_sections(request), HOME_SECONDS)
    return render(request, "portal/home.html", {"sections": sections})


def home_sections(request: HttpRequest) -> list[SafeString]:
    """The sections as HTML, in their order; those without anything to show are left out. One query for all of them."""
    sections = plugins.registered(plugins.HomeSection)
    read = read_excerpts(request.district, *(section.excerpts(request) for section in sections))
    contexts = [section.context(request, found) for section, found in zip(sections, read, strict=True)]
    return [
        render_to_string(section.template, {"section": context}, request)
        for section, context in zip(sections, contexts, strict=True)
        if context is not None
    ]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where a person's work is: the desk of the own district, the city page, or the own organisation's page.

    Who has several organisations, or no role any more, reads so among their roles.
    """
    user = request.user
    districts = [] if user.is_superuser else districts_of(user)
    if districts:
        return redirect("desk", districts[0].slug)
    if request.access.is_city_staff:
        return redirect("city")
    held = held_by(user)
    if len(held) == 1:
        return redirect(held[0].url)
    return redirect(f"{reverse('account')}#roles")


@public
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep text size, theme or furigana in a cookie, and go back to where the reader was."""
    current = request.display
    chosen = Display(
        theme=request.POST.get("theme", current.theme),
        size=request.POST.get("size", current.size),
        furigana=request.POST["furigana"] == "on" if "furigana" in request.POST else current.furigana,
    )
    back = request.META.get("HTTP_REFERER", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    path = urlsplit(back)._replace(scheme="", netloc="").geturl().lstrip("/") if allowed else ""
    response = HttpResponseRedirect(f"/{path}")  # one slash only: //name would lead to another site
    # Read back through from_cookie, so that only known words are ever stored.
    value = Display.from_cookie(chosen.cookie).cookie
    response.set_cookie(Display.COOKIE, value, max_age=365 * 86400, httponly=True, samesite="Lax")
    return response


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """For monitors: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


@public
@require_safe
@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Where the icon is, for browsers that cannot draw the SVG of our pages, and beside files, which name none."""
    return redirect(static("img/favicon.ico"))
