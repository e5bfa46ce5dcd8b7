"""Help in plain words by task, and what the site promises about personal data and accessibility."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal import plugins
from portal.pages import render
from portal.permissions import public

# For whom a page of help is: its address, its name, what it is about.
AUDIENCES = {
    "residents": ("住民のみなさんへ", "団体をさがす、連絡する、ページを読みやすくする"),
    "coordinators": ("地区の担当の方へ", "団体の登録、人の招待と引き継ぎ、印刷"),
    "city": ("市社協職員・システム管理者の方へ", "地区を見わたす、担当を決める、設定"),
}


@public
@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """Where to find which help."""
    audiences = [{"slug": slug, "title": title, "text": text} for slug, (title, text) in AUDIENCES.items()]
    return render(request, "portal/help/index.html", {"audiences": audiences})


@public
@require_safe
def help_page(request: HttpRequest, audience: str) -> HttpResponse:
    """The help for one kind of readers; it prints as a leaflet."""
    if audience not in AUDIENCES:
        raise Http404
    return render(request, f"portal/help/{audience}.html", {"title": AUDIENCES[audience][0]})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is used for, how long it is kept, and whom to ask."""
    return render(request, "portal/help/privacy.html", {"retentions": plugins.registered(plugins.Retention)})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the site keeps WCAG 2.2 AA and JIS X 8341-3:2016, and whom to tell of obstacles."""
    return render(request, "portal/help/accessibility.html")
