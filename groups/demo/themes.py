"""The demo's votes, themes and cases: what came of its challenges (groups/demo/challenges.py)."""

from collections.abc import Iterable
from datetime import date, timedelta

from groups.actions import ballots, cases, themes
from groups.models import Ballot, Candidate, Case, Challenge, Theme, Vote
from portal.japanese.calendar import FiscalYear
from portal.models import District, User

# District → candidates (challenge, title, text, web votes, paper votes by place) of last year's vote.
LAST_VOTE = {
    "shiomidai": [
        (
            "買い物に行く足がない",
            "買い物をあきらめないまちに",
            "移動販売と荷物運びを広げます。",
            61,
            [48, 57],
        ),
        (
            "階段の上り下りが大変で外に出られない",
            "階段の下で、ひと休み",
            "下りればだれかがいる場所を増やします。",
            44,
            [39, 31],
        ),
        (None, "世代をこえて楽しむ夏まつり", "中学生といっしょにまつりをつくります。", 29, [22, 18]),
    ],
    "wakaba": [
        (
            "近所づきあいが薄く、困ったときに頼れない",
            "顔の見えるご近所に",
            "あいさつと顔合わせ会を広げます。",
            118,
            [64, 41],
        ),
        (
            "ひとり暮らしの高齢者の見守り",
            "気づいて、つなぐ見守り",
            "気づきのサインをみんなで覚えます。",
            83,
            [71, 38],
        ),
        (
            "公園の遊具が古く、遊べる場所が少ない",
            "子どもが遊べる場所づくり",
            "校庭や空き地を、遊び場にします。",
            97,
            [22, 19],
        ),
    ],
    "kuwabara": [
        (
            "通院の足がない",
            "通院の足を、みんなでつくる",
            "空いている車と運転の手をつなぎます。",
            24,
            [83, 52],
        ),
        (
            "獅子舞と秋まつりの担い手がいない",
            "祭りを次の世代へ",
            "子どもに太鼓と舞を伝えます。",
            21,
            [61, 44],
        ),
        ("空き家と草刈りが追いつかない", "草刈りお助け隊", "道ばたの草を、日を決めて刈ります。", 9, [37, 30]),
    ],
}
PLACES = {
    "shiomidai": ("集会所のシール", "B街区・C街区 回覧"),
    "wakaba": ("文化祭の会場", "けやき台 回覧"),
    "kuwabara": ("公民館のシール", "本村・新田 回覧"),
}

# What wakaba votes on now: (challenge, title, text, web votes so far).
OPEN_VOTE = [
    (
        "近所づきあいが薄く、困ったときに頼れない",
        "顔の見えるご近所に（2年目）",
        "マンションにも顔合わせ会を広げます。",
        41,
    ),
    (
        "災害のときに助けが必要な人をどう支えるか",
        "だれも取り残さない防災",
        "車いすや小さな子と、避難をためします。",
        56,
    ),
    (None, "夜と日曜に集まれる場", "働く世代も加われる集まりをつくります。", 23),
    (None, "お下がり・ゆずりあいの輪", "使わなくなった子ども用品を分け合います。", 17),
]

