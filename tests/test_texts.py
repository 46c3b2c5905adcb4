"""German leads, English mirrors: same keys, same placeholders, none missing, none left over."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from cmlite.domain.moderation import ACTIONS, CLASSES
from cmlite.domain.strategy import OUTCOMES
from cmlite.domain.triage import ASPECTS, TONES, URGENCIES
from cmlite.ui.text import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
PLURALS = {"one", "other"}


def flat(tree, prefix=""):
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def texts(code):
    return dict(flat(tomllib.loads((ROOT / "cmlite" / "locales" / f"{code}.toml").read_text(encoding="utf-8"))))


DE, EN = texts("de"), texts("en")
OTHERS = {code: texts(code) for code in LANGUAGES if code != "de"}


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def code_files():
    return [*(ROOT / "pages").glob("*.py"), *(ROOT / "cmlite").rglob("*.py")]


def used_keys():
    """Exact keys in the code, and patterns of those put together at run time ({…} stands for one part)."""
    exact, patterns = set(), set()
    for path in code_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if id(node) in parts:
                continue
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[a-z_]+(\.[\w+-]+)+", node.value)
            ):
                exact.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                pattern = "".join(
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w.+-]+" for part in node.values
                )
                if "\\." in pattern and re.match(r"^([a-z_]+|\[)", pattern):
                    patterns.add(pattern)
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.left, ast.Constant):
                patterns.add(re.escape(str(node.left.value)) + r"[\w.+-]+")
    return exact, patterns


def base(key):
    head, _, last = key.rpartition(".")
    return head if last in PLURALS and f"{head}.one" in DE else key


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_languages_have_the_same_keys(code):
    assert DE.keys() == texts(code).keys()


@pytest.mark.parametrize("key", sorted(DE))
def test_all_languages_fill_the_same_placeholders(key):
    wrong = [code for code, other in OTHERS.items() if placeholders(DE[key]) != placeholders(other.get(key, ""))]
    assert wrong == []


def test_no_text_is_empty_or_has_stray_blanks():
    wrong = [key for key, value in {**DE, **EN}.items() if not value.strip() or value != value.strip()]
    assert wrong == []


def test_every_key_the_code_names_exists():
    exact, _ = used_keys()
    known = {base(key) for key in DE}
    groups = {key.split(".")[0] for key in DE}
    files = {"py", "css", "js", "toml", "csv", "duckdb", "json", "svg", "png", "zip", "log", "md"}
    missing = {
        key
        for key in exact
        if key.split(".")[0] in groups
        and key not in known
        and key.rpartition(".")[2] not in files
        and not any(one.startswith(key + ".") for one in known)
    }
    assert missing == set()


def test_every_word_of_the_domain_that_is_shown_has_its_text():
    """Keys put together at run time: the search above cannot see them."""
    shown = {
        *(f"{group}.{one}" for group in ("outcomes", "outcomes_help") for one in OUTCOMES),
        *(f"classes.name.{one}" for one in CLASSES),
        *(f"moderation.action.{one}" for one in ACTIONS),
        *(f"triage.tone.{one}" for one in TONES),
        *(f"triage.urgency.{one}" for one in URGENCIES),
        *(f"triage.aspect.{one}" for one in ASPECTS),
    }
    assert shown - DE.keys() == set()


@pytest.mark.parametrize("texts_of", [DE, EN], ids=["de", "en"])
def test_what_stands_in_a_menu_begins_with_a_capital(texts_of):
    menus = ("acts.do_", "ideas.act.", "inbox.snooze_", "library.do.")
    assert [
        key for key, words in texts_of.items() if key.startswith(menus) and not words.lstrip("„“")[0].isupper()
    ] == []


@pytest.mark.parametrize("texts_of", [DE, EN], ids=["de", "en"])
def test_examples_of_account_names_suit_any_trade(texts_of):
    trades = re.compile(r"(baeckerei|bakery)[._-]|@bakery", re.IGNORECASE)
    assert [key for key, words in texts_of.items() if trades.search(words)] == []


def test_no_text_is_left_over():
    exact, patterns = used_keys()
    joined = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns)))
    unused = sorted(
        key for key in {base(key) for key in DE} if key not in exact and not joined.fullmatch(key) and not indirect(key)
    )
    assert unused == []


def indirect(key):
    """Keys whose last part is data: findings of importers are named by `note("…")`, `refusal("…")` and the like."""
    if key.startswith("imports."):
        kind, _, name = key.removeprefix("imports.").partition(".")
        source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "cmlite" / "importers").glob("*.py"))
        return kind in {"refused", "warning", "note", "question", "row"} and (f'"{name}"' in source or name in source)
    return False


def test_german_speaks_to_the_owner_formally():
    informal = re.compile(r"\b(du|dein|deine|deinen|deiner|dir|dich|euer|eure|euch)\b", re.IGNORECASE)
    ours = {
        key: value
        for key, value in DE.items()
        if not key.startswith(("suggest.", "onboarding.example", "onboarding.address"))
    }
    assert [key for key, value in ours.items() if informal.search(value)] == []


def test_the_errors_of_the_code_have_sentences():
    raised = set()
    for path in code_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith(("Error", "Refused")) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and "." in first.value:
                    raised.add(first.value)
    assert {key for key in raised if key not in DE} == set()
