"""Search over all kinds of records: `index` and `forget` in actions, `find` in pages.

An app registers a `plugins.SearchSource` whose `text` tells what can be found of a record (`SearchText`).
"""

from portal.search.entries import (
    forget,
    forget_many,
    index,
    index_many,
    reindex,
    reindex_district,
    renew,
    together,
)
from portal.search.finding import Hit, Results, find, records_found
from portal.search.lexemes import SearchText, fold
from portal.search.queries import LONGEST_QUERY

__all__ = [
    "LONGEST_QUERY",
    "Hit",
    "Results",
    "SearchText",
    "find",
    "fold",
    "forget",
    "forget_many",
    "index",
    "index_many",
    "records_found",
    "reindex",
    "reindex_district",
    "renew",
    "together",
]