# (district, title, why, what, change, tips, fields, challenge)
CASES = [
    (
        "shiomidai",
        "団地の移動販売と、中学生の荷物運び",
        "坂と階段のために、米や水を買うのをあきらめている人がいました。アンケートでは38%が買い物に困っていました。",
        "毎週金曜の午前、集会所の前にスーパーしおみの販売車が来ます。潮見中学校の福祉委員会が、放課後に荷物を階段の上まで運びます。",
        "「買い物に困る」が38%から31%に減りました。販売車を待つ間に立ち話をする人が増え、顔を見せない人に気づけるようになりました。",
        "店は、はじめから毎週にせず、月2回のためしから始めました。雨の日の場所を先に決めておくと安心です。",
        ["welfare", "exchange"],
        "買い物に行く足がない",
    ),
    (
        "wakaba",
        "町内の顔合わせ会とあいさつ週間",
        "となりの人の顔を知らない、地震のときが心配、という声が続きました。",
        "春と秋の土曜の朝、公園や集会所で30分だけの顔合わせ会を開きます。名札と、話題のカードを用意します。",
        "「ほとんどつきあいがない」が22%から19%になりました。30代では41%から35%です。けやき台では、ごみ出しの手助けが3組生まれました。",
        "役員の話は5分まで。子どもの遊びをいっしょにすると、親の世代が来てくれます。",
        ["exchange", "children"],
        "近所づきあいが薄く、困ったときに頼れない",
    ),
    (
        "kuwabara",
        "施設の車の空き時間でつくる通院便",
        "免許を返した人が、病院に行けずに薬を切らしていました。",
        "デイサービスくわの実の送迎車を、火曜の昼の空き時間に借り、NPO法人みちくさが運転します。前の週の水曜までに電話で申し込みます。",
        "月に20人ほどが使っています。「通院の足に困る」が44%から36%に減りました。",
        "保険と燃料代のきまりを、3者の協定に書いておくこと。断る日もあることを、はじめに伝えておくこと。",
        ["welfare", "health"],
        "通院の足がない",
    ),
    (
        "kuwabara",
        "小学校で太鼓の授業",
        "獅子舞の太鼓をたたける子が2人になりました。",
        "保存会が4年生の総合の時間に3回教え、秋まつりで発表しました。",
        "11人が太鼓を続けたいと言い、うち6人が保存会の練習に来ています。",
        "学校への相談は、次の年の予定が決まる前の1月までに。",
        ["tradition", "children"],
        "獅子舞と秋まつりの担い手がいない",
    ),
]

# (case, district that wants it, what it would like to know, state)
INTERESTS = [
    (
        "団地の移動販売と、中学生の荷物運び",
        "kuwabara",
        "直売所の販売車で同じことができないか、店との話し方を聞きたい。",
        "talking",
    ),
    (
        "施設の車の空き時間でつくる通院便",
        "wakaba",
        "若葉の里の車で始めたい。保険のことを教えてください。",
        "open",
    ),
    (
        "町内の顔合わせ会とあいさつ週間",
        "shiomidai",
        "団地の階段ごとにできそうです。名札と話題カードを見せてほしい。",
        "started",
    ),
]


def load(
    *, districts: dict[str, District], people: dict[str, User], found: dict[str, Challenge], today: date
) -> None:
    """Make last year's votes and their themes, the vote that runs now, cases and raised hands."""
    year = FiscalYear.of(today)
    for slug, district in districts.items():
        chair = people["wakaba-chair" if slug == "wakaba" else "admin"]
        for candidate in last_vote(district, found, year, people[slug]):
            make_theme(candidate, year, by=people[slug], chair=chair)
    open_vote(districts["wakaba"], found, today, people["wakaba"])
    load_cases(districts, people, found, today)


def last_vote(district: District, found: dict[str, Challenge], year: FiscalYear, by: User) -> list[Candidate]:
    """The vote of last February on this year's themes; returns what was chosen: one, and in wakaba two."""
    samples = LAST_VOTE[district.slug]
    ballot = ballots.save_ballot(
        Ballot(
            district=district,
            fiscal_year=year.year,
            title=f"{year.year}年度のテーマを選んでください",
            text="話し合いの場（協議体）で、みなさんの声から3つの候補をつくりました。いちばん力を入れてほしいものを1つ選んでください。",
            opens_on=date(year.year, 2, 1),
            closes_on=date(year.year, 2, 28),
        ),
        candidates=[
            {"challenge": found.get(name or ""), "title": title, "text": text}
            for name, title, text, *_ in samples
        ],
        by=by,
    )
    ballots.open_ballot(ballot, by=by)
    candidates = list(ballot.candidates.all())
    put_web_votes(ballot, zip(candidates, [web for *_, web, _ in samples], strict=True))
    for place, counts in zip(
        PLACES[district.slug], zip(*[paper for *_, paper in samples], strict=True), strict=True
    ):
        ballots.save_tallies(
            ballot,
            place=place,
            counted_on=date(year.year, 3, 2),
            counts={candidate.pk: count for candidate, count in zip(candidates, counts, strict=True)},
            by=by,
        )
    ballots.close_ballot(ballot, by=by)
    return candidates[: 2 if district.slug == "wakaba" else 1]


