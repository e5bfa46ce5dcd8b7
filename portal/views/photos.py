"""Photos, served from the database through the same gate as the record they stand on."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal import plugins
from portal.models import Photo, StoredFile, User
from portal.permissions import public
from portal.photos import WIDTHS

# A withdrawn consent must show soon, so even public photos are asked for again after ten minutes (304 if unchanged).
PUBLIC_SECONDS = 600


def may_see(user: User | AnonymousUser, found: Photo) -> bool:
    """Whether the record that the photo stands on shows it to the person."""
    return any(owner.may_see(user, found) for owner in plugins.registered(plugins.PhotoOwner))


@public
@require_safe
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """One width of a photo; 404 for whoever may not see the photo or the record it belongs to."""
    if size not in WIDTHS:
        raise Http404
    found = Photo.objects.filter(pk=pk).only(size).first()
    if found is None:
        raise Http404
    # Residents first: what they may see may be kept by browsers and proxies.
    is_public = may_see(AnonymousUser(), found)
    if not is_public and not may_see(request.user, found):
        raise Http404
    stored = StoredFile.objects.filter(pk=getattr(found, f"{size}_id"))
    etag = f'"{stored.values_list("sha256", flat=True)[0]}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        file = stored.get()
        response = HttpResponse(bytes(file.content), content_type=file.content_type)
    response["ETag"] = etag
    if is_public:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response
