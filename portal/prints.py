"""Documents to print: what they say of themselves, their options, their numbers, and how they are drawn and kept.

A report computes a `Document` (numbers and texts only); the preview, the PDF and the XLSX file draw that object.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import SimpleLazyObject

from portal import jobs, plugins
from portal.districts import readings_of
from portal.japanese.calendar import fiscal_year, long_date_with_era
from portal.models import Council, District, Job, Print, StoredFile
from portal.pages import CONTENT_TYPES
from portal.permissions import Access, access_for
from portal.tabular import Marks, Sheet, write_xlsx

# How long the files of internal prints are kept.
INTERNAL_KEPT = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Document:
    """What every printed document says of itself: title, who issues it, whom to ask, 基準日, 出典.

    Each report adds its contents.
    """

    title: str
    issuer: str
    enquiries: str
    as_of: date
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """One making of a document. A preview has no number and may not be handed out where it is 取扱注意."""

    made_at: datetime
    made_by: str
    number: str = ""
    confidential: bool = False
    recipients: str = ""

    @property
    def is_preview(self) -> bool:
        return not self.number


class ReportOptions(forms.Form):
    """Base of the options forms. The preview has them in its query string, so that it can be linked to.

    What is not sent has its field's `initial`; hence no checkbox may be ticked by default. A form that can ask for a
    document marked 取扱注意 has a field `recipients`, which is required then; one that always does says
    `always_confidential`.
    """

    always_confidential: ClassVar[bool] = False

    def __init__(self, sent: MultiValueDict | None = None, *, access: Access) -> None:
        super().__init__(None if sent is None else MultiValueDict())
        self.access = access
        if sent is not None:
            for field_name, field in self.fields.items():
                values = [value for value in sent.getlist(field_name) if value != ""]
                if not values and field.initial:
                    values = field.initial if isinstance(field.initial, list) else [field.initial]
                if not isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
                    values = values[-1:]  # what is checked now is what is drawn later, in whatever order
                if values:
                    self.data.setlist(field_name, values)

    @property
    def is_confidential(self) -> bool:
        """Whether the document asked for is 取扱注意."""
        return self.always_confidential

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_confidential and not cleaned.get("recipients"):
            self.add_error(
                "recipients", "取扱注意の文書です。だれに配るかを入力してください（例：理事会 12名）。"
            )
        return cleaned

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The options as they can be sent again, in one order whatever order they came in."""
        return {name: sorted(self.data.getlist(name)) for name in sorted(self.data)}

    @property
    def query(self) -> str:
        return urlencode(self.parameters, doseq=True)

    @property
    def conditions(self) -> str:
        """What was chosen, in words: 「種類：内部用、状態：活動中」. Whom it is for is told elsewhere."""
        said = [
            f"{field.label}：{chosen}" if chosen is not True else str(field.label)
            for name, field in self.fields.items()
            if name != "recipients" and (chosen := _in_words(field, self.cleaned_data.get(name)))
        ]
        return "、".join(said)


def recipients_field(example: str) -> forms.CharField:
    """For whom an internal document is, such as 「委員 12名」."""
    return forms.CharField(
        label="配布先",
        required=False,
        max_length=200,
        help_text=f"内部用では必ず入力してください（例：{example}）。紙面と印刷の記録に残ります。",
    )


class TwofoldOptions(ReportOptions):
    """Base of the options of documents of two kinds: a `variant` for everybody, and an internal one, which is 取扱注意.

    The fields `variant` ("public" stands first, then "internal") and `recipients` are those of each document.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.access.can_read_internal:
            # What the person may not print is not offered; asked for all the same, it is refused as confidential.
            variant: Any = self.fields["variant"]
            variant.widget.choices = variant.choices[:1]
            self.fields["recipients"].widget = forms.HiddenInput()

    @property
    def is_confidential(self) -> bool:
        return self.data.get("variant") == "internal"


def _in_words(field: forms.Field, value: Any) -> str | bool:
    if isinstance(field, forms.BooleanField):
        return bool(value)
    if isinstance(field, forms.ModelChoiceField):
        return (
            "・".join(map(str, value))
            if isinstance(field, forms.ModelMultipleChoiceField)
            else str(value or "")
        )
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}
        return "・".join(labels[each] for each in (value if isinstance(value, list) else [value]) if each)
    return str(value or "")


def report_named(name: str) -> plugins.Report | None:
    """The report with this name in its address."""
    return next((report for report in plugins.registered(plugins.Report) if report.name == name), None)


def options_of(report: plugins.Report, access: Access, sent: MultiValueDict | None = None) -> ReportOptions:
    """The report's options form, filled from a query string or from the parameters of an earlier print."""
    return (report.options or ReportOptions)(sent, access=access)


