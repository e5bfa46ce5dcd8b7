"""A year of the exchange in the demo city: when and where, introductions and what came of them, encounters."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.utils import timezone

from groups import actions
from groups.actions import encounters, exchange, introductions
from groups.models import Confirmation, Contact, Encounter, Introduction, Organization
from portal.models import District, User

WAKABA, SHIOMIDAI, KUWABARA = "wakaba", "shiomidai", "kuwabara"
YES, NO = Confirmation.Answer.YES, Confirmation.Answer.NO
PHONE, PAPER = Confirmation.Channel.PHONE, Confirmation.Channel.PAPER

# When and where entries of the registry's demo hold; `new` names the list to which one was added during the year.
ENTRIES = Path(__file__).with_name("entries.csv")
# Days before today (`ago`, `kept_ago`) and after it (`due_in`).
ENCOUNTERS = Path(__file__).with_name("encounters.csv")

# Entries of which nobody said yet that they go on, with the days since they left the board; and one that rests.
LAPSED = {
    ("けやき台自治会", "発電機1台"): 21,
    ("若葉ひよこ保育園", "園庭の開放"): 8,
    ("障害者支援センター潮風", "パンの販売"): 35,
    ("桑原区長会", "軽トラック1台"): 12,
}
RESTING = [("傾聴ボランティア「みみの会」", "話し相手")]


@dataclass(frozen=True)
class Pair:
    """An introduction of the demo. Days are days before today; `done` are outcomes: (days, text, people)."""

    district: str
    giver: str
    offer: str
    taker: str
    need: str
    subject: str
    days: int
    answers: tuple[tuple[str, str, str], ...] = ()  # answer, channel, comment: the giver's, then the taker's
    state: str = ""
    done: tuple[tuple[int, str, int | None], ...] = ()
    note: str = ""
    remarks: tuple[tuple[int, str], ...] = ()
    follow_up: int | None = None


def thursdays(today: date, months: int) -> list[date]:
    """The second and fourth Thursdays before today, for so many months."""
    days = (today - timedelta(days=ago) for ago in range(1, months * 31))
    return [day for day in days if day.weekday() == 3 and (day.day - 1) // 7 in (1, 3)]


def pairs(today: date, random: Random) -> list[Pair]:
    """The introductions of about a year."""
    salon = tuple(
        ((today - day).days, "地域交流室でのサロン（お茶と体操）", random.randint(13, 22))
        for day in reversed(thursdays(today, 5))
    )
    agreed = ((YES, PHONE, ""), (YES, PHONE, ""))
    return [
        Pair(
            WAKABA,
            "特別養護老人ホーム若葉の里",
            "地域交流室（40人）",
            "サロンひだまり",
            "20人が集まれる部屋（集会所の工事のあいだ）",
            "集会所の工事のあいだ、若葉の里の地域交流室でサロンをひらく",
            190,
            (
                (YES, PHONE, "昼食の片付けが終わる13時半からなら使えます。"),
                (YES, PAPER, "ぜひお願いします。"),
            ),
            "succeeded",
            salon,
            "工事が終わり、集会所にもどりました。入居者との交流は、年2回続けることになりました。",
            (
                (186, "下見に同行。段差がなく、車いすの人も入れることを確かめた。"),
                (150, "参加者から「帰りに足湯に寄れてうれしい」との声。"),
            ),
        ),
        Pair(
            WAKABA,
            "若葉子ども会育成会",
            "親子40組の参加",
            "特別養護老人ホーム若葉の里",
            "入居者と歌やゲームを楽しんでくれる子どもたち",
            "子ども会が若葉の里で、歌と昔遊びの会をひらく",
            40,
            ((YES, PHONE, "来月からなら行けます。"), (YES, PHONE, "土曜の14時からでお願いします。")),
            "",
            (),
            "",
            ((20, "感染症の時期の約束（マスク・人数）を、両方に確かめた。"),),
            2,
        ),
        Pair(
            WAKABA,
            "みどり野市社会福祉協議会 地域福祉課",
            "行事の備品の貸し出し",
            "若葉自主防災会",
            "車いすの人も参加できる訓練の会場",
            "防災訓練に、車いすと折りたたみスロープを借りる",
            300,
            agreed,
            "succeeded",
            ((80, "防災訓練で車いすの避難を体験", 64),),
            "来年も同じ時期に借りたいとのこと。",
        ),
        Pair(
            WAKABA,
            "特別養護老人ホーム若葉の里",
            "介護講座の講師",
            "若葉地区民生委員児童委員協議会",
            "介護講座の講師",
            "民生委員の定例会で、若葉の里の職員が介護講座をする",
            12,
            ((YES, PHONE, "相談員が行けます。"),),
            follow_up=-2,
        ),
        # Both sides are asked and have not answered yet: the account of 若葉の里 finds it on its start page.
        Pair(
            WAKABA,
            "特別養護老人ホーム若葉の里",
            "福祉車両（平日の昼）",
            "こども食堂まるた",
            "もらった野菜を運ぶ車",
            "直売所でもらった野菜を、若葉の里の車でこども食堂へ運ぶ",
            4,
            follow_up=5,
        ),
        Pair(
            SHIOMIDAI,
            "潮見台団地自治会連絡会",
            "集会所の折りたたみいす20脚",
            "階段下カフェ",
            "いす10脚",
            "集会所のいす10脚を、毎週水曜にカフェで使う",
            150,
            agreed,
            "continuing",
            (
                (120, "いす10脚を借りて、はじめての開店", 18),
                (57, "2か月の様子を確かめた（毎週使っている）", 130),
            ),
            "鍵は、B街区の当番が預かる。",
            follow_up=-1,
        ),
        Pair(
            SHIOMIDAI,
            "みどり野市立潮見中学校 福祉委員会",
            "スマホの使い方を教える生徒",
            "潮見台さざなみクラブ",
            "スマホ教室の先生",
            "福祉委員会の生徒が、さざなみクラブでスマホ教室をする",
            9,
            ((YES, PHONE, "テストのない週の土曜なら、6人くらい行けます。"),),
            remarks=((9, "先生から、引率を1人つけるとの話。"),),
            follow_up=5,
        ),
        Pair(
            SHIOMIDAI,
            "みどり野市立潮見中学校 福祉委員会",
            "生徒ボランティア30人",
            "潮見台団地自治会連絡会",
            "階段での荷物運び",
            "中学生が、エレベーターのない棟の荷物運びを手伝う",
            95,
            ((NO, PHONE, "平日の昼は授業があります。休みの日の行事なら手伝えます。"),),
        ),
        Pair(
            KUWABARA,
            "桑原子ども会",
            "小学生20人（行事への参加）",
            "桑原獅子舞保存会",
            "子どもの担い手",
            "子ども会の小学生が、秋まつりの太鼓の練習に加わる",
            120,
            ((YES, PHONE, "送り迎えは保護者がします。"), (YES, PHONE, "")),
            "succeeded",
            ((75, "はじめての太鼓の練習", 9), (30, "秋まつりで太鼓を発表", 210)),
            "3人が来年も続けたいと話している。",
        ),
        Pair(
            KUWABARA,
            "みどり野農協 桑原支店",
            "草刈り機の貸し出しと使い方の指導",
            "桑原区長会",
            "草刈りを手伝ってくれる人",
            "農協の草刈り機を借り、使い方を習ってから農道の草を刈る",
            60,
            agreed,
            "continuing",
            ((45, "草刈り機の安全講習", 14), (24, "農道の草刈り（峠から橋詰まで）", None)),
            follow_up=20,
        ),
        Pair(
            KUWABARA,
            "デイサービスくわの実",
            "送迎車の空き時間",
            "桑原寿クラブ連合会",
            "集まりへの送迎",
            "送迎車の空き時間に、グラウンドゴルフの人を乗せる",
            16,
            follow_up=-1,
        ),
    ]


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Make what the board, the introductions and the encounters show."""
    organizations = {each.name: each for each in Organization.objects.all()}
    fill_lists(organizations, today, random)
    give_addresses(organizations)
    for pair in pairs(today, random):
        introduce(pair, organizations, districts, people[pair.district], today)
    for row in rows_of(ENCOUNTERS):
        meet(row, organizations, districts, people, today)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def fill_lists(organizations: dict[str, Organization], today: date, random: Random) -> None:
    """When and where, new entries, when each was last renewed; some lapsed, one rests."""
    save = {"offers": actions.save_offers, "needs": actions.save_needs}
    told = {}
    for row in rows_of(ENTRIES):
        organization, side, times = row.pop("organization"), row.pop("new"), ("when", "place")
        if side:
            save[side](organizations[organization], [row])
        told[organization, row["text"]] = {name: row[name] for name in times}
    for organization in organizations.values():
        for side, action in save.items():
            rows = []
            for entry in getattr(organization, side).all():
                lapsed = LAPSED.get((organization.name, entry.text))
                age = 365 + lapsed if lapsed else random.randint(5, 320)
                days = {
                    "renewed_on": today - timedelta(days=age),
                    "expires_on": today + timedelta(days=365 - age),
                }
                rows.append({"pk": entry.pk} | told.get((organization.name, entry.text), {}) | days)
            action(organization, rows)
    for name, text in RESTING:
        exchange.rest_entry(organizations[name].offers.get(text=text))


