"""Files into records: guess, mend, try out, commit as a whole, undo as a whole."""

from portal.imports.columns import Column, standard
from portal.imports.duplicates import Entry
from portal.imports.importer import Existing, Importer, Values

__all__ = ["Column", "Entry", "Existing", "Importer", "Values", "standard"]
