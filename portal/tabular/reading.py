"""Reading any table: what kind of file it is, is seen in its first bytes, never believed from its name."""

from portal.tabular.delimited import read_delimited
from portal.tabular.table import MAX_BYTES, Table, TabularError
from portal.tabular.workbook import read_workbook

_ADVICE_KINDS = "CSVファイル、またはExcelブック（.xlsx）で保存し直してから、もう一度お選びください。"
# First bytes of files that people choose by mistake.
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "古い形式のExcelファイル（.xls）か、パスワードのかかったExcelファイルです。",
    b"%PDF": "PDFファイルです。表として読み取れません。",
    b"\x89PNG": "画像ファイルです。表として読み取れません。",
    b"\xff\xd8\xff": "画像ファイルです。表として読み取れません。",
    b"{\\rtf": "文書ファイルです。表として読み取れません。",
    b"\x1f\x8b": "圧縮ファイルです。表として読み取れません。",
    b"7z\xbc\xaf": "圧縮ファイルです。表として読み取れません。",
}


def read_table(content: bytes, filename: str = "", *, encoding: str = "", sheet: str = "") -> Table:
    """Read a CSV, TSV or XLSX file of at most MAX_BYTES as rows of text.

    `encoding` (a key of ENCODINGS) and `sheet` are guessed where empty. `filename` only serves the messages.
    Raises TabularError with a message and an advice in Japanese.
    """
    if not content:
        raise TabularError("ファイルが空です。", "表が入っているファイルをお選びください。")
    if len(content) > MAX_BYTES:
        raise TabularError(
            f"ファイルが大きすぎます。読み取れるのは {MAX_BYTES // 1024 // 1024} MBまでです。",
            "必要な列と行だけを残すか、いくつかに分けて、順番に取り込んでください。",
        )
    for signature, message in _OTHER_KINDS.items():
        if content.startswith(signature):
            raise TabularError(message, _ADVICE_KINDS)
    if content.startswith(b"PK\x03\x04"):
        table = read_workbook(content, sheet)
    else:
        if content.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
            raise TabularError("ウェブページの形式のファイルです。表として読み取れません。", _ADVICE_KINDS)
        if filename.lower().endswith((".xlsx", ".xlsm")):
            raise TabularError("名前は Excel のファイルですが、中身は Excel ではありません。", _ADVICE_KINDS)
        table = read_delimited(content, encoding)
    if not table.rows:
        raise TabularError("ファイルに内容がありません。", "表が入っているファイルをお選びください。")
    return table
