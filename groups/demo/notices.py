"""The board between organisations in the demo city: some for its members, some for residents, one to be decided."""

from datetime import date, timedelta
from random import Random

from groups.actions import notices
from groups.models import Notice, Organization
from portal.models import District, User

# district, organisation ("" for the council), days ago, title, text, what became of it
NOTICES = [
    (
        "wakaba",
        "若葉自主防災会",
        18,
        "防災訓練の日が決まりました",
        "ことしの防災訓練は、来月の第1日曜の9時から、若葉小学校です。車いすの方も参加できます。行事を組むときは、この日をさけてください。",
        "public",
    ),
    (
        "wakaba",
        "特別養護老人ホーム若葉の里",
        4,
        "足湯を開放します",
        "来月の土曜は、13時から15時まで、玄関前の足湯をどなたでも使えます。タオルだけお持ちください。",
        "asked",
    ),
    (
        "wakaba",
        "けやき台自治会",
        9,
        "テントの貸し出しについて",
        "テント2張は、来月いっぱい使いません。使いたい団体は、2週間前までにご連絡ください。ぬれたときは、干してから返してください。",
        "board",
    ),
    (
        "wakaba",
        "",
        2,
        "情報交換会の日程の相談",
        "団体・施設の情報交換会を、再来月に開きたいと思います。さけてほしい日を、今月中に電話かFAXで教えてください。",
        "board",
    ),
    (
        "shiomidai",
        "階段下カフェ",
        6,
        "カフェは、雨の日も開きます",
        "毎週水曜の10時から、雨の日も開いています。予約はいりません。折りたたみいすが増えました。",
        "public",
    ),
    (
        "shiomidai",
        "潮見台さざなみクラブ",
        3,
        "ラジオ体操の音響を借りられるところ",
        "朝の体操で使う、持ち運べる音響をさがしています。お持ちの団体は教えてください。",
        "board",
    ),
    (
        "kuwabara",
        "桑原区長会",
        7,
        "一斉草刈りの日",
        "来月の第3土曜の8時から、通学路の草刈りをします。軽トラックは1台あります。草刈り機は使える方だけでお願いします。",
        "public",
    ),
]


def load(*, districts: dict[str, District], people: dict[str, User], today: date, random: Random) -> None:
    """Put the notices on the boards; the newest stands first."""
    for slug, name, ago, title, text, state in NOTICES:
        organization = Organization.objects.get(name=name) if name else None
        notice = notices.post_notice(
            district=districts[slug],
            organization=organization,
            title=title,
            text=text,
            shown_until=today + timedelta(days=45),
            by=people[slug],
        )
        if state != "board":
            notices.publish_notice(notice, approves=state == "public", by=people[slug])
        Notice.objects.filter(pk=notice.pk).update(created_at=notice.created_at - timedelta(days=ago))