def give_addresses(organizations: dict[str, Organization]) -> None:
    """Two internal contacts that can be asked by mail."""
    for name, address in [("特別養護老人ホーム若葉の里", "wakabanosato"), ("サロンひだまり", "hidamari")]:
        for person in Contact.objects.filter(organization=organizations[name])[:1]:
            row = {"pk": person.pk, "email": f"{address}@example.jp"}
            actions.save_contacts(organizations[name], [row])


def introduce(
    pair: Pair,
    organizations: dict[str, Organization],
    districts: dict[str, District],
    by: User,
    today: date,
) -> Introduction:
    """One introduction, from the first call to what came of it."""
    giver, taker = organizations[pair.giver], organizations[pair.taker]
    introduction = introductions.introduce(
        district=districts[pair.district],
        giver=giver,
        taker=taker,
        offer=giver.offers.get(text=pair.offer),
        need=taker.needs.get(text=pair.need),
        subject=pair.subject,
        introduced_on=today - timedelta(days=pair.days),
        follow_up_on=today + timedelta(days=pair.follow_up) if pair.follow_up is not None else None,
        by=by,
    )
    for confirmation, (answer, channel, comment) in zip(
        introduction.confirmations.all(), pair.answers, strict=False
    ):
        introductions.key_in_answer(
            confirmation,
            answer=answer,
            channel=channel,
            comment=comment,
            answered_by="ご担当者",
            answered_at=at_ten(today - timedelta(days=max(pair.days - 3, 0))),
            by=by,
        )
    for confirmation in introduction.confirmations.unanswered() if len(pair.answers) < 2 else []:
        if not any(answer == NO for answer, _, _ in pair.answers):
            introductions.ask(confirmation, by=by)
    for days, text in pair.remarks:
        introductions.add_note(introduction, text=text, written_on=today - timedelta(days=days), by=by)
    record(introduction, pair, today, by)
    return introduction


