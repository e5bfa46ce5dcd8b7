"""Telephone, fax, postcode, web and mail addresses: what is taken of a cell, and that nothing is lost untold."""

import pytest

from portal.imports import contacts
from portal.imports.cells import Cleaned

WIDE = "全角の英数字・半角のカナを、ふつうの文字にしました。"
ZERO = "電話番号の先頭の0が抜けていたため、補いました。"


def beside(*words: str) -> str:
    told = "」「".join(words)
    return f"「{told}」は、ここに入れる番号ではないため取り込みません。残すときは、備考などの列に移してください。"


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("087-881-4531", "087-881-4531", ""),
        ("0878814531", "087-881-4531", ""),
        ("87-881-4531", "087-881-4531", ZERO),
        ("878814531", "087-881-4531", ZERO),
        ("９０－１２３４－５６７８", "090-1234-5678", ZERO),
        ("０８７－８８１－４５３１", "087-881-4531", WIDE),
        ("０８７ー８８１ー４５３１", "087-881-4531", WIDE),
        ("000-123-4501", "000-123-4501", ""),
        ("087-881-4531 内線12", "087-881-4531（内線12）", ""),
        ("代表087-834-9911 内線123", "087-834-9911（内線123）", ""),
        ("087-881-4531、0120-123-456", "087-881-4531、0120-123-456", ""),
        ("087-881-4531 0120-123-456", "087-881-4531、0120-123-456", ""),
        ("TEL/FAX 087-881-4531", "087-881-4531", ""),
        ("電話・ＦＡＸ：087-881-4531", "087-881-4531", WIDE),
        ("087-881-4531（FAX兼用）", "087-881-4531", ""),
        ("TEL 087-881-4531（代）", "087-881-4531", ""),
        ("087-881-4531（代表）", "087-881-4531", ""),
        ("878814531.0", "087-881-4531", ZERO),
        ("#7119", "#7119", ""),
        ("110", "110", ""),
        ("なし", "", ""),
        ("－", "", ""),
    ],
)
def test_phones(cell, value, told):
    assert contacts.phone(cell) == Cleaned(value, told)


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("087-834-9911 9:00-17:00", "087-834-9911", ["9:00-17:00"]),
        ("087-834-9911 (平日のみ)", "087-834-9911", ["平日のみ"]),
        ("代表087-834-9911 内線123（平日9時〜17時）", "087-834-9911（内線123）", ["平日9時〜17時"]),
        ("(087)881-4531 事務局", "087-881-4531", ["事務局"]),
        ("代表者自宅 087-881-4531", "087-881-4531", ["代表者自宅"]),
        ("087-881-4531・4532", "087-881-4531", ["・4532"]),
        ("087-881-4531、平日のみ", "087-881-4531", ["平日のみ"]),
        ("087-881-4531 FAX 087-881-4532", "087-881-4531", ["FAX 087-881-4532"]),
        ("TEL:087-881-4531 FAX:087-881-4532", "087-881-4531", ["FAX:087-881-4532"]),
        ("なし（087-834-9911は廃止）", "", ["なし(087-834-9911は廃止)"]),
        ("087-834-9911、087-111-2222（廃止）", "087-834-9911", ["087-111-2222(廃止)"]),
        ("FAX 087-881-4532", "", ["FAX 087-881-4532"]),
        ("087-881-4531（FAX 087-881-4532）", "087-881-4531", ["FAX 087-881-4532"]),
        ("087-881-4531、087-881-4532（FAX）", "087-881-4531", ["087-881-4532(FAX)"]),
        ("FAX専用 087-881-4532", "", ["FAX専用 087-881-4532"]),
        ("停止中 087-881-4532", "", ["停止中 087-881-4532"]),
    ],
)
def test_what_stands_beside_a_number_is_told(cell, value, words):
    assert contacts.phone(cell) == Cleaned(value, "", beside(*words))


