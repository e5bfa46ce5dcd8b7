"""What the demo's residents answer: shares in percent of both waves, by district (DOMAIN section 12).

Planted, and held by tests/surveys/test_demo.py: 潮見台 「買い物」 38→31 %; 若葉 「ほとんどつきあいがない」 22→19 %, of
people in their thirties 41→35 %; 桑原 「通院・外出の足」 44→36 %; 地区社協 「内容まで知っている」 18→24 %; of the second
wave on the web 71 % of people in their thirties and 6 % of those of 80 and over; 9 % of paper sheets without q8.
"""

from dataclasses import dataclass

from surveys.demo.dealing import Lean
from surveys.models import REFUSED

BLANK = 0  # 無回答
Pair = tuple[float, float]
Shares = dict[int, Pair]


@dataclass(frozen=True)
class Returned:
    """One wave of a district: who answered, by age class (1 = 10代 … 8 = 80歳以上), and how."""

    ages: tuple[int, ...]
    web: tuple[int, ...]
    phone: tuple[int, ...]
    age_refused: int
    age_blank: int
    distributed: int
    # How many sheets came back without the table q8.
    blank_tables: int

    @property
    def total(self) -> int:
        return sum(self.ages) + self.age_refused + self.age_blank


@dataclass(frozen=True)
class Profile:
    """A district's answers in its two waves."""

    waves: tuple[Returned, Returned]
    # How much of its households' share a neighbourhood returns: {name: factor}
    eagerness: dict[str, float]
    home: Shares
    years: Shares
    neighbor: Shares
    # How many of an age chose a choice of q6: {(code, age): (first wave, second wave)}
    neighbor_fixed: dict[tuple[int, int], tuple[int, int]]
    trouble: Shares
    need: tuple[tuple[float, float], ...]  # 助かる, 少し助かる, item by item
    can: tuple[tuple[float, float], ...]  # できる, 条件が合えば
    join: Shares
    know: tuple[tuple[Pair, Pair], ...]  # 内容まで, 名前は, item by item
    media: Shares
    readability: Shares
    theme: Shares
    change: dict[int, float]
    feel: dict[int, float]


NO_PHONE = (0,) * 8

SEX: Shares = {1: (44, 45), 3: (0.7, 0.7), REFUSED: (2, 2), BLANK: (1, 1), 2: (0, 0)}