def fingerprint(document: Document) -> str:
    """A hash of all that the document says; the same numbers and texts give the same hash."""
    said = json.dumps(asdict(document), default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def preview(access: Access, form: ReportOptions) -> Edition:
    """The edition that a preview shows."""
    return Edition(
        made_at=timezone.now(),
        made_by=str(access.user),
        confidential=form.is_confidential,
        recipients=form.cleaned_data.get("recipients", ""),
    )


# -- Numbering and keeping ------------------------------------------------------------------------------------------


@transaction.atomic
def obtain(report: plugins.Report, access: Access, form: ReportOptions, *, format: str) -> Print:
    """The print of this document: today's earlier one where nothing changed since, else a new number.

    An XLSX file is ready at once; a PDF is drawn by the worker, see `draw`.
    """
    document = report.compute(access, form.cleaned_data)
    # One at a time, so that numbers have no gaps and a double click makes no second print.
    council = Council.objects.select_for_update(no_key=True).get()
    record = _still_coming(report, access, form, format) or _same_today(
        report, access, form, format, document
    )
    if record is None:
        record = _number(
            council,
            district=access.district,
            report=report.name,
            title=document.title,
            format=format,
            parameters=form.parameters,
            conditions=form.conditions[:500],
            fingerprint=fingerprint(document),
            confidential=form.is_confidential,
            recipients=form.cleaned_data.get("recipients", ""),
            printed_by=access.user,
        )
        if report.numbered:
            report.numbered(record, document)
    if record.file is None and format == Print.Format.XLSX:
        sheets = [*report.sheets(document), about_sheet(document, record)]
        marks = marks_of(record, title=document.title, issuer=document.issuer, as_of=document.as_of)
        keep(record, write_xlsx(sheets, marks))
    elif record.file is None and (record.job is None or record.job.state == Job.State.FAILED):
        record.job = jobs.start(
            "print",
            title=f"{document.title}（PDF）",
            by=access.user,
            district=access.district,
            result_url=record.get_absolute_url(),
            print_id=record.pk,
        )
        record.save(update_fields=["job"])
        record.refresh_from_db()
    return record


def find_today(report: plugins.Report, access: Access, form: ReportOptions, *, format: str) -> Print | None:
    """Today's earlier print of this document, if nothing changed since; nothing is made."""
    return _same_today(report, access, form, format, report.compute(access, form.cleaned_data))


def _still_coming(report: plugins.Report, access: Access, form: ReportOptions, format: str) -> Print | None:
    """What the person asked for with the same options and nobody draws yet: a second press asks for no more.

    It will say what holds when it is drawn, whatever changed in between. What is being drawn is found by what it says
    (`_same_today`), so that nobody receives the words of before a correction.
    """
    return (
        Print.objects.filter(
            district=access.district,
            report=report.name,
            format=format,
            parameters=form.parameters,
            printed_by=access.user,
            file=None,
            job__state=Job.State.WAITING,
        )
        .select_related("job")
        .first()
    )


def _same_today(
    report: plugins.Report, access: Access, form: ReportOptions, format: str, document: Document
) -> Print | None:
    """An earlier print of today that says the same. What is 取扱注意 is logged anew for every person."""
    earlier = Print.objects.filter(
        district=access.district,
        report=report.name,
        format=format,
        parameters=form.parameters,
        fingerprint=fingerprint(document),
        printed_at__date=timezone.localdate(),
    )
    if form.is_confidential:
        earlier = earlier.filter(printed_by=access.user)
    return earlier.select_related("file", "job").first()


def _number(council: Council, *, district: District | None, **fields: Any) -> Print:
    """A new print under the next number of its district (or of the city) in this 年度."""
    year = fiscal_year(timezone.localdate())
    last = (
        Print.objects.filter(district=district, fiscal_year=year)
        .order_by("-serial")
        .values_list("serial", flat=True)
        .first()
    )
    serial = (last or 0) + 1
    name = district.name.removesuffix("地区") if district else council.city
    return Print.objects.create(
        district=district, fiscal_year=year, serial=serial, number=f"{name}-{year}-{serial:04d}", **fields
    )


@transaction.atomic
def log_file(access: Access, *, report: str, title: str, conditions: str, recipients: str) -> Print:
    """Number and log a file marked 取扱注意 that is handed over and not kept, because what it tells must end some day.

    Who makes it writes `marks_of` the print into it.
    """
    council = Council.objects.select_for_update(no_key=True).get()
    return _number(
        council,
        district=access.district,
        report=report,
        title=title,
        format=Print.Format.XLSX,
        conditions=conditions[:500],
        fingerprint="",
        confidential=True,
        recipients=recipients,
        printed_by=access.user,
    )


@transaction.atomic
def keep(record: Print, content: bytes) -> None:
    """Store what was made for a number; from then on the number always gives these bytes."""
    if Print.objects.select_for_update().get(pk=record.pk).file_id:
        return
    record.file = StoredFile.objects.create(
        sha256=hashlib.sha256(content).hexdigest(),
        content_type=CONTENT_TYPES[record.format],
        name=f"{record.title}_{record.number}.{record.format}",
        content=content,
    )
    record.save(update_fields=["file", "fingerprint"])


@transaction.atomic
def purge_internal_prints(today: date) -> int:
    """Delete the files of prints marked 取扱注意 after a year; who had which number stays in the log."""
    over = Print.objects.filter(
        confidential=True, printed_at__date__lte=today - INTERNAL_KEPT, file__isnull=False
    )
    files = list(over.values_list("file", flat=True))
    over.update(file=None)
    StoredFile.objects.filter(pk__in=files).delete()
    return len(files)


# -- Drawing --------------------------------------------------------------------------------------------------------


def draw(record: Print, progress: jobs.Progress) -> None:
    """Compute the document of a print and draw its PDF; nothing happens where it is already drawn."""
    from portal import pdf  # noqa: PLC0415 -- only the worker draws

    if record.file_id:
        return
    progress.tell(0, 2, "内容をまとめています。")
    report = report_named(record.report)
    access = access_for(record.printed_by or AnonymousUser(), record.district)
    form = options_of(report, access, MultiValueDict(record.parameters)) if report else None
    if report is None or form is None or not form.is_valid():
        raise jobs.JobError(
            "この条件では、もう印刷できません。「印刷・帳票」のページで、条件を選び直してください。"
        )
    if record.confidential and not access.can_read_internal:
        raise jobs.JobError("内部用の文書を印刷する権限がなくなりました。地区の担当者に相談してください。")
    document = report.compute(access, form.cleaned_data)
    progress.tell(1, 2, "紙面に組んでいます。")
    html = render_to_string(report.template, drawing(document, edition_of(record), form, record.district))
    # The data may have changed since the print was asked for: it is known by what it really says.
    record.fingerprint = fingerprint(document)
    written = report.write(html, document, form.cleaned_data) if report.write else pdf.write_pdf(html)
    keep(record, written)


def edition_of(record: Print) -> Edition:
    """How a print names itself on paper."""
    return Edition(
        made_at=record.printed_at,
        made_by=str(record.printed_by or ""),
        number=record.number,
        confidential=record.confidential,
        recipients=record.recipients,
    )


def drawing(
    document: Document, edition: Edition, form: ReportOptions, district: District | None
) -> dict[str, Any]:
    """The context in which a report's template is drawn, the same for preview and PDF (see base_print.html)."""
    return {
        "document": document,
        "options": form.cleaned_data,
        "title": document.title,
        "base_date": document.as_of,
        "source": "、".join(document.sources),
        "sources": document.sources,
        "made_at": edition.made_at,
        "number": edition.number,
        "caution": edition.confidential,
        "recipients": edition.recipients,
        "preview": edition.is_preview,
        "district": district,
        "council": district.council if district else None,
        # Only furigana needs them, and not every document has it.
        "readings": SimpleLazyObject(lambda: readings_of(district)),
    }


def marks_of(record: Print, *, title: str, issuer: str, as_of: date) -> Marks:
    """What every page of an XLSX file says: title, who issues it, as of when, its number, 取扱注意 and for whom."""
    facts = (issuer, f"基準日：{long_date_with_era(as_of)}", f"文書番号：{record.number}")
    caution = "取扱注意" if record.confidential else ""
    if caution and record.recipients:
        caution += f"（配布先：{record.recipients}）"
    return Marks(title=title, facts="　".join(filter(None, facts)), caution=caution)


def about_sheet(document: Document, record: Print) -> Sheet:
    """The last sheet of every XLSX file: what it is, as of when, from where, under which number."""
    rows: list[tuple[str, Any]] = [
        ("題名", document.title),
        ("発行", document.issuer),
        ("基準日", document.as_of),
        ("出典", "、".join(document.sources)),
        ("条件", record.conditions),
        ("文書番号", record.number),
        ("作成日時", record.printed_at),
        ("作成者", str(record.printed_by or "")),
    ]
    if record.confidential:
        rows += [("取扱い", "取扱注意"), ("配布先", record.recipients)]
    return Sheet("この表について", ["項目", "内容"], [row for row in rows if row[1]], widths=[16, 60])
