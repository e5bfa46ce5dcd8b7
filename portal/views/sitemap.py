"""What search engines read: sitemap.xml with public pages only, and robots.txt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import plugins
from portal.models import District
from portal.pages import render
from portal.permissions import public


@public
@require_safe
@cache_control(max_age=3600, public=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Front page, homes of districts, and what the apps say anybody may read; at most 50,000 addresses."""
    urls = [
        (reverse("front"), None),
        *((home.get_absolute_url(), home.updated_at) for home in District.objects.active()),
    ]
    for section in plugins.registered(plugins.SitemapSection):
        urls.extend(section.urls())
    response = render(request, "portal/sitemap.xml", {"base_url": settings.BASE_URL, "urls": urls[:50_000]})
    response["Content-Type"] = "application/xml"
    return response


@public
@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read what residents read; searches and lists in other forms are no pages of their own."""
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /*/search/",
        "Disallow: /*?*format=",
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