PROFILES = {
    "wakaba": Profile(
        waves=(
            Returned(
                (12, 46, 100, 116, 96, 90, 86, 46), (5, 20, 52, 31, 12, 5, 3, 1), NO_PHONE, 4, 4, 1765, 42
            ),
            Returned(
                (14, 48, 100, 118, 92, 86, 84, 50), (9, 27, 71, 47, 19, 9, 5, 3), NO_PHONE, 4, 4, 1604, 37
            ),
        ),
        eagerness={"けやき台": 1.25, "駅前通り": 0.7, "川原": 1.15},
        home={1: (13, 13), 2: (23, 23), 4: (5, 5), 5: (2, 2), REFUSED: (2, 2), BLANK: (1, 1), 3: (0, 0)},
        years={1: (4, 4), 2: (17, 16), 3: (22, 21), 4: (29, 31), BLANK: (1, 1), 5: (0, 0)},
        neighbor={4: (22, 19), 1: (16, 19), 2: (29, 31), BLANK: (1, 1), 3: (0, 0)},
        neighbor_fixed={(4, 3): (41, 35)},
        trouble={
            1: (14, 13),
            2: (15, 14),
            3: (8, 8),
            4: (33, 33),
            5: (20, 21),
            6: (24, 23),
            7: (19, 20),
            8: (31, 34),
            9: (17, 15),
            10: (9, 10),
            11: (14, 13),
            12: (19, 18),
            13: (11, 10),
            14: (2, 2),
            REFUSED: (1, 1),
            BLANK: (3, 3),
        },
        need=((18, 29), (8, 17), (9, 18), (12, 21), (11, 22), (17, 20), (38, 34)),
        can=((21, 38), (16, 30), (12, 30), (10, 25), (17, 31), (9, 21), (27, 39)),
        join={1: (9, 11), 2: (20, 23), 3: (14, 15), BLANK: (2, 2), 4: (0, 0)},
        know=(
            ((18, 24), (38, 40)),
            ((12, 14), (46, 47)),
            ((34, 35), (45, 45)),
            ((27, 29), (36, 37)),
            ((3, 5), (14, 19)),
            ((22, 25), (33, 34)),
        ),
        media={
            1: (41, 46),
            2: (48, 46),
            3: (19, 22),
            4: (52, 51),
            5: (24, 25),
            6: (23, 31),
            7: (9, 14),
            8: (28, 28),
            9: (6, 5),
            BLANK: (2, 2),
        },
        readability={1: (4, 3), 2: (14, 11), 3: (29, 27), 4: (24, 30), 5: (6, 8), BLANK: (2, 2), 6: (0, 0)},
        theme={
            1: (33, 35),
            2: (16, 15),
            3: (34, 38),
            4: (30, 29),
            5: (25, 26),
            6: (18, 17),
            7: (8, 8),
            8: (13, 14),
            9: (2, 2),
            BLANK: (3, 3),
        },
        change={1: 14, 2: 37, BLANK: 2, 3: 0},
        feel={1: 5, 2: 17, 4: 25, 5: 5, BLANK: 2, 3: 0},
    ),
    "shiomidai": Profile(
        waves=(
            Returned(
                (5, 15, 29, 38, 40, 52, 67, 48),
                (2, 8, 17, 12, 8, 5, 3, 1),
                (0, 0, 0, 0, 0, 0, 2, 4),
                3,
                3,
                1000,
                21,
            ),
            Returned(
                (6, 16, 31, 38, 40, 50, 63, 50),
                (3, 10, 22, 14, 9, 7, 4, 3),
                (0, 0, 0, 0, 0, 0, 2, 4),
                3,
                3,
                912,
                20,
            ),
        ),
        eagerness={"B街区": 1.3, "灯台下": 0.75},
        home={1: (34, 34), 2: (30, 30), 4: (3, 3), 5: (2, 2), REFUSED: (2, 2), BLANK: (2, 2), 3: (0, 0)},
        years={1: (2, 2), 2: (8, 8), 3: (10, 10), 4: (18, 18), BLANK: (2, 2), 5: (0, 0)},
        neighbor={4: (17, 15), 1: (18, 21), 2: (33, 34), BLANK: (2, 2), 3: (0, 0)},
        neighbor_fixed={},
        trouble={
            1: (38, 31),
            2: (26, 25),
            3: (18, 17),
            4: (33, 33),
            5: (18, 19),
            6: (6, 6),
            7: (14, 14),
            8: (21, 23),
            9: (14, 12),
            10: (3, 3),
            11: (13, 12),
            12: (9, 9),
            13: (9, 10),
            14: (2, 2),
            REFUSED: (1, 1),
            BLANK: (3, 3),
        },
        need=((26, 30), (21, 20), (27, 22), (9, 12), (17, 23), (5, 7), (37, 31)),
        can=((19, 34), (14, 27), (13, 28), (6, 16), (19, 31), (5, 13), (20, 35)),
        join={1: (10, 12), 2: (19, 22), 3: (12, 13), BLANK: (3, 3), 4: (0, 0)},
        know=(
            ((18, 24), (37, 39)),
            ((13, 14), (44, 45)),
            ((38, 39), (42, 42)),
            ((31, 33), (36, 36)),
            ((4, 6), (16, 20)),
            ((30, 34), (32, 31)),
        ),
        media={
            1: (36, 39),
            2: (44, 43),
            3: (47, 49),
            4: (45, 44),
            5: (29, 30),
            6: (10, 14),
            7: (6, 8),
            8: (7, 7),
            9: (7, 6),
            BLANK: (3, 3),
        },
        readability={1: (4, 4), 2: (13, 11), 3: (27, 26), 4: (26, 29), 5: (7, 8), BLANK: (3, 3), 6: (0, 0)},
        theme={
            1: (32, 33),
            2: (45, 39),
            3: (28, 31),
            4: (8, 8),
            5: (17, 19),
            6: (23, 24),
            7: (6, 6),
            8: (9, 10),
            9: (2, 2),
            BLANK: (3, 3),
        },
        change={1: 26, 2: 43, BLANK: 3, 3: 0},
        feel={1: 4, 2: 14, 4: 29, 5: 7, BLANK: 3, 3: 0},
    ),
    "kuwabara": Profile(
        waves=(
            Returned(
                (5, 14, 28, 36, 40, 56, 70, 47),
                (2, 6, 15, 9, 7, 4, 2, 1),
                (0, 0, 0, 0, 0, 0, 3, 5),
                2,
                2,
                455,
                22,
            ),
            Returned(
                (5, 15, 31, 36, 38, 54, 67, 50),
                (2, 8, 22, 12, 7, 5, 3, 3),
                (0, 0, 0, 0, 0, 0, 2, 3),
                2,
                2,
                440,
                21,
            ),
        ),
        # 峠 is so small that its row is hidden.
        eagerness={"峠": 0.3, "本村": 1.1},
        home={1: (15, 15), 2: (27, 27), 4: (20, 19), 5: (2, 2), REFUSED: (1, 1), BLANK: (2, 2), 3: (0, 0)},
        years={1: (1, 2), 2: (4, 4), 3: (5, 5), 4: (10, 10), BLANK: (1, 1), 5: (0, 0)},
        neighbor={4: (4, 4), 1: (43, 44), 2: (36, 36), BLANK: (2, 2), 3: (0, 0)},
        neighbor_fixed={},
        trouble={
            1: (22, 21),
            2: (44, 36),
            3: (7, 7),
            4: (30, 31),
            5: (20, 20),
            6: (6, 6),
            7: (11, 12),
            8: (19, 20),
            9: (6, 6),
            10: (27, 28),
            11: (12, 12),
            12: (5, 5),
            13: (9, 9),
            14: (2, 2),
            REFUSED: (1, 1),
            BLANK: (3, 3),
        },
        need=((23, 31), (8, 13), (18, 22), (29, 28), (12, 21), (6, 8), (33, 35)),
        can=((31, 37), (20, 29), (17, 29), (24, 28), (23, 32), (9, 17), (33, 36)),
        join={1: (31, 31), 2: (29, 30), 3: (10, 10), BLANK: (2, 2), 4: (0, 0)},
        know=(
            ((18, 24), (42, 43)),
            ((15, 17), (48, 48)),
            ((47, 47), (39, 39)),
            ((33, 34), (37, 37)),
            ((4, 6), (17, 22)),
            ((38, 40), (31, 31)),
        ),
        media={
            1: (47, 49),
            2: (71, 69),
            3: (12, 12),
            4: (49, 48),
            5: (38, 38),
            6: (8, 12),
            7: (3, 5),
            8: (9, 9),
            9: (3, 3),
            BLANK: (2, 2),
        },
        readability={1: (4, 3), 2: (13, 12), 3: (30, 28), 4: (29, 31), 5: (7, 9), BLANK: (3, 3), 6: (0, 0)},
        theme={
            1: (22, 23),
            2: (46, 40),
            3: (26, 28),
            4: (8, 8),
            5: (18, 19),
            6: (24, 25),
            7: (28, 30),
            8: (7, 8),
            9: (2, 2),
            BLANK: (3, 3),
        },
        change={1: 21, 2: 52, BLANK: 3, 3: 0},
        feel={1: 3, 2: 12, 4: 28, 5: 8, BLANK: 3, 3: 0},
    ),
}

