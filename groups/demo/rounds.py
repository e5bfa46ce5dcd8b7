"""The yearly round of the demo city: last year's is closed, this year's has come about six tenths of the way."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from groups.actions import rounds, save_contacts
from groups.actions.recording import change
from groups.forms.rounds import LETTER
from groups.models import Round, Sheet
from portal.japanese.calendar import FiscalYear
from portal.models import District, User

LAST_YEAR = (
    "みなさまのお力ぞえで、団体名簿を新しくすることができました。今年も、登録内容の確認をお願いします。"
)

# What each kind of organisation wants this year, and what it lacks: (last year's aim, this year's aim, trouble).
BY_KIND = {
    "neighborhood": (
        "顔の見える近所づきあいをふやす",
        "会合を月1回の土曜夜にも開き、働く世代に来てもらう",
        "役員のなり手が少なく、同じ人が続けています。",
    ),
    "commissioner": (
        "ひとり暮らしの方への声かけを続ける",
        "町内会といっしょに、夏と冬の見守り週間を行う",
        "担当する世帯がふえ、1人では回りきれません。",
    ),
    "senior": (
        "健康づくりの体操を広める",
        "孫の世代と遊ぶ日を年2回つくる",
        "会員が高齢になり、集まる場所までの足がありません。",
    ),
    "children": (
        "親子で参加できる行事をふやす",
        "高齢の方に昔の遊びを教わる日をつくる",
        "共働きの家庭がふえ、行事の手伝いが足りません。",
    ),
    "school": (
        "登下校の見守りを地域といっしょに行う",
        "地域の方を先生にした授業を3回ひらく",
        "見守りに立てる保護者が減っています。",
    ),
    "women": (
        "郷土料理を伝える",
        "若い人と料理教室をひらく",
        "後を継ぐ人が見つかりません。",
    ),
    "volunteer": (
        "活動先を広げる",
        "新しい仲間を3人むかえる",
        "活動を知ってもらう方法がわかりません。",
    ),
    "salon": (
        "休まずに続ける",
        "男性も来やすい、将棋と工作の日をつくる",
        "世話をする人が2人だけで、休めません。",
    ),
    "facility": (
        "地域の方に施設を知ってもらう",
        "地域交流室を月2回、住民の方に使ってもらう",
        "行事のときに手伝ってくださる方が足りません。",
    ),
    "agency": (
        "早めに相談してもらえる関係をつくる",
        "出前講座を町内ごとに行う",
        "相談が、こまってからになりがちです。",
    ),
    "business": (
        "買い物の困りごとを聞く",
        "移動販売の回る場所をふやす",
        "どの町内に声をかければよいかわかりません。",
    ),
    "safety": (
        "訓練の参加をふやす",
        "支援が必要な方といっしょに避難訓練を行う",
        "若い人の参加が少ないです。",
    ),
}

# Corrections that came back this year: organisation → {question: new text}.
CORRECTIONS = {
    "けやき台自治会": {
        "representative_title": "会長",
        "representative": "大森 悟",
        "public_phone": "000-1002-0088",
    },
    "サロンひだまり": {
        "activities": "来月から、第2・第4木曜の10時からに変わります。",
        "needs": "将棋の相手をしてくれる人\n会場の片づけを手伝ってくれる人",
    },
    "特別養護老人ホーム若葉の里": {
        "public_contact_name": "地域連携室 岡田",
        "public_contact_hours": "平日 9時から17時半",
    },
    "階段下カフェ": {"building": "集会室", "public_contact_hours": "水曜 10時から15時"},
    "桑原寿クラブ連合会": {"purpose": "桑原の高齢者が集い、昔の知恵と遊びを次の世代に伝えます。"},
    "潮見台さざなみクラブ": {"offers": "ラジオ体操の指導\n公園の花だんの世話"},
}
# Whose corrections are in the record already.
APPLIED = {"特別養護老人ホーム若葉の里", "階段下カフェ"}
REMARKS = {
    "けやき台自治会": "4月から会長が替わりました。書類は新しい会長あてにお願いします。",
    "桑原区長会": "電話は夜7時以降が助かります。",
}


def load_last_year(
    *, districts: dict[str, District], people: dict[str, User], today: date, random: Random
) -> None:
    """Last year's round: on paper and by telephone. Who is out of date in the registry did not answer."""
    start = FiscalYear.of(today).previous.start + timedelta(days=20)
    for slug, district in districts.items():
        closed = rounds.start_round(
            district=district,
            starts_on=start,
            due_on=start + timedelta(days=30),
            letter=LETTER,
            by=people[slug],
        )
        for sheet in closed.sheets.with_organizations():
            organization = sheet.organization
            if organization.is_stale:
                continue
            aim, _, trouble = BY_KIND[organization.category.slug]
            came = start + timedelta(days=random.randint(3, 35))
            channel = random.choice([Sheet.Channel.PAPER, Sheet.Channel.PAPER, Sheet.Channel.PHONE])
            _answer(
                sheet, came, people[slug], channel=channel, aim=aim, trouble=organization.issues or trouble
            )
            rounds.apply_sheet(sheet, accepted=["issues"], by=people[slug])
        rounds.close_round(closed, on=start + timedelta(days=60), by=people[slug])


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """This year's round: answers by link, on paper and by telephone, some applied, some waiting to be."""
    start = max(FiscalYear.of(today).start, today - timedelta(days=24))
    for slug, district in districts.items():
        running = rounds.start_round(
            district=district,
            starts_on=start,
            due_on=max(start, today) + timedelta(days=8),
            letter=f"{LETTER}\n{LAST_YEAR}",
            by=people[slug],
        )
        for number, sheet in enumerate(running.sheets.with_organizations()):
            _run(running, sheet, number, today, people[slug], random)


