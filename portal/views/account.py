"""One's own account: name and telephone, ways to sign in, roles."""

from django.http import HttpRequest, HttpResponse

from portal import plugins
from portal.actions import people
from portal.forms import refusals_in
from portal.forms.people import PersonForm
from portal.models import User
from portal.pages import done, invalid, render


def account(request: HttpRequest) -> HttpResponse:
    """Change how one is called and reached; see what one may do here."""
    user = request.user
    form = PersonForm(
        request.POST or None, initial={"name": user.name, "kana": user.kana, "phone": user.phone}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            people.update_profile(user=user, **form.cleaned_data)
            return done(request, "account", "登録の内容を保存しました。")
    context = {
        "form": form,
        "memberships": user.memberships.current().select_related("district"),
        "assignments": user.assignments.current().select_related("district"),
        "held": held_by(user),
        "has_mfa": user.authenticator_set.exists(),
    }
    return (invalid if request.method == "POST" else render)(request, "portal/account.html", context)


def held_by(user: User) -> list[plugins.DeskItem]:
    """What a person holds outside the districts' own roles: the records of an organisation."""
    roles = plugins.registered(plugins.InvitationRole)
    return [item for role in roles if role.held_by for item in role.held_by(user)]
