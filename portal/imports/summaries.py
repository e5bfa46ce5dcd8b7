"""What an import would do as a whole, counted as decided so far; and whether there is anything to take over."""

from dataclasses import dataclass

from django.db.models import BooleanField, Count, F, Func, IntegerField, Q, QuerySet
from django.db.models.lookups import GreaterThan

from portal.imports.importer import Importer
from portal.models import Import, ImportRow

Outcome = ImportRow.Outcome
Decision = ImportRow.Decision

# Rows that change more than what they change of what people wrote.
_BEYOND_CONFLICTS = GreaterThan(
    Func(
        F("changes"),
        template="jsonb_array_length(jsonb_path_query_array(%(expressions)s, '$.keyvalue()'))",
        output_field=IntegerField(),
    ),
    Func(F("conflicts"), function="jsonb_array_length", output_field=IntegerField()),
)

# Whether the record that a row was said to be would be changed by it.
SAYS_NEW = Func(
    F("candidates"),
    Func(F("decided_record"), template="jsonb_build_object('key', %(expressions)s)"),
    function="jsonb_path_exists",
    arg_joiner=", '$[*] ? (@.record == $key).changes.keyvalue()', ",
    output_field=BooleanField(),
)


@dataclass(frozen=True)
class Summary:
    """How many rows would do what, as decided so far."""

    create: int
    update: int
    # Those of `update` that keep what people wrote, and so are among `keep` too.
    partly: int
    keep: int
    skip: int
    errors: int
    unchanged: int
    elsewhere: int
    locked: int
    doubtful: int
    undecided: int
    # The numbers of rows whose decision fell away when the file was tried out again.
    reopened: list[int]

    @property
    def writes(self) -> int:
        return self.create + self.update

    @property
    def update_note(self) -> str:
        """What is to be told beside the number of updates."""
        return f"うち{self.partly}件は、食いちがわないところだけ" if self.partly else ""

    @property
    def does_something(self) -> bool:
        """Whether anything would be other than it is."""
        return self.writes > 0

    @property
    def is_as_it_is(self) -> bool:
        """Whether every row that this district may change says what its record says already."""
        others = self.writes + self.keep + self.skip + self.errors
        return self.unchanged > 0 and others == 0

    @property
    def why_nothing(self) -> str:
        """What to do where there is nothing to take over."""
        if self.undecided:
            return "下の一覧で、1行ごとに決めて保存すると、取り込めるようになります。"
        if self.is_as_it_is:
            ours = "この地区で変えられる行は、" if self.locked or self.elsewhere else ""
            return f"{ours}すべて、いまの登録と同じです。「取り込みをやめる」で終わりにしてください。"
        return "下の一覧で理由を確かめてから、列の確認に戻るか、取り込みをやめてください。"


def summary_of(record: Import) -> Summary:
    """The numbers above the button that commits; two queries."""
    counted = (
        record.rows.order_by()
        .values_list("outcome", "decision")
        .annotate(
            count=Count("pk"),
            told=Count("pk", filter=~Q(errors=[])),
            beyond=Count("pk", filter=_BEYOND_CONFLICTS),
            idle=Count("pk", filter=Q(outcome=Outcome.DUPLICATE, decision=Decision.SAME) & ~Q(SAYS_NEW)),
        )
    )
    counts = {(outcome, decision): count for outcome, decision, count, *_rest in counted}
    partly = sum(
        beyond
        for outcome, decision, _count, _told, beyond, _idle in counted
        if outcome == Outcome.CONFLICT and decision != Decision.OVERWRITE
    )

    def total(outcome: str, *decisions: str) -> int:
        return sum(
            count
            for (found, decision), count in counts.items()
            if found == outcome and (not decisions or decision in decisions)
        )

    # Said to be the same as a record that says all of it already.
    idle = sum(row[-1] for row in counted)

    return Summary(
        create=total(Outcome.CREATE) + total(Outcome.DUPLICATE, Decision.CREATE),
        update=total(Outcome.UPDATE)
        + total(Outcome.CONFLICT, Decision.OVERWRITE)
        + total(Outcome.DUPLICATE, Decision.SAME)
        - idle
        + partly,
        partly=partly,
        keep=total(Outcome.CONFLICT, Decision.NONE, Decision.KEEP),
        skip=total(Outcome.DUPLICATE, Decision.NONE, Decision.SKIP),
        errors=total(Outcome.ERROR),
        unchanged=total(Outcome.UNCHANGED) + idle,
        elsewhere=total(Outcome.ELSEWHERE),
        locked=total(Outcome.LOCKED),
        doubtful=sum(
            told for outcome, _decision, _count, told, *_rest in counted if outcome != Outcome.ERROR
        ),
        undecided=total(Outcome.DUPLICATE, Decision.NONE) + total(Outcome.CONFLICT, Decision.NONE),
        reopened=list(record.rows.filter(is_reopened=True).values_list("number", flat=True)),
    )


def _said_to_be_the_same(record: Import) -> QuerySet[ImportRow]:
    return record.rows.filter(outcome=Outcome.DUPLICATE, decision=Decision.SAME).defer("repairs", "errors")


def remembers(record: Import, importer: Importer, summary: Summary) -> bool:
    """Whether an import that changes nothing would make known that its list is where records have their values from.

    Then a later list may change them without asking about each. As many queries as the importer needs for its records.
    """
    if summary.does_something or summary.undecided or not summary.unchanged + summary.keep:
        return False
    kept = record.rows.filter(outcome__in=(Outcome.UNCHANGED, Outcome.CONFLICT), record_id__isnull=False)
    rows = [(row.record_id, row) for row in kept.defer("repairs", "errors", "candidates")]
    rows += [(row.decided_record, row) for row in _said_to_be_the_same(record)]
    known = dict(
        ImportRow.objects.last_of_records(record.district, record.importer).values_list(
            "record_id", "imported"
        )
    )
    existing = importer.existing(record.district)
    return any(
        name not in known.get(key, {}) or known[key][name] != current.values.get(name)
        for key, row in rows
        if (current := existing.get(key))
        for name in row.values.keys() - set(row.conflicts)
    )
