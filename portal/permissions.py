"""Who may do what: the rights of one person in one district, and the gates in front of views.

Wrong district or invisible record → 404; visible but not allowed → 403; not signed in → login page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django_htmx.http import HttpResponseClientRedirect

from portal import unsaved
from portal.models import Assignment, District, Membership, Role, User

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """The rights of a person in a district (or in the city, where `district` is None)."""

    user: Any
    district: District | None = None
    roles: frozenset[str] = frozenset()
    is_assigned: bool = False

    @property
    def is_administrator(self) -> bool:
        return bool(self.user.is_superuser)

    @property
    def is_city_staff(self) -> bool:
        return self.is_administrator or bool(getattr(self.user, "is_city_staff", False))

    @property
    def is_member(self) -> bool:
        """Belongs to the district, in whatever role."""
        return bool(self.roles)

    @property
    def can_edit(self) -> bool:
        """Edits all of the district: its coordinators and chair, and the city staff assigned to it (地区担当)."""
        return (
            self.is_administrator
            or Role.COORDINATOR in self.roles
            or Role.CHAIR in self.roles
            or (self.is_city_staff and self.is_assigned)
        )

    @property
    def can_read_internal(self) -> bool:
        """Sees internal contacts and prints: who edits the district, and all city staff."""
        return self.can_edit or self.is_city_staff

    @property
    def can_approve(self) -> bool:
        return self.is_administrator or Role.CHAIR in self.roles

    @property
    def has_desk(self) -> bool:
        return self.is_member or self.is_city_staff


def access_for(user: Any, district: District | None) -> Access:
    """The rights of `user` in `district`; two queries for a person with an account, none for a resident."""
    if not user.is_authenticated or district is None:
        return Access(user, district)
    roles = Membership.objects.current().filter(user=user, district=district).values_list("role", flat=True)
    assigned = (
        user.is_city_staff and Assignment.objects.current().filter(user=user, district=district).exists()
    )
    return Access(user, district, frozenset(roles), assigned)


def districts_of(user: User) -> list[District]:
    """The districts a person works in: as a member, as city staff in charge, or all for the administrator."""
    districts = District.objects.active()
    if user.is_superuser:
        return list(districts)
    own = districts.filter(memberships__in=user.memberships.current())
    assigned = districts.filter(assignments__in=user.assignments.current())
    return list((own | assigned).distinct())


STILL_UNSAVED = "ログインの時間が切れたため、まだ保存していません。送った内容は1時間預かります。ログインすると、続けて保存できます。"
NOT_SAVED = "ログインの時間が切れたため、送った内容は保存していません。"


def begin_login(sender: Any, request: HttpRequest, **_: Any) -> None:
    """The session of a person who signs in lasts as long as any, not the hour of what it keeps unsaved."""
    request.session.set_expiry(None)
    renew_login(request)


def renew_login(request: HttpRequest) -> None:
    """Count the days of a login (SESSION_COOKIE_AGE) from the last day on which the person was here."""
    today = localdate().isoformat()
    if request.session.get("used_on") != today:
        request.session["used_on"] = today  # a changed session is kept, and its cookie sent, anew


class LoginGate(LoginRequiredMiddleware):
    """Every page asks for a login unless it says @public; an HTMX request is sent to the login page whole.

    Who sends a form after the login ended is told that nothing was saved yet, and saves it after the next login. What
    is not kept leads back to the page of the form: many addresses that take forms show no page.
    """

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        response: HttpResponse | None = super().process_view(request, view, args, kwargs)
        if request.user.is_authenticated:
            renew_login(request)
        return response

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponse:
        if request.method == "POST":
            page = _page_before(request)
            is_kept = unsaved.keep(request, page=page)
            messages.warning(request, STILL_UNSAVED if is_kept else NOT_SAVED)
            response: HttpResponse = redirect_to_login(reverse("unsaved") if is_kept else page)
        else:
            response = super().handle_no_permission(request, view_func)
        if request.htmx:
            return HttpResponseClientRedirect(response["Location"])
        return response


def _page_before(request: HttpRequest) -> str:
    """The page of this site on which the form stood; the start of the person where the browser does not tell."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return reverse("start")
    parts = urlsplit(page)
    path = "/" + parts.path.lstrip("/")  # one slash only: //name would lead to another site
    return path + (f"?{parts.query}" if parts.query else "")


# A page that residents read without an account.
public = login_not_required


def _gate(may_see: Callable[[Access], bool], may_do: Callable[[Access], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            access = request.access
            if not may_see(access):
                raise Http404
            if not may_do(access):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return gated

    return decorate


# Gates of pages that exist only for people with a role. Others get 404: the page is none of their business.
district_desk = _gate(lambda access: access.has_desk, lambda access: access.has_desk)
district_internal = _gate(lambda access: access.has_desk, lambda access: access.can_read_internal)
district_editor = _gate(lambda access: access.has_desk, lambda access: access.can_edit)
district_approver = _gate(lambda access: access.has_desk, lambda access: access.can_approve)
city_staff = _gate(lambda access: access.is_city_staff, lambda access: access.is_city_staff)
administrator = _gate(lambda access: access.is_city_staff, lambda access: access.is_administrator)


def sent_by_editors(view: View) -> View:
    """Under a gate of readers: a page that they read, and whose form only those send who edit the district."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.access.can_edit:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated
