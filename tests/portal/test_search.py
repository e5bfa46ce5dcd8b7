"""What a search finds, for whom, and in which order."""

import jaconv
import pytest

from portal.japanese.text import to_katakana
from portal.models import District, Neighborhood
from portal.search import SearchText, find, finding
from portal.search.entries import entry_of
from tests.portal.search_records import access, put, similar, titles

# -- Spellings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("潮風サロン", "しおかぜ"),
        ("潮風サロン", "シオカゼ"),
        ("シオカゼの家", "しおかぜ"),
        ("しおかぜの家", "ｼｵｶｾﾞ"),
        ("デイサービスひばり", "ﾃﾞｲｻｰﾋﾞｽ"),
        ("ＮＰＯ法人まごころ", "npo法人"),
        ("NPO法人まごころ", "ｎｐｏ"),
        ("髙橋文庫", "高橋"),
        ("傾聴ボランティア「みみの会」", "ボランティアみみの会"),
        ("ふれあい・いきいきサロン", "ふれあいいきいき"),
        ("若葉 集会所", "若葉集会所"),
        ("老人クラブ", "老"),
    ],
)
def test_names_are_found_in_any_spelling(wakaba: District, written: str, typed: str) -> None:
    put(wakaba, written)
    put(wakaba, "消防団")
    assert titles(typed, wakaba) == [written]


def test_the_record_s_own_kana_is_found(wakaba: District) -> None:
    put(wakaba, "女木島の会", kana="メギジマノカイ")
    assert titles("めぎ", wakaba) == titles("メギ", wakaba) == ["女木島の会"]


@pytest.mark.parametrize(("written", "typed"), [("障がいのある人の集い", "障害"), ("障害者の就労", "障がい")])
def test_texts_are_found_in_any_spelling(wakaba: District, written: str, typed: str) -> None:
    put(wakaba, "ひまわり", texts=[written])
    assert titles(typed, wakaba) == ["ひまわり"]


@pytest.mark.parametrize("typed", ["サロン", "さろん", "ｻﾛﾝ"])
def test_a_word_of_a_text_is_found_in_either_kana(wakaba: District, typed: str) -> None:
    put(wakaba, "ひまわり", texts=["毎週サロンを開きます。"])
    assert titles(typed, wakaba) == ["ひまわり"]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("障がいのある人と", "しょうがい"),
        ("障害者の就労", "しょうがいしゃ"),
        ("お茶を飲みます。", "おちゃ"),
        ("脳トレもします。", "のうとれ"),
        ("子ども食堂を開きます。", "こどもしょくどう"),
        ("見守り活動", "みまもり"),
        ("ご近所で", "ごきんじょ"),
    ],
)
def test_words_of_texts_are_found_by_their_sound_in_any_kana(
    wakaba: District, written: str, heard: str
) -> None:
    put(wakaba, "ひまわり", texts=[written])
    put(wakaba, "なのはな", texts=["小学校で太鼓を習い、花のうたを取る人の茶の間です。"])
    for typed in (heard, to_katakana(heard), jaconv.z2h(to_katakana(heard))):
        assert (titles(typed, wakaba), similar(typed, wakaba)) == (["ひまわり"], [])


def test_kana_that_are_not_yet_a_word_do_not_find_their_beginning_alone(wakaba: District) -> None:
    put(wakaba, "若葉の里", kana="わかばのさと")
    put(wakaba, "消防団", texts=["若葉を守ります。"])
    assert titles("わかばのさ", wakaba) == ["若葉の里"]
    assert titles("わかば", wakaba) == titles("わかばの", wakaba) == ["若葉の里", "消防団"]


def test_a_sound_is_the_whole_of_a_word_or_of_neighbours(wakaba: District) -> None:
    put(wakaba, "ひまわり", summary="会館で障がい者と、高齢者の見守りをします。")
    for part in ("うがい", "しゃ", "いかん", "しょうがいしゃこうれい", "い"):
        assert titles(part, wakaba) == []


def test_what_sounds_so_comes_after_what_is_written_so(wakaba: District) -> None:
    put(wakaba, "甲", summary="生涯、学びます。")
    put(wakaba, "乙のあつまり", texts=["障害"])
    put(wakaba, "しょうがい者の会")
    assert titles("ショウガイ", wakaba) == ["しょうがい者の会", "乙のあつまり", "甲"]


