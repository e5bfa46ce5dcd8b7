"""Runs the benchmarks that are named, or all: `python -m benchmarks [search …]`.

Each works in a database of its own (tsunagari_bench), made at its start and dropped at its end.
"""

import argparse
import importlib
import os
from pathlib import Path

import django

NAMES = [path.stem.removeprefix("bench_") for path in sorted(Path(__file__).parent.glob("bench_*.py"))]
# Search measures how the dictionary is opened, which happens once in a process.
NAMES.sort(key="search".__ne__)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, metavar="name", help=f"of: {', '.join(NAMES)}")
    parser.add_argument("--records", type=int, default=100_000, help="how many records (100,000)")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415 -- Django has to be set up first

    connection.settings_dict["TEST"]["NAME"] = "tsunagari_bench"
    for name in options.names:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            importlib.import_module(f"benchmarks.bench_{name}").run(records=options.records)
        finally:
            connection.creation.destroy_test_db("tsunagari", verbosity=0)


if __name__ == "__main__":
    main()
