"""CSV and TSV: the encoding, the delimiter, the rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from portal.tabular.table import CONTROL_CHARACTERS, Table, TabularError, tidy

# What a person may choose where the guess is wrong; the codec's name → what we call it.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp932": "シフトJIS（Windowsの日本語）",
    "utf-16": "UTF-16（Excelの「Unicodeテキスト」）",
    "euc-jp": "EUC-JP",
}
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",\t;"
# Codepoints that cp932 gives to bytes that mean nothing in it, and the C1 controls: signs of a wrong guess.
_NONSENSE = re.compile(r"[\x80-\x9f\uf8f0-\uf8f3]")
_ADVICE_ENCODING = "Excelで開き、「名前を付けて保存」で「CSV UTF-8」を選んで保存し直してください。"


def read_delimited(content: bytes, encoding: str = "") -> Table:
    """Read CSV or TSV. `encoding` (a key of ENCODINGS) is guessed where empty. Raises TabularError."""
    text, encoding = decode(content, encoding)
    delimiter = guess_delimiter(text)
    records = list(_records(text, delimiter))
    widths = {number: len(cells) for number, cells in records}
    return Table(
        rows=tidy(records),
        kind="tsv" if delimiter == "\t" else "csv",
        encoding=encoding,
        delimiter=delimiter,
        widths=widths,
    )


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the name of its encoding.

    A byte order mark decides. Else UTF-8 where it is valid, since other encodings hardly ever are by chance;
    else CP932 or EUC-JP: each reads the other as half-width kana, so the reading with fewer of them is right.
    """
    if not encoding:
        encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "")
    names = [encoding] if encoding else ["utf-8", "cp932", "euc-jp"]
    valid = {name: text for name in names if (text := _try(content, name)) is not None}
    if not valid:
        raise TabularError("ファイルの文字を読み取れませんでした。", _ADVICE_ENCODING)
    name = "utf-8" if "utf-8" in valid else min(valid, key=lambda name: _half_width_kana(valid[name]))
    text = valid[name].replace("\r\n", "\n").replace("\r", "\n")
    if broken := CONTROL_CHARACTERS.search(text):
        line = text.count("\n", 0, broken.start()) + 1
        raise TabularError(f"{line}行目に壊れた文字（制御文字）があります。", _ADVICE_ENCODING)
    return text, name


def _try(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError:
        return None
    return None if _NONSENSE.search(text) else text


def _half_width_kana(text: str) -> int:
    return sum("\uff61" <= letter <= "\uff9f" for letter in text)


def guess_delimiter(text: str) -> str:
    """The delimiter that cuts most of the first records into one number (2 or more) of cells, else a comma."""

    def score(delimiter: str) -> tuple[int, int]:
        # A sample may end within quotes, so it is read leniently.
        sample = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
        widths = Counter(len(record) for record in sample if len(record) > 1)
        width, records = widths.most_common(1)[0] if widths else (0, 0)
        return records, width

    try:
        return max(_DELIMITERS, key=score)
    except csv.Error:
        return ","


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its number. Quotes let it span lines; a spreadsheet still shows it as one row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line = 0, 1
    while True:
        number, line = number + 1, reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TabularError(
                f'{line}行目から先を読み取れません。「"」（二重の引用符）が閉じていないようです。',
                'その行の「"」を消すか、終わりにも「"」を付けてください。Excelで開いて、CSVとして保存し直す方法もあります。'
                "そのあとで、もう一度お選びください。",
            ) from error
        yield number, record