def record(introduction: Introduction, pair: Pair, today: date, by: User) -> None:
    """What was done, the oldest first."""
    for days, text, reached in pair.done:
        introductions.record_result(
            introduction,
            state=pair.state,
            on=today - timedelta(days=days),
            done=text,
            people_reached=reached,
            note=pair.note,
            follow_up_on=today + timedelta(days=pair.follow_up) if pair.follow_up is not None else None,
            by=by,
        )
    if pair.state == Introduction.State.SUCCEEDED:
        exchange.rest_entry(introduction.need, by=by)


def at_ten(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def meet(
    row: dict[str, str],
    organizations: dict[str, Organization],
    districts: dict[str, District],
    people: dict[str, User],
    today: date,
) -> Encounter:
    """One encounter; the chair of wakaba had the oldest ones there."""
    ago, slug = int(row["ago"]), row["district"]
    by = people["wakaba-chair"] if slug == WAKABA and ago > 100 else people[slug]
    return encounters.record_encounter(
        organization=organizations[row["organization"]],
        district=districts[slug],
        met_on=today - timedelta(days=ago),
        promise_due_on=today + timedelta(days=int(row["due_in"])) if row["due_in"] else None,
        promise_kept_on=today - timedelta(days=int(row["kept_ago"])) if row["kept_ago"] else None,
        by=by,
        **{name: row[name] for name in ("way", "with_whom", "text", "promise")},
    )