def test_a_guessed_reading_is_found_from_its_words_on(wakaba: District) -> None:
    put(wakaba, "弘恩苑")
    put(wakaba, "紫苑の会", kana="しおんのかい")
    assert titles("しおん", wakaba) == ["紫苑の会"]
    assert titles("ひろしおん", wakaba) == titles("おんえん", wakaba) == ["弘恩苑"]
    assert titles("ひろ", wakaba) == titles("こうおんえん", wakaba) == ["弘恩苑"]


@pytest.mark.parametrize("typed", ["しおんのおか", "シオンノオカ", "しおん おか", "しおんのおかほーむ"])
def test_a_name_without_a_reading_is_found_by_its_kana(wakaba: District, typed: str) -> None:
    put(wakaba, "特別養護老人ホーム　シオンの丘ホーム")
    put(wakaba, "介護老人保健施設 紫苑の丘")
    put(wakaba, "緑の丘", kana="みどりのおか")
    found = titles(typed, wakaba)
    assert "特別養護老人ホーム　シオンの丘ホーム" in found
    assert "緑の丘" not in found
    assert ("介護老人保健施設 紫苑の丘" in found) == (typed != "しおんのおかほーむ")


def test_names_of_the_district_are_read_as_its_records_are(wakaba: District) -> None:
    Neighborhood.objects.create(district=wakaba, name="湖東", kana="こひがし")
    put(wakaba, "湖東保育園")
    assert titles("こひがしほいくえん", wakaba) == ["湖東保育園"]


def test_a_guessed_reading_comes_after_one_that_is_known(wakaba: District) -> None:
    put(wakaba, "弘")
    put(wakaba, "公民館ひろしのへや", kana="こうみんかんひろしのへや")
    assert titles("ひろし", wakaba) == ["公民館ひろしのへや", "弘"]


@pytest.mark.parametrize("typed", ["扇町二丁目", "扇町2-8-7", "扇町２－８", "緑ヶ丘", "扇町 ひまわり"])
def test_addresses_are_found(wakaba: District, typed: str) -> None:
    put(wakaba, "ひまわり", places=["香川県高松市扇町二丁目8番7号", "緑ヶ丘町内会"])
    assert titles(typed, wakaba) == ["ひまわり"]


@pytest.mark.parametrize(
    "typed",
    [
        "若葉1丁目",
        "若葉一丁目",
        "若葉１丁目２番",
        "若葉1-2",
        "若葉１－２",
        "若葉1丁目2番3号",
        "1丁目2番",
        "香川県若葉1丁目",
        "若葉 1丁目",
    ],
)
def test_house_numbers_are_found_in_any_form(wakaba: District, typed: str) -> None:
    put(wakaba, "ひまわり", places=["若葉一丁目2番3号"])
    put(wakaba, "すみれ", places=["若葉12番地の3"])
    put(wakaba, "さくら", places=["若葉三丁目12番"], texts=["第1回と第2回を若葉で開きました。"])
    assert titles(typed, wakaba) == ["ひまわり"]


@pytest.mark.parametrize("typed", ["1丁目", "一丁目", "若葉 1丁目"])
def test_a_house_number_alone_is_no_part_of_a_telephone_number(wakaba: District, typed: str) -> None:
    put(wakaba, "ひまわり", places=["若葉一丁目2番3号", "087-832-0001"])
    put(wakaba, "すみれ", places=["若葉三丁目11番", "0871-32-0101"])
    assert titles(typed, wakaba) == ["ひまわり"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1丁目", {"書かれた丁目", "略した丁目", "丁目だけ"}),
        ("一丁目", {"書かれた丁目", "略した丁目", "丁目だけ"}),
        ("若葉 １丁目", {"書かれた丁目", "略した丁目", "丁目だけ"}),
        ("1丁目2番", {"書かれた丁目", "略した丁目"}),
        ("1丁目2番地3", {"略した丁目"}),
        ("11丁目", {"あとの丁目"}),
        ("十一丁目2番", {"あとの丁目"}),
        ("2丁目", set()),
    ],
)
def test_a_block_is_that_of_the_address(wakaba: District, typed: str, expected: set[str]) -> None:
    put(wakaba, "書かれた丁目", places=["若葉一丁目2番"])
    put(wakaba, "略した丁目", places=["みどり野市若葉１－２－３ 会館2階", "01-2-3"])
    put(wakaba, "丁目だけ", places=["若葉1丁目町内会"])
    put(wakaba, "あとの丁目", places=["若葉11-2-3", "087-831-2000", "#1-2", "1102"])
    assert set(titles(typed, wakaba)) == expected