# Why people do not take part; of those who do not.
REASONS: Shares = {
    1: (31, 27),
    2: (42, 42),
    3: (19, 18),
    4: (17, 18),
    5: (12, 12),
    6: (16, 15),
    7: (3, 3),
    BLANK: (3, 3),
}

# Whom the choices draw.
LEANS: dict[str, dict[int, Lean]] = {
    "q4_home": {1: 0.3, 2: 0.25, 4: 0.1, 3: -0.3},
    "q5_years": {1: -0.5, 2: -0.45, 3: -0.3, 4: 0.0},
    "q6_neighbor": {1: 0.3, 2: 0.2, 4: -0.35},
    "q7_trouble": {
        1: 0.3,
        2: 0.4,
        3: 0.3,
        4: 0.2,
        5: 0.15,
        6: ("peak", 3.3),
        7: -0.2,
        8: 0.0,
        9: -0.1,
        10: 0.15,
        11: 0.4,
        12: -0.1,
    },
    "q10_join": {1: 0.25, 2: 0.15, 3: 0.0},
    "q10b": {1: -0.3, 2: -0.3, 4: 0.7, 6: -0.1},
    "q12_media": {1: 0.3, 2: 0.25, 3: 0.2, 4: 0.2, 5: 0.1, 6: -0.5, 7: -0.2, 8: ("peak", 3.5), 9: -0.2},
    "q13_readability": {4: 0.15, 5: 0.2, 1: -0.1},
    "q14_theme": {1: 0.0, 2: 0.3, 3: 0.0, 4: ("peak", 3.3), 5: -0.1, 6: 0.2, 7: 0.2},
    "q16_change": {1: 0.2, 2: 0.1},
    "q17_feel": {5: 0.2, 4: 0.1},
}
# Older people would be glad of help, younger ones can give it; with children it is those between.
NEED_LEANS: tuple[Lean, ...] = (0.25, 0.35, 0.35, 0.2, 0.25, ("peak", 3.2), 0.15)
CAN_LEANS: tuple[Lean, ...] = (0.0, -0.1, -0.1, -0.1, 0.05, ("peak", 4.5), -0.1)
KNOW_LEAN: Lean = 0.25

OTHER_TROUBLES = (
    "ペットのこと",
    "バスの本数",
    "騒音",
    "雪かき",
    "鳥や虫のこと",
    "駐車場",
    "墓のこと",
    "職場が遠い",
)
OTHER_REASONS = (
    "仕事が不規則",
    "介護で家を空けられない",
    "子どもが小さい",
    "引っ越してきたばかり",
    "人の集まる所が苦手",
)
OTHER_THEMES = (
    "働く人も集まれる場",
    "外国から来た人との交流",
    "動物と暮らすルール",
    "空き家の活用",
    "防犯カメラ",
)
