"""アンケート集計報告書 and the page for the 回覧板: what stands on paper of a wave's results."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from groups.reports.registry import enquiries_of, issuer_of
from portal.japanese.calendar import FiscalYear, long_date_with_era
from portal.mail import absolute
from portal.models import District
from portal.prints import Document
from surveys.models import Kind, Wave
from surveys.questionnaire import questionnaire_of
from surveys.reports.axes import CHANNEL
from surveys.reports.comparisons import comparable_waves, comparison, counted
from surveys.reports.figures import Comparison, CrossTable, Distribution, QuestionResult, WaveResults
from surveys.reports.periods import period_of
from surveys.reports.published import PublishedQuestion, published_results
from surveys.reports.questionnaire_sheets import QuestionnaireSheet, questionnaire_sheet
from surveys.reports.remarks import RemarkSummary, remark_summary
from surveys.reports.results import axes_of, cross_tables_by, wave_results
from surveys.reports.sentences import SMALLEST_NEWS, proposal
from surveys.reports.settled import results_of
from surveys.reports.snapshots import all_tables_in
from surveys.reports.weighting import weighting_of

# 95 % of random samples lie within 1.96 standard errors.
DEVIATIONS = 1.96
SAMPLE_SIZES = (100, 200, 300, 500, 1000)
SAMPLE_SHARES = (10, 20, 30, 40, 50)  # the same for 90, 80, 70, 60
FINDINGS = 3
BARS = 5


@dataclass(frozen=True)
class SamplingErrors:
    """The half width of the 95 % interval in percentage points, by base and share, of a simple random sample."""

    shares: tuple[str, ...]
    rows: tuple[tuple[int, tuple[float, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class ResultDocument(Document):
    """アンケート集計報告書, in the order that city reports have (DOMAIN section 5.1)."""

    wave_label: str
    scope: str
    results: WaveResults
    overview: tuple[tuple[str, str], ...]
    guide: tuple[str, ...]
    errors: SamplingErrors | None
    attributes: tuple[QuestionResult, ...]
    questions: tuple[QuestionResult, ...]
    crosses: tuple[tuple[str, tuple[CrossTable, ...]], ...]  # by axis
    comparisons: tuple[Comparison, ...]
    remarks: RemarkSummary
    summary: str
    conclusion: str
    sheet: QuestionnaireSheet


@dataclass(frozen=True)
class Finding:
    """One result of the digest: its largest answers, with the wave before where the same was asked, and words."""

    result: QuestionResult
    before: Distribution | None
    words: str


@dataclass(frozen=True, kw_only=True)
class DigestDocument(Document):
    """アンケート結果の回覧: one page that goes round with the 回覧板."""

    wave_label: str
    n: int
    rate: float | None
    summary: str
    findings: tuple[Finding, ...]
    conclusion: str
    url: str


# -- 集計報告書 ---------------------------------------------------------------------------------------------------------


def result_document(
    wave: Wave,
    *,
    is_internal: bool = False,
    axes: Sequence[str] = (),
    with_items: bool = False,
    is_weighted: bool = False,
) -> ResultDocument:
    """The report of a closed wave. `axes`: kinds of attributes (`Attribute`) and "channel" to cross questions with.

    Without `is_internal` only questions that residents see, compared with published waves only. `with_items` crosses
    tables (MX) too. Raises ValidationError where weights are asked for and cannot be had.
    """
    whole = wave_results(wave, weighting=weighting_of(wave)) if is_weighted else results_of(wave)
    shown = tuple(each for each in whole.questions if is_internal or each.is_published)
    keys = {each.key for each in shown}
    opinions = tuple(each for each in shown if not each.attribute and each.kind != Kind.T)
    district = wave.district
    return ResultDocument(
        title=f"{wave.survey.title} 集計報告書",
        wave_label=whole.wave_label,
        scope="内部用（公表しない質問も）" if is_internal else "公表用",
        results=replace(whole, questions=shown),
        overview=_overview(wave, whole),
        guide=_guide(wave, whole),
        errors=_sampling_errors(whole.n) if wave.sampling == Wave.Sampling.RANDOM else None,
        attributes=tuple(each for each in shown if each.attribute),
        questions=opinions,
        crosses=_crosses(wave, keys, axes, with_items),
        comparisons=_comparisons(wave, opinions, is_internal),
        remarks=remark_summary(wave, is_public=not is_internal),
        summary=wave.summary,
        conclusion=wave.conclusion,
        sheet=questionnaire_sheet(wave),
        issuer=issuer_of(district),
        enquiries=enquiries_of(district),
        as_of=whole.as_of,
        sources=(f"{issuer_of(district)}「{wave}」",),
    )


def _overview(wave: Wave, results: WaveResults) -> tuple[tuple[str, str], ...]:
    """調査の概要."""
    total = results.returned_total
    if total.distributed:
        answered = f"配布 {total.distributed:,}　有効回収 {results.n:,}（回収率 {total.rate:.1f}%）"
    else:
        answered = f"有効回収 {results.n:,}"
    channels = "、".join(
        f"{line.label} {line.count:,}（{line.share:.1f}%）"
        for line in results.by_channel
        if line.count is not None and line.share is not None
    )
    rows = (
        ("調査の目的・使いみち", wave.purpose),
        ("調査の対象", wave.target),
        ("対象の選び方", wave.get_sampling_display()),
        ("調査の期間", period_of(wave, long_date_with_era)),
        ("配り方・集め方", wave.method),
        ("回収の結果", answered),
        ("回答方法", channels),
        ("年度", FiscalYear(wave.fiscal_year).label),
    )
    return tuple((label, text) for label, text in rows if text)


def _guide(wave: Wave, results: WaveResults) -> tuple[str, ...]:
    """報告書の見方, in the sentences that city reports have."""
    sentences = [
        "「n」は、その質問をたずねた回答者の数で、比率（%）の母数です。",
        "比率は百分率で表し、小数第2位を四捨五入しています。このため、合計が100%にならないことがあります。",
        "複数回答（いくつでも・〇つまで選べる質問）の比率は、合計が100%を超えます。",
        "「無回答」は、回答がないもの、または読み取れなかったものです。",
        "選択肢の言葉が長い場合、図表の中で短くしていることがあります。",
        "クロス集計では、属性（年代など）を答えていない方を除いているため、合計が全体と一致しません。",
        "「0.0」は0.05未満、「－」はあてはまる方がいないことを表します。",
        "前回との差は、比率の差を「ポイント」で表しています。差は、四捨五入する前の比率から計算しています。",
        "回答者が5人に満たない区分は、だれの回答か分かることがないよう「n<5のため非表示」とし、"
        "そこから計算で求められる区分も、あわせて非表示にしています。",
        "nが30に満たないものは「*参考」とし、めやすとしてお読みください。",
    ]
    if wave.sampling == Wave.Sampling.RANDOM:
        sentences.append("標本誤差は、次の表のとおりです（単純無作為抽出、信頼度95%）。")
    else:
        sentences.append(
            "この調査は、無作為に選んだ標本による調査ではありません。標本誤差は示していません。"
            "回答した方の意見であり、地区全体の割合とはちがうことがあります。"
        )
    if results.is_weighted:
        sentences.append(
            f"「重みづけ後」は、回答者の構成を人口の構成に合わせて計算した比率です（{results.weighted_by}）。"
            f"有効な標本の大きさ（Kish）は{results.effective_n:,}です。"
        )
    return tuple(sentences)


def _sampling_errors(n: int) -> SamplingErrors:
    sizes = sorted({*(size for size in SAMPLE_SIZES if size < n), n} - {0})
    return SamplingErrors(
        tuple(f"{share}%・{100 - share}%" if share != 50 else "50%" for share in SAMPLE_SHARES),
        tuple((size, tuple(sampling_error(size, share) for share in SAMPLE_SHARES)) for size in sizes),
    )


def sampling_error(n: int, share: float) -> float:
    """± percentage points at 95 % of a share in a simple random sample of n."""
    return round(DEVIATIONS * sqrt(share * (100 - share) / n), 1)


def _crosses(
    wave: Wave, keys: set[str], kinds: Sequence[str], with_items: bool
) -> tuple[tuple[str, tuple[CrossTable, ...]], ...]:
    found = []
    for axis in axes_of(wave) if wave.disposed_on is None else ():
        if (axis.attribute or CHANNEL) in kinds and (axis.key in keys or axis.key == CHANNEL):
            found.append((axis.label, cross_tables_by(wave, axis)))
    if wave.disposed_on is not None:
        found = _kept_crosses(wave, keys, kinds)
    attributes = {asked.key for asked in questionnaire_of(wave).attributes}
    return tuple((label, _main(tables, keys - attributes, with_items)) for label, tables in found)


def _kept_crosses(
    wave: Wave, keys: set[str], kinds: Sequence[str]
) -> list[tuple[str, tuple[CrossTable, ...]]]:
    """The same from the snapshot, once the raw answers are gone."""
    named = {asked.key: asked.question.attribute for asked in questionnaire_of(wave).attributes}
    found: dict[str, list[CrossTable]] = {}
    for table in all_tables_in(wave.snapshot):
        if named.get(table.by_key, CHANNEL) in kinds and table.by_key in {*keys, CHANNEL}:
            found.setdefault(table.by_key, []).append(table)
    return [(tables[0].by_label, tuple(tables)) for tables in found.values()]


def _main(tables: Sequence[CrossTable], keys: set[str], with_items: bool) -> tuple[CrossTable, ...]:
    return tuple(
        table
        for table in tables
        if table.key in keys and table.kind not in (Kind.T, Kind.N) and (with_items or table.kind != Kind.MX)
    )


def _comparisons(
    wave: Wave, questions: Sequence[QuestionResult], is_internal: bool
) -> tuple[Comparison, ...]:
    if not is_internal:
        keys = {each.key for each in questions}
        return tuple(
            compared
            for each in published_results(wave).questions
            if each.result.key in keys
            for compared in each.comparisons
        )
    waves = comparable_waves(wave.survey, upto=wave)
    known = counted(waves)
    return tuple(
        compared
        for each in questions
        for compared in comparison(wave.survey, each.key, waves=waves, known=known)
    )


# -- 回覧 ---------------------------------------------------------------------------------------------------------------


def digest_document(wave: Wave, *, keys: Sequence[str] = ()) -> DigestDocument:
    """The page of a wave whose results are published; `keys` are the questions shown, else those with most to tell."""
    shown = published_results(wave)
    by_key = {each.result.key: each for each in shown.questions}
    chosen = [by_key[key] for key in keys if key in by_key] or _telling(shown.questions)
    district: District = wave.district
    total = shown.results.returned_total
    return DigestDocument(
        title=f"{wave.survey.title}の結果",
        wave_label=shown.results.wave_label,
        n=shown.results.n,
        rate=total.rate,
        summary=wave.summary,
        findings=tuple(_finding(each) for each in chosen[:FINDINGS]),
        conclusion=wave.conclusion,
        url=absolute(_address(wave)),
        issuer=issuer_of(district),
        enquiries=enquiries_of(district),
        as_of=shown.results.as_of,
        sources=(f"{issuer_of(district)}「{wave}」",),
    )


def _address(wave: Wave) -> str:
    return f"{wave.get_absolute_url()}results/"


def can_be_a_finding(each: PublishedQuestion) -> bool:
    """Whether a question has a chart of bars that may be shown of all."""
    result = each.result
    return (
        not result.attribute
        and result.kind in (Kind.S, Kind.M, Kind.SC)
        and result.distribution is not None
        and not result.distribution.hidden
    )


def _telling(questions: Sequence[PublishedQuestion]) -> list[PublishedQuestion]:
    """Those the coordinator wrote of and those that changed most since the last wave; else the first ones."""
    able = [each for each in questions if can_be_a_finding(each)]
    moved = sorted(able, key=lambda each: (not each.result.summary, -_largest_change(each)))
    news = [each for each in moved if each.result.summary or _largest_change(each) >= SMALLEST_NEWS]
    news = news[:FINDINGS]
    rest = [each for each in able if each not in news]
    chosen = [*news, *rest][:FINDINGS]
    return [each for each in able if each in chosen]


def _largest_change(each: PublishedQuestion) -> float:
    if not each.change or not each.comparisons:
        return 0.0
    return max((abs(change.difference or 0) for change in each.comparisons[0].changes), default=0.0)


def _finding(each: PublishedQuestion) -> Finding:
    """With the largest answers only, so that three findings stand on one page."""
    distribution = each.result.distribution
    if distribution is not None:
        told = sorted(
            (line for line in distribution.lines if line.code is not None),
            key=lambda line: -(line.share or 0),
        )[:BARS]
        lines = tuple(line for line in distribution.lines if line in told)
        each = replace(each, result=replace(each.result, distribution=replace(distribution, lines=lines)))
    words = each.result.summary or proposal(each.result)
    return Finding(each.result, each.before, f"{words}{each.change if each.change not in words else ''}")