def put_web_votes(ballot: Ballot, numbers: Iterable[tuple[Candidate, int]]) -> None:
    """Votes as `cast_vote` writes them, all at once and whatever the day."""
    Vote.objects.bulk_create(
        Vote(ballot=ballot, candidate=candidate, voter=ballots.voter_of(ballot, f"{candidate.pk} {number}"))
        for candidate, web in numbers
        for number in range(web)
    )


def make_theme(candidate: Candidate, year: FiscalYear, *, by: User, chair: User) -> Theme:
    """The theme that came of a vote, approved by the chair before the year began."""
    theme = themes.propose_theme(
        district=candidate.ballot.district,
        fiscal_year=year.year,
        title=candidate.title,
        text=f"{candidate.text}地区のみなさん、団体、施設で力を合わせて取り組みます。",
        candidate=candidate,
        challenges=[candidate.challenge] if candidate.challenge else [],
        by=by,
    )
    return themes.approve_theme(theme, by=chair, on=date(year.year, 3, 15))


def open_vote(district: District, found: dict[str, Challenge], today: date, by: User) -> None:
    """The vote that runs now in wakaba on next year's themes, and one proposal that waits for the chair."""
    year = FiscalYear.of(today).next
    ballot = ballots.save_ballot(
        Ballot(
            district=district,
            fiscal_year=year.year,
            title=f"{year.year}年度のテーマを選んでください",
            text="みなさんから届いた声をもとに、話し合いの場（協議体）で4つの候補をつくりました。来年度に力を入れてほしいものを1つ選んでください。",
            opens_on=today - timedelta(days=10),
            closes_on=today + timedelta(days=21),
        ),
        candidates=[
            {"challenge": found.get(name or ""), "title": title, "text": text}
            for name, title, text, _ in OPEN_VOTE
        ],
        by=by,
    )
    ballots.open_ballot(ballot, by=by)
    candidates = list(ballot.candidates.all())
    put_web_votes(ballot, zip(candidates, [web for *_, web in OPEN_VOTE], strict=True))
    ballots.save_tallies(
        ballot,
        place="さくら坂 回覧",
        counted_on=today - timedelta(days=1),
        counts={candidate.pk: 12 - 2 * number for number, candidate in enumerate(candidates)},
        by=by,
    )
    themes.propose_theme(
        district=district,
        fiscal_year=year.year,
        title="だれも取り残さない防災",
        text="車いすの方や小さな子のいる家庭といっしょに、避難をためします。防災訓練の反省から、先に提案します。",
        challenges=[found["災害のときに助けが必要な人をどう支えるか"]],
        by=by,
    )


def load_cases(
    districts: dict[str, District], people: dict[str, User], found: dict[str, Challenge], today: date
) -> None:
    """Cases of all districts, and who wants to do the same."""
    made: dict[str, Case] = {}
    for slug, title, why, what, change, tips, fields, challenge in CASES:
        theme = Theme.objects.filter(district=districts[slug], challenges=found[challenge]).first()
        made[title] = cases.create_case(
            district=districts[slug],
            title=title,
            why=why,
            what=what,
            change=change,
            tips=tips,
            fields=fields,
            challenge=found[challenge],
            theme=theme,
            is_public=True,
            published_on=today - timedelta(days=40 - 8 * len(made)),
            by=people[slug],
        )
    for title, slug, note, state in INTERESTS:
        interest = cases.raise_interest(made[title], district=districts[slug], note=note, by=people[slug])
        cases.follow_interest(interest, state=state, note=note, by=people[slug])
