"""Japanese texts have Japanese colons and brackets: 「例：」（…）, never ": " or "(…)" beside kana and kanji."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_architecture import PRESENT, ROOT, modules

_JAPANESE = "ぁ-ゖァ-ヺー一-鿿々〆、。「」『』（）・％０-９"
HALF_WIDTH = re.compile(rf"[{_JAPANESE}] ?[:(]|\)[{_JAPANESE}]")
# What the above does not see, since a value or a tag stands before it.
BEHIND_A_VALUE = re.compile(rf"(?:\}}\}}: (?=[{_JAPANESE}])|%\}}: )")
_COMMENTS = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# Patterns are written with such signs, texts are not.
_PATTERN = re.compile(r"[\\|^$\[\]]|\([?.]")
# A heading of the national data sets, and the name of the language in XLSForm, which are written so.
_STANDARD = {"建物名等(方書)", "日本語 (ja)"}


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module that somebody may read, each with its line."""
    source = path.read_text()
    if not HALF_WIDTH.search(source):
        return
    tree = ast.parse(source)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def test_strings_have_japanese_punctuation() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for app in PRESENT
        for path in modules(app)
        for line, text in texts_of(path)
        if HALF_WIDTH.search(text) and not _PATTERN.search(text) and text not in _STANDARD
    ]
    assert found == []


def test_templates_have_japanese_punctuation() -> None:
    found = []
    for path in (ROOT / "templates").rglob("*"):
        if path.suffix not in (".html", ".txt"):
            continue
        text = _COMMENTS.sub("", path.read_text())
        wrong = [*HALF_WIDTH.findall(_TAGS.sub("", text)), *BEHIND_A_VALUE.findall(text)]
        # What a template says in a tag: {% include … with label="…" %}.
        wrong += [each for tag in _TAGS.findall(text) for each in HALF_WIDTH.findall(tag)]
        found += [f"{path.relative_to(ROOT)} {wrong}"] if wrong else []
    assert found == []


def test_the_guard_sees_what_it_looks_for_and_nothing_else() -> None:
    seen = ["例: 若葉", "若葉（川原）: 3", "団体(任意)", "3件 (予定)", "(任意)です"]
    unseen = ["例：若葉", "9:00から", "https://example.jp/若葉", "PORT: 80", "(087) 881"]
    assert [text for text in seen + unseen if HALF_WIDTH.search(text)] == seen