@pytest.mark.parametrize(
    "typed", ["087-834-9911", "0878349911", "087-834", "０８７－８３４－９９１１", "9911"]
)
def test_telephones_are_found_with_and_without_hyphens(wakaba: District, typed: str) -> None:
    put(wakaba, "ひまわり", places=["087-834-9911", "0878349911"])
    put(wakaba, "すみれ", places=["087-835-9912", "0878359912"])
    assert titles(typed, wakaba) == ["ひまわり"]


@pytest.mark.parametrize("typed", ["wakaba", "WAKABA", "ｗａｋａｂａ", "wakaba kaikan", "shakyou", "syakyou"])
def test_letters_are_read_as_kana_where_they_find_nothing(wakaba: District, typed: str) -> None:
    put(wakaba, "若葉会館社協", kana="わかばかいかんしゃきょう")
    results = find(access(wakaba), wakaba, typed)
    assert (titles(typed, wakaba), results.read_as[:2]) == (
        ["若葉会館社協"],
        "しゃ" if "kyou" in typed else "わか",
    )


@pytest.mark.parametrize("typed", ["sakura", "npo", "xyz", "wakaba1", "wakaba 会館"])
def test_letters_stay_letters_where_they_are_found_or_no_kana(wakaba: District, typed: str) -> None:
    put(wakaba, "Sakura")
    put(wakaba, "さくら")
    results = find(access(wakaba), wakaba, typed)
    assert (titles(typed, wakaba), results.read_as) == (["Sakura"] if typed == "sakura" else [], "")


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("にんちしよう", "にんちしょう"),
        ("ニンチシヨウ", "にんちしょう"),
        ("きつて", "きって"),
        ("ボランテイア", "ぼらんてぃあ"),
        ("びよういん", ""),
    ],
)
def test_large_kana_are_read_as_small_ones_where_they_find_nothing(
    wakaba: District, typed: str, read_as: str
) -> None:
    put(wakaba, "家族会", texts=["認知症の人と、切手を集めます。", "ボランティア"])
    put(wakaba, "美容院", texts=["病院ではありません。"])
    results = find(access(wakaba), wakaba, typed)
    assert (titles(typed, wakaba), results.read_as) == (["家族会"] if read_as else ["美容院"], read_as)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("齋藤商店", "斉藤"),
        ("斎藤商店", "齊藤"),
        ("髙橋商店", "高橋"),
        ("高橋商店", "髙橋"),
        ("山﨑商店", "山崎"),
        ("渡邉商店", "渡辺"),
        ("サービス", "サ－ビス"),
        ("サ-ビス", "サービス"),
        ("ｻｰﾋﾞｽ", "さーびす"),
        ("第123会", "１２３"),
    ],
)
def test_old_kanji_long_vowels_and_widths_are_one(wakaba: District, written: str, typed: str) -> None:
    put(wakaba, written)
    put(wakaba, "消防団")
    assert titles(typed, wakaba) == [written]


def test_all_words_must_be_found_wherever_they_stand(wakaba: District) -> None:
    put(wakaba, "若葉会館", texts=["認知症カフェを開きます。"])
    put(wakaba, "若葉公園")
    put(wakaba, "潮見会館", texts=["認知症カフェを開きます。"])
    assert titles("若葉　認知症", wakaba) == ["若葉会館"]


def test_pairs_of_characters_that_stand_apart_are_not_the_word(wakaba: District) -> None:
    put(wakaba, "ABCAB")
    assert titles("BCA", wakaba) == ["ABCAB"]
    assert titles("CABC", wakaba) == []  # ca, ab and bc stand in it, but not in this order


# -- What must not be taken as an operator -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "若%",
        "若_会館",
        "'",
        "\\",
        "若葉' | 'd",
        "& | ! <-> ( )",
        "\x00",
        "n若葉",
        "*",
    ],
)
def test_signs_stand_for_nothing_else(wakaba: District, typed: str) -> None:
    put(wakaba, "若葉会館")
    assert titles(typed, wakaba) == []


