"""Photos of an organisation: adding, describing, consent, order, deleting."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from groups import actions
from groups.forms.photos import NewPhotoForm, PhotoForm
from groups.models import Organization, OrganizationPhoto
from groups.permissions import get_organization_for
from portal import photos
from portal.forms import refusals_in
from portal.pages import done, invalid, render


def photo_list(request: HttpRequest, pk: int) -> HttpResponse:
    """All photos with their consent, and a form to add one."""
    organization = get_organization_for(request.access, pk, to="edit")
    form = NewPhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            place = actions.add_photo(organization, by=request.user, **form.cleaned_data)
            hint = (
                "" if place.photo.is_publishable else "ウェブにのせる同意を記録するまで、住民には見えません。"
            )
            return _done(request, organization, f"写真を追加しました。{hint}")
    places = organization.photo_places.select_related("photo")
    context = {"organization": organization, "form": form, "places": list(places)}
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/photo_list.html", context)


def photo_edit(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Description and consent of one photo."""
    organization, found = _get_place(request, pk, place)
    form = PhotoForm(request.POST or None, instance=found.photo)
    if request.method == "POST" and form.is_valid():
        photos.update_photo(found.photo, by=request.user, **form.cleaned_data)
        return _done(request, organization, "写真の説明と同意を保存しました。")
    context = {"organization": organization, "form": form, "place": found}
    answer = invalid if request.method == "POST" else render
    return answer(request, "groups/photo_edit.html", context)


@require_POST
def photo_move(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One place forward or back; the first photo stands on the card."""
    organization, found = _get_place(request, pk, place)
    actions.move_photo(found, up=request.POST.get("to") == "up", by=request.user)
    return _done(request, organization, "写真の順番を変えました。")


def photo_withdraw(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Somebody takes the consent back: the photo is no longer shown, at once."""
    organization, found = _get_place(request, pk, place)
    if request.method == "POST":
        photos.withdraw_photo(found.photo, by=request.user)
        return _done(request, organization, "同意の取り消しを記録しました。写真は公開されなくなりました。")
    return render(request, "groups/photo_withdraw.html", {"organization": organization, "place": found})


def photo_delete(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Erase a photo for good, after asking."""
    organization, found = _get_place(request, pk, place)
    if request.method == "POST":
        actions.delete_photo(found, by=request.user)
        return _done(request, organization, "写真を消しました。")
    return render(request, "groups/photo_delete.html", {"organization": organization, "place": found})


def _get_place(request: HttpRequest, pk: int, place: int) -> tuple[Organization, OrganizationPhoto]:
    organization = get_organization_for(request.access, pk, to="edit")
    found = organization.photo_places.select_related("photo").filter(pk=place).first()
    if found is None:
        raise Http404
    return organization, found


def _done(request: HttpRequest, organization: Organization, message: str) -> HttpResponse:
    return done(request, reverse("groups:photo_list", args=[request.district.slug, organization.pk]), message)
