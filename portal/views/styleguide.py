"""The pattern portfolio: every component of templates/ui/ with sample data."""

import re
from datetime import datetime
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.pages import render
from portal.permissions import public

WEEKDAYS = [(str(number), name) for number, name in enumerate("月火水木金土日")]
KINDS = [
    ("salon", "サロン・居場所"),
    ("volunteer", "ボランティア・NPO"),
    ("facility", "福祉施設・社会福祉法人"),
]


class SampleForm(forms.Form):
    """Every kind of field; `fieldsets` puts them into frames. `conflicts` as a VersionedForm tells them."""

    conflicts: tuple[dict[str, str], ...] = ()

    name = forms.CharField(label="団体の名前", max_length=100, help_text="正式な名前を入力してください。")
    kind = forms.ChoiceField(label="種別", choices=[("", "選んでください"), *KINDS])
    purpose = forms.CharField(label="目的・活動内容", widget=forms.Textarea, required=False)
    weekdays = forms.MultipleChoiceField(
        label="活動する曜日", choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    status = forms.ChoiceField(
        label="状態",
        choices=[("active", "活動中"), ("resting", "休止中")],
        widget=forms.RadioSelect,
        help_text="休止中の団体は、一覧の最後に並びます。",
    )
    confirmed_on = forms.DateField(label="最終確認日", required=False)
    starts_at = forms.TimeField(label="始まる時刻", required=False)
    members = forms.IntegerField(label="会員数（人）", required=False, min_value=0)
    phone = forms.CharField(label="電話", widget=forms.TextInput(attrs={"type": "tel"}))
    email = forms.EmailField(label="メール", required=False)
    photo = forms.FileField(label="写真", required=False, help_text="JPEG・PNG・WebP、10MBまで。")
    consent = forms.BooleanField(label="連絡先を公開することに、代表者が同意しています")

    @property
    def fieldsets(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (
                "団体のこと",
                [self[name] for name in ("name", "kind", "purpose", "status", "members", "photo")],
            ),
            ("活動", [self[name] for name in ("weekdays", "starts_at", "confirmed_on")]),
            ("連絡先", [self[name] for name in ("phone", "email", "consent")]),
        ]


class SampleConflict(SampleForm):
    """The same, saved by somebody else meanwhile."""

    conflicts = ({"label": "電話", "before": "000-111-3333", "after": "000-111-2222"},)


class SampleFilters(forms.Form):
    """Conditions above a list."""

    q = forms.CharField(label="ことば", required=False)
    kind = forms.ChoiceField(label="種別", choices=[("", "すべて"), *KINDS], required=False)
    weekday = forms.ChoiceField(label="曜日", choices=[("", "すべて"), *WEEKDAYS], required=False)


def sample_table() -> dict[str, Any]:
    """Columns and rows as ui/table.html takes them."""
    groups = [
        ("サロンひだまり", "サロン・居場所", "第2・4木曜 10時", 20),
        ("傾聴ボランティア「みみの会」", "ボランティア・NPO", "毎月第1土曜", 14),
        ("特別養護老人ホーム若葉の里", "福祉施設・社会福祉法人", "平日 9時〜17時", 80),
    ]
    return {
        "columns": [
            {"label": "名前", "sort_url": "?sort=-name", "sorted": "ascending"},
            {"label": "種別"},
            {"label": "活動日", "sort_url": "?sort=day"},
            {"label": "人数", "sort_url": "?sort=members", "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"value": name, "url": "#filters"},
                    {"label": "種別", "value": kind},
                    {"label": "活動日", "value": day},
                    {"label": "人数", "value": members, "numeric": True},
                ]
            }
            for name, kind, day, members in groups
        ],
    }


