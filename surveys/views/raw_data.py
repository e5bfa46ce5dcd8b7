"""Answers one by one, made anonymous, for who edits the district; each file is logged as 取扱注意."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from groups.reports.registry import issuer_of
from portal import prints
from portal.forms import refusals_in
from portal.pages import attachment
from portal.permissions import district_editor
from portal.tabular import write_xlsx
from surveys.forms.raw_data import RawDataForm
from surveys.permissions import get_results_for
from surveys.reports.raw_data import raw_data_of, sheets_of
from surveys.reports.results import as_of
from surveys.views.disposal import raw_answers_gone
from surveys.views.pages import form_page


@district_editor
def raw_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what is in the file, asks what it is for, and gives it."""
    wave = get_results_for(request.access, pk)
    if wave.disposed_on is not None:
        return raw_answers_gone(request, wave, wave.disposed_on)
    form = RawDataForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            data = raw_data_of(wave)
            log = prints.log_file(
                request.access,
                report="survey_raw_data",
                title=f"個票データ（匿名） {wave}"[:200],
                conditions=f"使いみち：{form.cleaned_data['purpose']}（空欄にした値 {data.blanked_total}個）",
                recipients=form.cleaned_data["recipients"],
            )
            marks = prints.marks_of(
                log, title=log.title, issuer=issuer_of(wave.survey.district), as_of=as_of(wave)
            )
            content = write_xlsx(sheets_of(data), marks)
            return attachment(content, f"個票データ_第{wave.number}回_{log.number}.xlsx")
    return form_page(
        request,
        form,
        title="一人ひとりの回答の表を作る（匿名の個票データ）",
        lead=(
            "一人1行のExcelです。調査票の番号・回答した日・自由記述は入りません。並び順はでたらめにし、年代・性別・町内・世帯の"
            "組み合わせが5人以上になるまで値を空欄にします。記号の意味を書いた表（コードブック）と、統計ソフトSPSSで読めるラベルのシートがつきます。"
            "作ったことは「取扱注意」として印刷の記録に残ります。"
        ),
        submit="表を作る",
        cancel_url=reverse("surveys:figures", args=[request.district.slug, wave.pk]),
        survey=wave.survey,
        wave=wave,
    )