@pytest.mark.parametrize("typed", ["!若葉", "若葉:*", "'若葉'", "(若葉)", "若\x00葉"])
def test_signs_around_a_word_do_not_change_what_it_means(wakaba: District, typed: str) -> None:
    put(wakaba, "若葉会館")
    put(wakaba, "消防団")
    assert titles(typed, wakaba) == ["若葉会館"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("100%の会", "100%"),
        ("A_B", "a_b"),
        ("O'Brien", "o'brien"),
        ("C:\\会", "c:\\会"),
        ("R&D", "r&d"),
        ("!?", "!?"),
    ],
)
def test_signs_in_names_are_found(wakaba: District, written: str, typed: str) -> None:
    put(wakaba, written)
    put(wakaba, "1000の会ABOBrienCRD")
    assert titles(typed, wakaba)[0] == written


def test_signs_in_texts_do_not_break_the_index(wakaba: District) -> None:
    put(wakaba, "会館", texts=["a'b \\ c:1A & | ! ' '' \\' 'x':3A \x00 \N{FAMILY}"])
    assert titles("会館", wakaba) == ["会館"]


@pytest.mark.parametrize("typed", ["", " ", "　", "「」", "・"])
def test_an_empty_query_finds_nothing_and_asks_nothing(
    wakaba: District, django_assert_num_queries: object, typed: str
) -> None:
    put(wakaba, "会館")
    reader = access(wakaba)
    with django_assert_num_queries(0):
        results = find(reader, wakaba, typed)
        assert (results[:20], results.words) == ([], ())


def test_only_the_first_hundred_characters_and_ten_words_count(wakaba: District) -> None:
    put(wakaba, "会館", kana="かいかん")
    assert titles("会館" + " " * 98 + "ない", wakaba) == ["会館"]
    assert titles(
        " ".join(["会", "館", "会館", "かい", "いか", "かん", "ん", "い", "か", "いかん", "ない"]), wakaba
    ) == ["会館"]
    assert titles("あ" * 100_000, wakaba) == titles("\N{SQUARE CORPORATION}" * 100, wakaba) == []


# -- Order, kinds, caps --------------------------------------------------------------------------------------------------


def test_the_best_come_first(wakaba: District) -> None:
    put(wakaba, "七番", texts=["ひばりの声を聞きます。"])
    put(wakaba, "六番", summary="ひばりの声を聞きます。")
    put(wakaba, "五番", places=["ひばり町1番地"])
    put(wakaba, "三番", kana="さんばんのひばり")
    put(wakaba, "第二ひばり会館")
    put(wakaba, "ひばり会館")
    put(wakaba, "ひばり")
    assert titles("ひばり", wakaba) == [
        "ひばり",
        "ひばり会館",
        "第二ひばり会館",
        "三番",
        "五番",
        "六番",
        "七番",
    ]


def test_a_word_of_the_title_in_another_spelling_comes_before_addresses(wakaba: District) -> None:
    put(wakaba, "丁", places=["障害町1番地"])
    put(wakaba, "乙", texts=["障害"])
    put(wakaba, "障がい者の集い")
    assert titles("障害", wakaba) == ["障がい者の集い", "丁", "乙"]


def test_without_its_legal_form_a_name_is_the_name_itself(wakaba: District) -> None:
    put(wakaba, "みどり会館")
    put(wakaba, "社会福祉法人みどり会")
    assert titles("みどり会", wakaba) == ["社会福祉法人みどり会", "みどり会館"]


def test_more_than_the_cap_is_said_and_the_best_are_kept(
    wakaba: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "CAP", 3)
    for number in range(5):
        put(wakaba, f"第{number}集会所", texts=["会館"])
    put(wakaba, "東会館")
    put(wakaba, "会館前の店")
    put(wakaba, "会館")
    results = find(access(wakaba), wakaba, "会館")
    assert (len(results), results.capped, results.count_text) == (3, True, "3件以上")
    assert titles("会館", wakaba) == ["会館", "会館前の店", "東会館"]
    assert {kind.count for kind in results.kinds} == {None}
    assert len(find(access(wakaba), wakaba, "会館", kind="organization")) == 3


def test_up_to_the_cap_all_are_counted(wakaba: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "CAP", 3)
    for number in range(3):
        put(wakaba, f"第{number}会館")
    results = find(access(wakaba), wakaba, "会館")
    assert (len(results), results.capped, results.count_text) == (3, False, "3件")
    assert [(kind.kind, kind.count) for kind in results.kinds] == [("organization", 3)]