def sample_cards() -> list[dict[str, Any]]:
    """Records as ui/card.html takes them."""
    return [
        {
            "title": "サロンひだまり",
            "url": "#card",
            "kind": "サロン・居場所",
            "icon": "group-salon",
            "text": "お茶を飲みながら、体操や歌を楽しんでいます。どなたでもどうぞ。",
            "badges": [{"label": "活動中", "kind": "ok"}],
            "facts": [
                {"icon": "calendar", "text": "第2・第4木曜日 午前10時から"},
                {"icon": "map-pin", "text": "けやき台集会所"},
            ],
        },
        {
            "title": "社会福祉法人みどり会 特別養護老人ホーム若葉の里",
            "url": "#card",
            "kind": "福祉施設・社会福祉法人",
            "icon": "group-facility",
            "badges": [
                {"label": "活動中", "kind": "ok"},
                {"label": "最終確認から2年以上", "kind": "warning"},
            ],
            "facts": [{"icon": "hands", "text": "地域交流室・福祉車両（平日昼）・介護講座"}],
        },
        {
            "title": "若葉子ども会育成会",
            "url": "#card",
            "kind": "子ども会・育成会",
            "icon": "group-children",
            "badges": [{"label": "休止中", "kind": "", "icon": "pause"}],
            "facts": [{"icon": "need", "text": "高齢者との遊び"}],
        },
    ]


def sample_versions() -> list[dict[str, Any]]:
    """Versions as ui/history.html takes them."""
    at = timezone.make_aware(datetime(2025, 6, 21, 10, 30))
    changes = [
        {"label": "電話", "before": "000-111-2222", "after": "000-111-3333"},
        {"label": "活動場所", "before": "", "after": "けやき台集会所"},
    ]
    return [
        {"id": 2, "at": at, "by": "若葉 花子", "label": "変更", "changes": changes, "is_current": True},
        {"id": 1, "at": at.replace(month=4), "by": "", "label": "ファイルから登録"},
    ]


def samples() -> dict[str, Any]:
    """One sample for each component, named as the component."""
    filled = {"name": "サロンひだまり", "kind": "salon", "weekdays": ["3"], "status": "active"}
    return {
        "form": SampleForm(initial=filled),
        "form_with_errors": SampleConflict({"name": "", "status": "", "email": "wakaba"}, prefix="wrong"),
        "filters": SampleFilters(auto_id="filter_%s"),
        "table": sample_table(),
        "cards": sample_cards(),
        "versions": sample_versions(),
        "page": Paginator(range(480), 20).page(12),
        "export": {"xlsx": "?format=xlsx", "csv": "?format=csv", "csv_cp932": "?format=csv&encoding=cp932"},
        "crumbs": [{"label": "若葉地区", "url": "#type"}, {"label": "団体・施設", "url": "#type"}],
        "facts": [
            {"label": "活動日", "value": "第2・第4木曜日 午前10時〜11時30分", "icon": "calendar"},
            {"label": "場所", "value": "けやき台集会所\n（みどり野市けやき台2-1）", "icon": "map-pin"},
            {"label": "費用", "value": "1回100円（お茶代）", "icon": "yen"},
        ],
        "bars": [
            {"label": "買い物・通院の移動", "value": 42, "before": 37},
            {"label": "近所づきあいの少なさ", "value": 31, "before": 35},
            {"label": "災害のときの避難", "value": 18, "before": 18},
        ],
        "steps": ["ファイルを選ぶ", "列を確かめる", "内容を確かめる", "取り込む"],
        "segments": [
            {"label": "カード", "url": "?view=cards", "current": True, "icon": "cards"},
            {"label": "表", "url": "?view=table", "icon": "table"},
            {"label": "地図", "url": "?view=map", "icon": "map"},
        ],
        "actions": [
            {"label": "編集する", "url": "#button", "icon": "edit", "kind": "primary"},
            {"label": "印刷する", "url": "#button", "icon": "print"},
            {"label": "確認のことば", "url": "#confirm", "icon": "info", "opens": "sample-dialog"},
            {"label": "削除する", "url": "#button", "icon": "trash", "kind": "danger"},
        ],
    }


@cache
def icons() -> list[str]:
    """The names of all symbols of the icon file."""
    drawn = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    return [name for name in re.findall(r'<symbol id="([^"]+)"', drawn) if name != "logo"]


@public
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/styleguide.html", {"samples": samples(), "icons": icons()})
