"""How long a search takes among many records, in the database and in all, and what it costs a web process."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from benchmarks.records import search_texts
from groups.models import Organization
from portal import plugins
from portal.japanese import morphology
from portal.models import Council, District, Membership, Role, SearchEntry, User
from portal.permissions import Access, access_for
from portal.search import SearchText, find, records_found
from portal.search.entries import entry_of

GOAL = 50.0  # milliseconds in the database
ROUNDS = 20
PAGE = 20
KINDS = ["organization", "event", "article", "survey", "training"]

QUESTIONS = [
    ("会", "one character that most names have"),
    ("い", "one character of most readings"),
    ("蛍", "one character, rare"),
    ("会館", "two characters, frequent in names and texts"),
    ("若葉", "two characters, frequent in names and addresses"),
    ("かい", "two characters of most readings"),
    ("ひまわり", "a frequent name"),
    ("しおかぜ", "kana for a name in kanji"),
    ("ﾃﾞｲｻｰﾋﾞｽ", "half-width kana"),
    ("若葉ひまわりサロン", "a name in full"),
    ("障がい", "a word of texts in another spelling"),
    ("こうれいしゃ", "a word of texts by its sound"),
    ("おちゃ", "two words of texts by their sound"),
    ("見守り", "a word of texts, frequent"),
    ("獅子舞", "a word of texts, rare"),
    ("扇町2-8", "an address"),
    ("若葉 会館", "two frequent words"),
    ("高齢者 会館 見守り", "three frequent words of texts"),
    ("会 人 町 会館 見守り 体操 子ども お茶 方 場", "ten words, short and frequent"),
    ("かいかいか", "frequent pairs that stand together nowhere"),
    ("しようかいかいか", "the same, with small kana tried for large ones"),
    ("若葉ひわまりサロン", "a slip in a name"),
    ("ひわまり", "a slip in a short word"),
    ("わかばしおかせかいかん", "a slip in a reading"),
    ("潮見第ひまわり会館", "a wrong kanji"),
    ("サーピス", "a slip in a word of texts"),
    ("たいぞう 配食サーピス", "slips in two, whose words are frequent"),
    ("1丁目", "the number of a block alone"),
    ("とくべつようごろうじんほーむわかばひまわりみまもりたいのみなさん", "a long query like nothing"),
    ("あいうえお" * 20, "a query as long as may be"),
    ("若葉町の会館で高齢者が体操をする見守りの会をさがしています。" * 14, "400 characters of sentences"),
    ("wakaba salon", "letters, which are read as kana"),
    ("100%_'\\", "signs"),
]


def run(*, records: int) -> None:
    """Fill the index, ask all questions as a resident and as city staff, and print what it took."""
    measure_dictionary()
    districts = fill(records)
    staff = User.objects.create_user(
        email="staff@example.jp", password=None, name="staff", is_city_staff=True
    )
    coordinator = User.objects.create_user(email="coordinator@example.jp", password=None, name="coordinator")
    Membership.objects.create(user=coordinator, district=districts[0], role=Role.COORDINATOR)
    timings = []
    for reader, user, district, kind in [
        ("a resident", AnonymousUser(), districts[0], ""),
        ("a resident", AnonymousUser(), districts[-1], ""),
        ("a coordinator", coordinator, districts[0], ""),
        ("city staff", staff, districts[0], ""),
        ("a resident", AnonymousUser(), districts[0], "training"),
        ("a resident", AnonymousUser(), districts[0], "organization"),
        ("city staff", staff, districts[0], "training"),
    ]:
        count = SearchEntry.objects.filter(district=district).count()
        share = SearchEntry.objects.filter(kind=kind).count() / records
        print(
            f"\nAsked by {reader} in a district with {count:,} of {records:,} records"
            f"{kind and f', of the kind {kind}, which {share:.0%} have'}:\n"
        )
        print(
            f"{'db p50':>7} {'p95':>6} {'cpu':>6} {'all p50':>8} {'p95':>6} {'queries':>8} {'found':>10}  query"
        )
        access = access_for(user, district)
        for query, what in QUESTIONS:
            timing = ask(access, district, query, kind)
            timings.append(timing)
            print(f"{timing}  {what}: {query[:30]}")
    slowest = max(p95(timing.database) for timing in timings)
    dearest = max(timing.processor for timing in timings)
    verdict = "within" if dearest <= GOAL else "over"
    print(
        f"\nMost processor time of the database for one search: {dearest:.0f} ms, {verdict} the goal of {GOAL:.0f} ms."
    )
    print(f"Slowest p95 of its clock, which others on the machine slow down: {slowest:.0f} ms.")
    narrow(access_for(AnonymousUser(), districts[0]), districts[0])


# -- What is measured --------------------------------------------------------------------------------------------------


def measure_dictionary() -> None:
    """What finding the words of queries costs a web process: the dictionary is mapped, so processes share its pages."""
    process = psutil.Process()
    shared, private = memory(process)
    start = time.perf_counter()
    morphology.tokens("高齢者が気軽に集まり、お茶を飲みながら楽しむ場です。")
    loading = time.perf_counter() - start
    shared, private = (
        after - before for after, before in zip(memory(process), (shared, private), strict=True)
    )
    start = time.perf_counter()
    for query, _ in QUESTIONS * 10:
        morphology.tokens(query)
    each = (time.perf_counter() - start) / len(QUESTIONS) / 10
    print(
        f"Dictionary: {loading:.2f} s once in each process; {shared:.0f} MB that processes share, {private:.0f} MB of "
        f"its own; the words of a query {each * 1e6:.0f} µs."
    )


def memory(process: psutil.Process) -> tuple[float, float]:
    """Resident memory of a process in MB: clean pages, which it shares with others of its kind, and its own."""
    areas = process.memory_maps()
    private = sum(area.private_dirty for area in areas)
    return (sum(area.rss for area in areas) - private) / 1e6, private / 1e6


def fill(records: int) -> list[District]:
    """Six districts and the entries of so many invented records, written as `reindex` writes them."""
    council = Council.objects.create(pk=1, name="みどり野市社会福祉協議会", city="みどり野市")
    districts = [
        District.objects.create(
            council=council, slug=f"district-{number}", name=f"第{number}地区", order=number
        )
        for number in range(1, 7)
    ]
    register_kinds()
    start = time.perf_counter()
    entries = (
        entry_of(KINDS[min(serial % 10, 4)], serial, text)
        for serial, text in enumerate(
            search_texts(records, districts=[district.pk for district in districts]), start=1
        )
    )
    while batch := list(islice(entries, 500)):
        SearchEntry.objects.bulk_create(batch)
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE portal_searchentry")
        cursor.execute(
            "SELECT pg_table_size('portal_searchentry') / 1e6, pg_relation_size('search_entry_lexemes') / 1e6"
        )
        table, gin = cursor.fetchone()
    print(f"Index: {records:,} records in {seconds:.0f} s; table {table:.0f} MB, GIN index {gin:.0f} MB.")
    return districts


def register_kinds() -> None:
    """Kinds beside those of the apps, so that there are several to tell apart."""
    for kind in KINDS[1:]:
        plugins.register(
            plugins.SearchSource(
                kind=kind,
                label=kind,
                icon="list",
                model=Organization,
                text=no_text,
                records=Organization.objects.all,
                url_name="groups:group_detail",
            )
        )


def no_text(record: Any) -> SearchText:
    raise NotImplementedError(f"{record} is not made from a record.")


@dataclass
class Timing:
    """What one question took in milliseconds, round by round: its queries in the database, and the whole search.

    `processor` is the time that the database's process had a processor, on average: on a busy machine it tells what
    the queries would take on an idle one.
    """

    database: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    processor: float = 0.0
    queries: int = 0
    found: str = ""

    def __str__(self) -> str:
        return (
            f"{statistics.median(self.database):7.1f} {p95(self.database):6.1f} {self.processor:6.1f} "
            f"{statistics.median(self.whole):8.1f} {p95(self.whole):6.1f} {self.queries:8} {self.found:>10}"
        )


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def ask(access: Access, district: District, query: str, kind: str) -> Timing:
    """Ask for the first page ROUNDS times."""
    timing = Timing()
    processor = processor_time()
    for _ in range(ROUNDS):
        stopwatch = Stopwatch()
        start = time.perf_counter()
        with connection.execute_wrapper(stopwatch):
            results = find(access, district, query, kind=kind)
            results[:PAGE]
        timing.whole.append((time.perf_counter() - start) * 1000)
        timing.database.append(sum(stopwatch.spent))
    timing.processor = (processor_time() - processor) / ROUNDS
    timing.queries = len(stopwatch.spent)
    more, similar = "+" if results.capped else "", f" ~{len(results.similar)}" if results.similar else ""
    timing.found = f"{len(results):,}{more}{similar}"
    return timing


def narrow(access: Access, district: District) -> None:
    """What finding takes where a list is narrowed by words: all there is, without an order and a cap."""
    print("\nAll that a list is narrowed to, of two kinds:\n")
    for query in ("会", "い", "かい", "若葉", "高齢者", "若葉ひまわりサロン"):
        found = records_found(access, district, query, kinds=["organization", "training"])
        processor = processor_time()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({found.sql}) AS found", found.params)  # noqa: S608 -- our own
            count = cursor.fetchone()[0]
        print(f"{processor_time() - processor:7.1f} ms of the processor for {count:,}: {query}")


class Stopwatch:
    """Times each query that passes through it, in milliseconds."""

    def __init__(self) -> None:
        self.spent: list[float] = []

    def __call__(self, execute: Callable, *call: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*call)
        finally:
            self.spent.append((time.perf_counter() - start) * 1000)


def processor_time() -> float:
    """What the process that serves our connection has had of the processor, in milliseconds; 0 where Linux is not."""
    connection.ensure_connection()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(path.read_text().split()[0]) / 1e6 if path.exists() else 0.0
