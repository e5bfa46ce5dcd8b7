"""Answering a request: the whole page or the part that HTMX asked for, and what every page shows around it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import content_disposition_header
from django_htmx.http import HttpResponseClientRedirect

from portal import mail, plugins
from portal.models import Council
from portal.tabular import Marks, Sheet, write_csv, write_xlsx
from portal.tabular.writing import CsvEncoding, without_readings


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    parts: tuple[str, ...] = (),
    status: int = 200,
) -> TemplateResponse:
    """The page, or one of its named `parts` when the request's HX-Target is the id of that part.

    Both have one address, so browsers are told not to show a part for the page when somebody comes back to it.
    """
    is_part = request.htmx and not request.htmx.history_restore_request and request.htmx.target in parts
    name = f"{template}#{request.htmx.target}" if is_part else template
    response = TemplateResponse(request, name, dict(context or {}), status=status)
    if parts:
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
    if is_part:
        add_never_cache_headers(response)
    return response


class OnlySentMiddleware:
    """Tells who opens the address of a button, as a bookmark or after a long pause, where to go; Django's page is blank."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        page = render(request, "405.html", status=405).render()
        page.headers["Allow"] = response.headers["Allow"]
        return page


def invalid(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, parts: tuple[str, ...] = ()
) -> TemplateResponse:
    """A form that was sent with mistakes: shown again with what was typed, as 422 (as 200 to HTMX, which swaps it)."""
    return render(request, template, context, parts=parts, status=200 if request.htmx else 422)


def done(request: HttpRequest, to: Any, message: str = "", *args: Any) -> HttpResponse:
    """After a successful POST: a message, then on to the page `to` (an object, URL name or address)."""
    if message:
        messages.success(request, message)
    response = redirect(to, *args)
    return HttpResponseClientRedirect(response["Location"]) if request.htmx else response


# -- The two shapes that most pages of a task have -----------------------------------------------------------------------


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: str,
    cancel_url: str,
    template: str = "portal/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form; `more`: lead, submit, another, danger, delete_url, and what the app's `template` takes besides."""
    answer = invalid if request.method == "POST" else render
    return answer(request, template, {"form": form, "title": title, "cancel_url": cancel_url} | more)


def question_form(request: HttpRequest) -> forms.Form:
    """A form without fields, for what an action refuses when a question is answered with yes."""
    return forms.Form(request.POST if request.method == "POST" else None)


def confirm_page(
    request: HttpRequest,
    *,
    title: str,
    text: str,
    submit: str,
    cancel_url: str,
    template: str = "portal/confirm.html",
    **more: Any,
) -> HttpResponse:
    """Asks before something is done; `more`: items, warning, danger, form (what an action refused), and what the
    app's `template` takes besides."""
    answer = invalid if request.method == "POST" else render
    asked = {"title": title, "text": text, "submit": submit, "cancel_url": cancel_url}
    return answer(request, template, asked | more)


# -- Files ------------------------------------------------------------------------------------------------------------

CONTENT_TYPES = {
    "csv": "text/csv",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attachment(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    """A file to download (or to show, `inline`), with its Japanese name; its ending tells the content type."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    return response


def sheet_file(request: HttpRequest, sheet: Sheet, name: str, marks: Marks | None = None) -> HttpResponse:
    """A table as the file that was asked for: `format=xlsx` (with `marks` on its pages), else CSV (`encoding=cp932`
    for old software). `name` is without the ending."""
    if request.GET.get("format") == "xlsx":
        return attachment(write_xlsx([sheet], marks), f"{name}.xlsx")
    encoding: CsvEncoding = "cp932" if request.GET.get("encoding") == "cp932" else "utf-8-sig"
    return attachment(write_csv(sheet.columns, without_readings(sheet.rows), encoding).content, f"{name}.csv")


# -- Around every page ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MenuEntry:
    label: str
    url: str
    icon: str
    current: bool


def menu_of(request: HttpRequest) -> list[MenuEntry]:
    """The main menu of the district in whose pages the reader is."""
    if request.district is None:
        return []
    entries = []
    for item in plugins.registered(plugins.MenuItem):
        url = reverse(item.url_name, args=[request.district.slug])
        entries.append(MenuEntry(item.label, url, item.icon, request.path.startswith(url)))
    return entries


def printed_from(request: HttpRequest) -> str:
    """The address that stands on a printed page: its own, or its district's home where the own one holds a key.

    Only addresses without arguments or with numbers alone are told; those of signed links and invitations are secrets.
    What was searched for is not told either.
    """
    match = request.resolver_match
    if match and all(isinstance(value, int) for value in match.kwargs.values()):
        return mail.absolute(request.path)
    return mail.absolute(request.district.get_absolute_url() if request.district else "/")


def is_behind_login(request: HttpRequest) -> bool:
    """Whether this page opens to people with an account alone; an address that leads nowhere is everybody's."""
    match = request.resolver_match
    return bool(match and getattr(match.func, "login_required", True))


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every page (DESIGN section 7): council, district, menu, display and access."""
    if not hasattr(request, "district"):  # an answer given before our middleware ran
        return {}
    district = request.district
    return {
        "council": district.council if district else Council.objects.first(),
        "district": district,
        "menu": menu_of(request),
        "city_pages": plugins.registered(plugins.CityPage),
        "display": request.display,
        "access": request.access,
        "printed_from": printed_from(request),
        "printed_on": timezone.localdate(),
        "is_behind_login": is_behind_login(request),
        "is_mailed": mail.reaches_people(),
    }
