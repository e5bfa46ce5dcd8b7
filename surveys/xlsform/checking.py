"""Whether a workbook is a form: what only KoboToolbox reads, and what pyxform, the program behind it and ODK, says."""

import io
from dataclasses import dataclass

from surveys.xlsform.findings import named
from surveys.xlsform.sheets import Sheets
from surveys.xlsform.types import row_type

# Kinds of rows that KoboToolbox's own editor writes and no other program reads, and what to put in their place.
_AS_TABLE = (
    "「グループ」（Group）を新しくつくり、表の行を1つずつ、同じ選択肢の「1つ選択」（Select One）の質問にして、その中に並べます。"
    "グループの設定の「外観（Appearance）」に、table-list と書きます"
)
_KOBO_ONLY = {
    "begin_kobomatrix": ("質問マトリックス（Question Matrix）", _AS_TABLE),
    "begin_score": ("評価の表（Rating）", _AS_TABLE),
    "begin_rank": (
        "順位づけ（Ranking）",
        "「複数選択」（Select Many）の質問に変えます（「2つまで」などの数は、取り込んだあとに決められます）",
    ),
}


def refusal_of(sheets: Sheets) -> str:
    """Which rows only KoboToolbox itself can read, by their places, and what to put there instead; empty without them."""
    told: dict[str, list[str]] = {}
    for row in sheets.survey:
        kind = row_type(row["type"]).name
        if kind in _KOBO_ONLY:
            told.setdefault(kind, []).append(f"「{named(row)}」（{row.number}行目）")
    return "".join(
        f"{'と'.join(places)}は、KoboToolboxだけで使える「{_KOBO_ONLY[kind][0]}」のため、取り込めません。"
        f"KoboToolboxで、次のように直してから、もう一度XLSFormで保存してください。{_KOBO_ONLY[kind][1]}。"
        for kind, places in told.items()
    )


@dataclass(frozen=True)
class Check:
    """`error` is empty where the workbook is a form; both are pyxform's own words."""

    error: str = ""
    warnings: tuple[str, ...] = ()


def check_xlsform(content: bytes) -> Check:
    """Let pyxform read an XLSX workbook and build the form. Needs no Java: the form's own checker is not run."""
    from pyxform.errors import PyXFormError  # noqa: PLC0415 -- 30 MB that most processes never need
    from pyxform.xls2xform import convert  # noqa: PLC0415 -- as above

    try:
        result = convert(io.BytesIO(content), validate=False, file_type=".xlsx")
    except PyXFormError as error:
        return Check(error=" ".join(str(error).split()))
    return Check(warnings=tuple(" ".join(warning.split()) for warning in result.warnings))
