"""The types of rows that XLSForm knows, and what of them we have no place for."""

import re
from dataclasses import dataclass

CHOOSING = {"select_one", "select_multiple"}
NUMBERS = {"integer", "decimal", "range"}
METADATA = {
    "start",
    "end",
    "today",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "email",
    "audit",
    "start-geopoint",
    "background-audio",
}
# Names of types that are lost, in words.
LOST_TYPES = {
    "date": "日付",
    "time": "時刻",
    "datetime": "日時",
    "geopoint": "位置",
    "geotrace": "道すじ",
    "geoshape": "区域",
    "image": "写真",
    "photo": "写真",
    "audio": "録音",
    "video": "動画",
    "file": "ファイル",
    "barcode": "バーコード",
    "rank": "順位づけ",
    "acknowledge": "確認の印",
    "trigger": "確認の印",
    "calculate": "計算",
    "hidden": "見えない値",
    "xml-external": "外のデータ",
    "csv-external": "外のデータ",
    "select_one_from_file": "ファイルの選択肢",
    "select_multiple_from_file": "ファイルの選択肢",
    "begin_kobomatrix": "KoboToolboxの表",
    "begin_score": "KoboToolboxの点数表",
    "begin_rank": "KoboToolboxの順位づけ",
}
# Columns whose meaning is lost, in words.
LOST_COLUMNS = {
    "default": "「はじめから入っている答え」",
    "calculation": "計算",
    "choice_filter": "「選択肢の絞りこみ」",
    "trigger": "「ほかの答えで変わる値」",
    "read_only": "「書きかえられない」印",
    "readonly": "「書きかえられない」印",
    "parameters": "設定（parameters）",
    "repeat_count": "くり返しの回数",
    "required_message": "「必須」の知らせの文",
    "guidance_hint": "調査員むけの補足",
    "media::image": "画像",
    "media::audio": "音声",
    "media::video": "動画",
    "image": "画像",
    "audio": "音声",
    "video": "動画",
    "autoplay": "自動再生",
}

_ALIASES = {
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "begin lgroup": "begin_group",
    "int": "integer",
    "string": "text",
    "select1": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "select_one_from": "select_one",
    "select": "select_multiple",
    "select multiple": "select_multiple",
    "select multiple from": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
}
_SELECT = re.compile(
    r"(select one from|select one|select_one_from_file|select_multiple_from_file|select_one|select1|"
    r"select all that apply from|select all that apply|select multiple from|select multiple|select_multiple)"
    r"\s+(\S+)(\s+or[_ ](?:specify[_ ])?other)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RowType:
    """The type of a row, without its aliases; of a choice also its list."""

    name: str
    list_name: str = ""
    or_other: bool = False


def row_type(text: str) -> RowType:
    """Read the column `type`."""
    words = " ".join(text.split())
    if found := _SELECT.fullmatch(words):
        name = found[1].lower()
        return RowType(_ALIASES.get(name, name), found[2], bool(found[3]))
    name = words.lower()
    return RowType(_ALIASES.get(name, name))


def is_true(text: str) -> bool:
    """Whether a cell says yes."""
    return text.strip().lower() in ("yes", "true", "true()", "1", "はい")
