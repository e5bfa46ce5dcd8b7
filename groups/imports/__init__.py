"""The registry's importer: lists of organisations and facilities, in whatever columns and words a city has them."""

from groups.imports.organizations import IMPORTER, OrganizationImporter, OrganizationImportOptions
from groups.imports.words import known_accessibility

__all__ = ["IMPORTER", "OrganizationImportOptions", "OrganizationImporter", "known_accessibility"]
