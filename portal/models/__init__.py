"""The records of the shared core, one module a noun."""

from portal.models.council import Council, District, Figure, Neighborhood, Statistic
from portal.models.files import Photo, StoredFile
from portal.models.imports import Import, ImportMapping, ImportRow
from portal.models.jobs import Job, Print
from portal.models.people import Assignment, Invitation, Membership, Role, User, hash_token
from portal.models.records import Record, RecordQuerySet
from portal.models.search import SearchEntry, Visibility

__all__ = [
    "Assignment",
    "Council",
    "District",
    "Figure",
    "Import",
    "ImportMapping",
    "ImportRow",
    "Invitation",
    "Job",
    "Membership",
    "Neighborhood",
    "Photo",
    "Print",
    "Record",
    "RecordQuerySet",
    "Role",
    "SearchEntry",
    "Statistic",
    "StoredFile",
    "User",
    "Visibility",
    "hash_token",
]