def _run(running: Round, sheet: Sheet, number: int, today: date, by: User, random: Random) -> None:
    """One organisation: asked by mail or on paper; of ten in a row the same five answer."""
    name = sheet.organization.name
    asked_by_mail = number % 3 != 2
    if asked_by_mail:
        _ask_by_mail(sheet, running.starts_on)
    if number % 5 in (0, 2) or number % 10 == 4 or name in CORRECTIONS:
        came = min(today, running.starts_on + timedelta(days=random.randint(1, 20)))
        _, aim, trouble = BY_KIND[sheet.organization.category.slug]
        paper = random.choice([Sheet.Channel.PAPER, Sheet.Channel.PHONE])
        channel = Sheet.Channel.LINK if asked_by_mail else paper
        answers = CORRECTIONS.get(name, {})
        _answer(
            sheet,
            came,
            by,
            channel=channel,
            aim=aim,
            trouble=sheet.organization.issues or trouble,
            answers=answers,
            remarks=REMARKS.get(name, ""),
        )
        lapsed = any(
            entry.is_expired
            for kind in ("offers", "needs")
            for entry in getattr(sheet.organization, kind).all()
        )
        if not lapsed and number % 10 != 2 and (not answers or name in APPLIED):
            rounds.apply_sheet(sheet, accepted=["issues", "purpose", *answers], by=by)
    elif number % 5 == 3 and asked_by_mail:
        change(sheet, {"reminded_on": max(running.starts_on, today - timedelta(days=5))})
    elif number % 5 == 4:
        rounds.mark_called(sheet, on=max(running.starts_on, today - timedelta(days=9)), by=by)


def _ask_by_mail(sheet: Sheet, on: date) -> None:
    """Give the contact an address; the mail itself is not sent in the demo."""
    contact = sheet.organization.internal_contacts.first()
    if contact is not None:
        email = f"dantai-{sheet.organization_id:03}@example.jp"
        save_contacts(sheet.organization, [{"pk": contact.pk, "email": email}])
        change(sheet, {"sent_on": on, "sent_to": email})


def _answer(sheet: Sheet, on: date, by: User, *, channel: str, **values: object) -> None:
    moment = min(timezone.make_aware(datetime.combine(on, time(14, 20))), timezone.now())
    contact = sheet.organization.internal_contacts.first()
    rounds.answer_sheet(
        sheet,
        **{"answers": {}} | values,
        channel=channel,
        consents=sheet.organization.has_consent,
        returned_by=contact.name if contact else "事務局",
        returned_at=moment,
        by=by,
    )