@pytest.mark.parametrize("cell", ["非公開（087-834-9911）", "087-834-9911（自宅、公開不可）"])
def test_a_number_that_is_not_to_be_told_is_not_taken(cell):
    assert contacts.phone(cell) == Cleaned(
        "", "", f"「{cell}」は、公開しない番号と読めるため取り込みません。"
    )


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("087-123-456", "087-123-456", "「087-123-456」は、電話番号として読めません。いま9桁ですが"),
        ("087-881-4531、087-12", "087-881-4531、087-12", "「087-12」は、電話番号として読めません。いま5桁"),
        ("事務局まで", "", "電話番号として読めないため、空欄にします。"),
        ("8.78E+08", "", "「8.78E+08」は、表計算ソフトで番号の桁が失われているため取り込みません。"),
    ],
)
def test_a_number_that_cannot_be_one_is_taken_and_doubted(cell, value, told):
    cleaned = contacts.phone(cell)
    assert (cleaned.value, cleaned.reason) == (value, "")
    assert cleaned.doubt.startswith(told)


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("FAX 087-881-4532", "087-881-4532", []),
        ("TEL 087-881-4531 FAX 087-881-4532", "087-881-4532", ["TEL 087-881-4531"]),
        ("TEL/FAX 087-881-4531", "087-881-4531", []),
        ("087-881-4532（要連絡）", "087-881-4532", ["要連絡"]),
    ],
)
def test_faxes(cell, value, words):
    assert contacts.fax(cell) == Cleaned(value, "", beside(*words) if words else "")


@pytest.mark.parametrize(
    ("cell", "value", "reason", "doubt"),
    [
        ("760-0066", "760-0066", "", ""),
        ("〒７６０００６６", "760-0066", "", ""),
        ("600001", "060-0001", "郵便番号の先頭の0が抜けていたため、補いました。", ""),
        ("760-0066 高松市福岡町", "760-0066", "", "「高松市福岡町」は、郵便番号ではないため取り込みません。"),
        ("76-00", "", "", "「76-00」は、郵便番号として読めないため取り込みません。"),
        ("なし", "", "", ""),
    ],
)
def test_postcodes(cell, value, reason, doubt):
    cleaned = contacts.postcode(cell)
    assert cleaned[:2] == (value, reason)
    assert cleaned.doubt.startswith(doubt) and bool(cleaned.doubt) == bool(doubt)


@pytest.mark.parametrize(
    ("cell", "value", "reason", "doubt"),
    [
        ("https://example.jp/", "https://example.jp/", "", ""),
        ("HTTPS://example.jp/", "HTTPS://example.jp/", "", ""),
        ("www.example.jp/a", "https://www.example.jp/a", "先頭に「https://」を補いました。", ""),
        ("example.or.jp/a", "https://example.or.jp/a", "先頭に「https://」を補いました。", ""),
        (
            "HP: https://example.jp/",
            "https://example.jp/",
            "ホームページのアドレスだけを取り出しました。",
            "",
        ),
        ("https://example.jp/ https://b.jp/", "https://example.jp/", "", "「https://b.jp/」は、"),
        ("https://example.jp/（工事中）", "https://example.jp/", "", "「工事中」は、"),
        ("準備中", "", "", "「準備中」は、ホームページのアドレスとして読めないため取り込みません。"),
        ("なし", "", "", ""),
    ],
)
def test_web_addresses(cell, value, reason, doubt):
    cleaned = contacts.url(cell)
    assert cleaned[:2] == (value, reason)
    assert cleaned.doubt.startswith(doubt) and bool(cleaned.doubt) == bool(doubt)


@pytest.mark.parametrize(
    ("cell", "value", "reason", "doubt"),
    [
        ("a@example.jp", "a@example.jp", "", ""),
        ("ａ＠example.jp", "a@example.jp", WIDE, ""),
        ("mailto:a@example.jp", "a@example.jp", "", ""),
        ("メール：a@example.jp", "a@example.jp", "", ""),
        ("a@example.jp、b@example.jp", "a@example.jp", "", "「b@example.jp」は、"),
        (
            "a@example.jp（事務局）",
            "a@example.jp",
            "",
            "「事務局」は、メールアドレス一つのほかは入らないため",
        ),
        ("事務局", "", "", "「事務局」は、メールアドレスとして読めないため取り込みません。"),
        ("なし", "", "", ""),
    ],
)
def test_mail_addresses(cell, value, reason, doubt):
    cleaned = contacts.email(cell)
    assert cleaned[:2] == (value, reason)
    assert cleaned.doubt.startswith(doubt) and bool(cleaned.doubt) == bool(doubt)
