"""Set up a real installation: `manage.py setup`, asking for what the options leave open."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal import setup
from portal.forms.setup import SetupForm
from portal.management.commands.serve import is_up_to_date, migrate

QUESTIONS = {
    "council_name": "市社協の名称",
    "city": "市の名称",
    "district_term": "地区の組織の呼び方 [地区社協]",
    "name": "最初のシステム管理者のお名前",
    "email": "メールアドレス（ログインに使います）",
}


class Command(BaseCommand):
    help = "Make the city council, its districts and the first administrator. Works once, on an empty portal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", dest="council_name", help="name of the city council (市社協の名称)")
        parser.add_argument("--city", help="name of the city (市の名称)")
        parser.add_argument("--district-term", help="what districts' councils are called (default 地区社協)")
        parser.add_argument(
            "--district",
            action="append",
            dest="districts",
            help="「地区名,ふりがな,slug」; once for each district",
        )
        parser.add_argument("--name", help="name of the first administrator")
        parser.add_argument("--email", help="mail address of the first administrator, to sign in with")
        parser.add_argument(
            "--password",
            help="their password; better left out, so that it is asked for and stays out of the history",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_up_to_date():
            migrate()
            call_command("createcachetable", verbosity=0)
        if setup.is_set_up():
            raise CommandError("すでに設定されています。変更は、ログインして「市の設定」で行ってください。")
        form = SetupForm(self._answers(options))
        if not form.is_valid():
            raise CommandError(
                "\n".join(
                    f"{form[name].label}: {' '.join(map(str, errors))}"
                    for name, errors in form.errors.items()
                )
            )
        administrator = setup.set_up(**form.parts())
        self.stdout.write(f"設定しました。{administrator.email} でログインしてください。")

    def _answers(self, options: dict[str, Any]) -> dict[str, str]:
        """What the options say, and what a person at a terminal answers."""
        answers = {name: options[name] or self._ask(label) for name, label in QUESTIONS.items()}
        answers["district_term"] = answers["district_term"] or "地区社協"
        answers["districts"] = "\n".join(options["districts"] or self._ask_districts())
        password = options["password"] or (
            getpass.getpass("パスワード（10文字以上）：") if sys.stdin.isatty() else ""
        )
        return answers | {"password": password, "password_again": password}

    def _ask(self, label: str) -> str:
        return input(f"{label}：") if sys.stdin.isatty() else ""

    def _ask_districts(self) -> list[str]:
        if not sys.stdin.isatty():
            return []
        self.stdout.write(
            "地区を1行に1つ、「地区名,ふりがな,アドレス用の名前」の形で入力してください。空の行で終わります。"
        )
        return list(iter(lambda: input("地区："), ""))