@pytest.mark.parametrize("kind", ["", "organization", "desk", "notice"])
def test_a_chosen_kind_tells_how_many_there_are_of_the_others(
    wakaba: District, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for number in range(2):
        put(wakaba, f"第{number}会館")
    entry_of("desk", 1, SearchText(title="会館の相談", district_id=wakaba.pk)).save()
    results = find(access(wakaba), wakaba, "会館", kind=kind)
    assert {each.kind: each.count for each in results.kinds} == {"organization": 2, "desk": 1}
    assert len(results) == {"": 3, "organization": 2, "desk": 1, "notice": 0}[kind]
    monkeypatch.setattr(finding, "CAP", 2)
    results = find(access(wakaba), wakaba, "会館", kind=kind)
    assert {each.count for each in results.kinds} == {None}
    assert (len(results), results.capped) == (
        {"": 2, "organization": 2, "desk": 1, "notice": 0}[kind],
        not kind,
    )


# -- Slips of the pen ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "特別養護老人ホーム若葉の理",  # another character
        "特別養護老人ホーム若の里",  # one left out
        "特別養護老人ホーム若葉庭の里",  # one too many
        "特別老養護人ホーム若葉の里",  # two swapped
        "若場の里",  # the wrong kanji, read alike
        "わかばのさろ",
        "若葉之里",
        "養護 若葉の星",  # one word right, one wrong
    ],
)
def test_small_slips_in_names_are_forgiven(wakaba: District, typed: str) -> None:
    put(wakaba, "特別養護老人ホーム若葉の里", kana="とくべつようごろうじんほーむわかばのさと")
    put(wakaba, "消防団")
    assert titles(typed, wakaba) == []
    assert similar(typed, wakaba) == ["特別養護老人ホーム若葉の里"]


@pytest.mark.parametrize("typed", ["若葉の郷", "老人 若葉の郷", "若葉のの里"])
def test_what_differs_in_spelling_alone_is_found_at_once(wakaba: District, typed: str) -> None:
    put(wakaba, "老人ホーム若葉の里")
    assert titles(typed, wakaba) == ["老人ホーム若葉の里"]


@pytest.mark.parametrize(
    "typed", ["さとう", "消防署", "潮見の里", "里山", "若者", "蛍", "若葉の里 消防", "若 里山", "若草幼稚園"]
)
def test_what_is_no_slip_is_not_offered(wakaba: District, typed: str) -> None:
    put(wakaba, "老人ホーム若葉の里")
    put(wakaba, "中学校")
    assert (titles(typed, wakaba), similar(typed, wakaba)) == ([], [])


def test_the_most_alike_are_offered_and_only_when_little_is_found(wakaba: District) -> None:
    put(wakaba, "ひまわりサロン")
    put(wakaba, "ひまわりサロン第二")
    put(wakaba, "ひまつぶしサロン")
    assert similar("ひまありサロン", wakaba) == ["ひまわりサロン", "ひまわりサロン第二"]
    for number in range(3):
        put(wakaba, f"ひまありサロン{number}")
    assert similar("ひまありサロン", wakaba) == []


def test_beside_what_is_found_by_its_name_nothing_else_is_offered(wakaba: District) -> None:
    put(wakaba, "潮風サロン")
    put(wakaba, "潮騒サロン")
    assert titles("潮風サロン", wakaba) == ["潮風サロン"]
    assert similar("潮風サロン", wakaba) == []


def test_beside_a_mention_names_that_are_alike_are_offered(wakaba: District) -> None:
    put(wakaba, "潮騒サロン")
    put(wakaba, "消防団", texts=["潮風サロンに招かれました。"])
    assert (titles("潮風サロン", wakaba), similar("潮風サロン", wakaba)) == (["消防団"], ["潮騒サロン"])


# -- What it costs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_queries_do_not_grow_with_the_hits(
    wakaba: District, django_assert_max_num_queries: object, number: int
) -> None:
    for serial in range(number):
        put(wakaba, f"第{serial}会館")
    reader = access(wakaba)
    with django_assert_max_num_queries(3):
        assert len(find(reader, wakaba, "会館")[:20]) == min(number, 20)
