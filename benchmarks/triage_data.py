"""The public sets that triage is measured on, as their files are; test input only: nothing learnt from them is kept."""

import csv
import html
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDS = 5
_LABELS = {"0": "negative", "1": "neutral", "2": "positive"}

Part = tuple[list[str], list[str]]
"""Texts and their labels."""


@dataclass(frozen=True)
class Task:
    """One task: `train`, and `test` or None for five folds. `hit`: the label that a queue would show first.

    `measure`: the published one, `published`: its best value in per cent.
    """

    name: str
    language: str
    train: Part
    test: Part | None
    hit: str
    measure: str
    published: float


def development(folder: Path) -> list[Task]:
    """The nine tasks on the parts for development."""
    return [
        *_feedback(folder, ("dev-2017-09-15.xml",), "test_dia-2017-09-15.xml"),
        *_comments(folder, None),
        _offensive(folder, None),
        *_tweets(folder, ("train",), "val"),
        _airline(folder, None),
    ]


def held_out(folder: Path) -> list[Task]:
    """The same tasks on their official tests, as far as those files are there; trained on all the rest."""
    wanted: list[tuple[tuple[str, ...], Callable[[], list[Task]]]] = [
        (
            ("germeval2017/test_syn-2017-09-15.xml",),
            lambda: _feedback(folder, ("dev-2017-09-15.xml", "test_dia-2017-09-15.xml"), "test_syn-2017-09-15.xml"),
        ),
        (("germeval2021/GermEval21_TestData.csv",), lambda: _comments(folder, "GermEval21_TestData.csv")),
        (("germeval2018/germeval2018.test.txt",), lambda: [_offensive(folder, "germeval2018.test.txt")]),
        (
            ("xlmt_sentiment/german/test_text.txt", "xlmt_sentiment/english/test_text.txt"),
            lambda: _tweets(folder, ("train", "val"), "test"),
        ),
        (("us_airline/test.csv",), lambda: [_airline(folder, "test.csv")]),
    ]
    return [task for names, read in wanted if all((folder / name).is_file() for name in names) for task in read()]


def languages(folder: Path) -> Part:
    """Texts in German and English with their language."""
    german, english = (_tweet_part(folder, name, ("train", "val"))[0] for name in ("german", "english"))
    german += _comment_rows(folder, "GermEval21_TrainData.csv")[0]
    english += _airline_rows(folder, "train.csv")[0][:3_244]
    return [*german, *english], ["de"] * len(german) + ["en"] * len(english)


def _normal(text: str) -> str:
    plain = re.sub(r"https?://\S+|\bhttps?\b|@\w+|\brt\b", "", html.unescape(text).lower())
    return re.sub(r"[\W_]+", "", plain)


def _feedback(folder: Path, train: Sequence[str], test: str) -> list[Task]:
    """GermEval 2017; a training text that stands in the test in other words is left out."""

    def read(name: str) -> list[tuple[str, str, str]]:
        root = ElementTree.parse(folder / "germeval2017" / name).getroot()  # a local, known file
        return [
            (
                html.unescape(one.findtext("text") or ""),
                one.findtext("relevance") or "",
                one.findtext("sentiment") or "",
            )
            for one in root.iter("Document")
        ]

    tested = read(test)
    seen = {_normal(row[0]) for row in tested}
    learnt = [row for name in train for row in read(name) if _normal(row[0]) not in seen]

    def task(name: str, place: int, hit: str, published: float) -> Task:
        return Task(
            name,
            "de",
            ([row[0] for row in learnt], [row[place] for row in learnt]),
            ([row[0] for row in tested], [row[place] for row in tested]),
            hit,
            "accuracy",
            published,
        )

    return [
        task("2017 sentiment, German feedback", 2, "negative", 85.3 if "dia" in test else 85.1),
        task("2017 relevance, German feedback", 1, "false", 95.9 if "dia" in test else 96.1),
    ]


def _comment_rows(folder: Path, name: str) -> tuple[list[str], list[dict[str, str]]]:
    with (folder / "germeval2021" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [html.unescape(row["comment_text"]) for row in rows], rows


def _comments(folder: Path, test: str | None) -> list[Task]:
    texts, rows = _comment_rows(folder, "GermEval21_TrainData.csv")
    tested = _comment_rows(folder, test) if test else None
    return [
        Task(
            f"2021 {name}, German comments",
            "de",
            (texts, [row[column] for row in rows]),
            (tested[0], [row[column] for row in tested[1]]) if tested else None,
            "1",
            "F(P,R)",
            published,
        )
        for name, column, published in (
            ("toxic", "Sub1_Toxic", 71.8),
            ("engaging", "Sub2_Engaging", 69.9),
            ("fact-claiming", "Sub3_FactClaiming", 76.8),
        )
    ]


def _offensive(folder: Path, test: str | None) -> Task:
    def read(name: str) -> Part:
        lines = (folder / "germeval2018" / name).read_text(encoding="utf-8").split("\n")
        rows = [line.split("\t") for line in lines if line.strip()]
        return [html.unescape(row[0]) for row in rows], [row[1].strip() for row in rows]

    learnt = read("germeval2018.training.txt")
    return Task("2018 offensive, German tweets", "de", learnt, read(test) if test else None, "OFFENSE", "F(P,R)", 76.77)


def _tweet_part(folder: Path, language: str, parts: Sequence[str]) -> Part:
    texts, labels = [], []
    for part in parts:
        place = folder / "xlmt_sentiment" / language
        said = [
            _LABELS[line.strip()] for line in (place / f"{part}_labels.txt").read_text().split("\n") if line.strip()
        ]
        texts += [html.unescape(line) for line in (place / f"{part}_text.txt").read_text(encoding="utf-8").split("\n")][
            : len(said)
        ]
        labels += said
    return texts, labels


def _tweets(folder: Path, train: Sequence[str], test: str) -> list[Task]:
    return [
        Task(
            f"sentiment, {language.title()} tweets",
            code,
            _tweet_part(folder, language, train),
            _tweet_part(folder, language, (test,)),
            "negative",
            "macro-F1",
            published,
        )
        for language, code, published in (("german", "de", 77.3), ("english", "en", 70.6))
    ]


def _airline_rows(folder: Path, name: str) -> Part:
    with (folder / "us_airline" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [html.unescape(row["text"]) for row in rows], [row["airline_sentiment"] for row in rows]


def _airline(folder: Path, test: str | None) -> Task:
    learnt = _airline_rows(folder, "train.csv")
    tested = _airline_rows(folder, test) if test else None
    return Task("airline sentiment, English tweets", "en", learnt, tested, "negative", "", 0.0)
