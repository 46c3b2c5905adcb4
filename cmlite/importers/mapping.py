"""The column mapper: guesses what the columns of an unknown table mean, and applies the owner's mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from cmlite.importers.base import (
    DAY_METRICS,
    Finding,
    Parsed,
    ReadOptions,
    Table,
    note,
    question,
    refusal,
    rows_left_out,
    warning,
)
from cmlite.importers.conversations import read_messages
from cmlite.importers.dates import read_dates
from cmlite.importers.days import DaySpec, ask_network, read_days
from cmlite.importers.headings import SCANNED_ROWS, nearest, norm
from cmlite.importers.ids import damaged, hashed_id
from cmlite.importers.messages import role_key
from cmlite.importers.metrics import Metric
from cmlite.importers.numbers import read_numbers
from cmlite.importers.plan_layouts import find_layout
from cmlite.importers.posts import Draft, PostSpec, read_posts

_MESSAGE_ROLES: Final = ("author", "direction", "parent_external_id")
_TEXT_ROLES: Final = ("external_id", "text", "permalink", "format", *_MESSAGE_ROLES)
ROLES: Final = (*_TEXT_ROLES, "published_at", "day", *DAY_METRICS)

_GUESSES: Final = {
    "external_id": "post id|status id|tweet id|video id|media id|id|beitrags id|comment id|message id",
    "text": "text|post text|message|content|caption|description|title|post message|comment text|tweet text"
    "|beschreibung|beitragstext|titel|nachricht|kommentar|inhalt",
    "published_at": "published at|publish time|posting time|posted|status published|created at|created time"
    "|created|post date|tweet created|timestamp|veröffentlicht am|veröffentlichungszeitpunkt|erstellt am"
    "|date|datum|time|zeit",
    "permalink": "permalink|link|url|post link|post url|dauerhafter link",
    "format": "type|post type|status type|media type|format|content type|typ|art|beitragstyp",
    "author": "author|author id|from|user|username|autor|absender|verfasser|name",
    "direction": "inbound|direction|richtung",
    "parent_external_id": "in reply to|in response to tweet id|parent id|antwort auf",
    "views": "views|video views|plays|aufrufe",
    "impressions": "impressions|post total impressions|impressionen",
    "reach": "reach|post total reach|reichweite|erreichte konten",
    "likes": "reactions|likes|like|favorites|reaktionen|gefällt mir|„gefällt mir“ angaben",
    "comments": "comments|comment|replies|kommentare|antworten",
    "shares": "shares|share|reposts|retweets|retweet count|geteilte inhalte|geteilt",
    "saves": "saves|saved|bookmarks|gespeichert|gespeicherte beiträge",
    "follows": "follows|new followers|new follows|neue follower",
    "unfollows": "unfollows|lost followers|verlorene follower",
    "followers": "followers|follower|total followers|abonnenten",
    "clicks": "clicks|total clicks|post consumptions|klicks",
    "link_clicks": "link clicks|url clicks|linkklicks",
    "profile_visits": "profile visits|profile views|profilaufrufe",
    "visits": "visits|page views|besuche|seitenaufrufe",
    "engagements": "engagements|total interactions|interactions|engagement|interaktionen",
    "watch_hours": "watch time (hours)|wiedergabezeit (stunden)",
    "video_seconds": "duration (sec)|duration|dauer (sek.)|dauer",
    "quotes": "quotes|quote count|zitate",
}
_NOISE: Final = re.compile(r"^(?:num|number of|anzahl|lifetime|total number of) ")


def _guess_key(heading: str) -> str:
    key = role_key(heading)
    while (shorter := _NOISE.sub("", key)) != key:
        key = shorter
    return key


def guess_roles(table: Table) -> dict[str, str]:
    """Heading → guessed role; each role at most once, and only where the cells fit it."""
    keys = [_guess_key(heading) for heading in table.headings]
    guessed: dict[str, str] = {}
    for role, names in _GUESSES.items():
        for name in names.split("|"):
            place = next((place for place, key in enumerate(keys) if key == name), None)
            if place is None or table.headings[place] in guessed:
                continue
            if _fits(role, [row[place] for row in table.rows[:200]], table.delimiter):
                guessed[table.headings[place]] = role
                break
    chosen = set(guessed.values())
    if "published_at" in chosen and not chosen & {"text", "external_id", "permalink", "author"}:
        guessed = {name: "day" if role == "published_at" else role for name, role in guessed.items()}
    return {heading: guessed.get(heading, "") for heading in table.headings}


def _fits(role: str, cells: Sequence[str], delimiter: str) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if role in ("published_at", "day"):
        return bool(filled) and len(read_dates(filled).bad) * 2 < len(filled)
    if role in DAY_METRICS:
        numbers = read_numbers(filled, "amount", semicolons=delimiter == ";")
        return bool(filled) and len(numbers.bad) * 2 < len(filled)
    return True


def unknown_table(table: Table) -> Parsed:
    """The result for a new format: guesses, and the known format it resembles most."""
    if any(found.key == "imports.note.short_rows" and _most(found, table) for found in table.findings):
        raise refusal("not_table_text")
    guessed = guess_roles(table)
    is_plan = _is_plan(table, guessed)
    findings = [question("plan" if is_plan else "new_table", file=table.name)]
    close = nearest(table.keys)
    if close and not is_plan:
        known, missing = close
        findings.append(
            note(
                "nearest_format",
                format=known.id,
                n=len(known.every) - len(missing),
                total=len(known.every),
                missing=", ".join(missing),
            )
        )
    id_heading = next((heading for heading, role in guessed.items() if role == "external_id"), None)
    if id_heading is not None:
        ids = table.column(norm(id_heading))
        if broken := damaged(ids):
            findings.append(warning("ids_look_damaged", n=len(broken), cell=ids[broken[0]][:40]))
    return Parsed(
        table.name,
        "unknown",
        "unknown",
        headings=tuple(table.headings),
        rows=len(table.rows),
        refused=rows_left_out(table.left_out),
        preview=table.preview(),
        guessed=guessed,
        findings=(*findings, *table.findings),
    )


def _is_plan(table: Table, guessed: Mapping[str, str]) -> bool:
    """Whether these are posts to be planned: a layout of plans, with no figures and nobody who wrote."""
    told = {*DAY_METRICS, *_MESSAGE_ROLES} & set(guessed.values())
    return not told and find_layout([table.headings, *table.rows[:9]]) is not None


def _most(found: Finding, table: Table) -> bool:
    """Whether more than half of the rows are too short: prose that happens to hold a delimiter."""
    return int(str(found.values["n"])) * 2 > len(table.rows)


def refuse_summary(rows: Sequence[Sequence[str]]) -> None:
    """Refuse a report somebody wrote: underlined title lines and several sections instead of one table."""
    marks = [row[0] for row in rows[:60] if row and re.match(r"\s*={3,}", row[0])]
    if marks:
        raise refusal("summary")


def refuse_web_analytics(rows: Sequence[Sequence[str]]) -> None:
    """Refuse a website statistic, which opens with a block of `#` lines."""
    head = [row[0].lstrip() for row in rows[:SCANNED_ROWS] if row and row[0].strip()][:2]
    if len(head) == 2 and all(cell.startswith("#") for cell in head):
        raise refusal("web_analytics")


def apply_mapping(table: Table, mapping: Mapping[str, str], options: ReadOptions) -> Parsed | None:
    """Read an unknown table by heading → role; None when none of the mapped headings is there.

    Author, direction or parent make it messages, `day` a daily table, anything else posts. Times without an
    offset are read in the owner's zone. A post without id gets one derived from its text and date as they stand there,
    which stays the same in whatever zone they are read.
    """
    by_key = {norm(heading): role for heading, role in mapping.items() if role in ROLES}
    roles: dict[str, str] = {}
    for key in table.keys:
        if key in by_key:
            roles.setdefault(by_key[key], key)
    if not roles:
        return None
    if any(role in roles for role in _MESSAGE_ROLES):
        shown = {role: table.headings[table.keys.index(key)] for role, key in roles.items()}
        return read_messages(table, shown, options)
    metrics = {role: _metric(role, key) for role, key in roles.items() if role in DAY_METRICS}
    if "day" in roles:
        place = table.keys.index(roles["day"])
        table.keys = ["" if key in ("date", "datum") else key for key in table.keys]
        table.keys[place] = "date"
        parsed = read_days(table, "generic", DaySpec(options.network, metrics), options)
    else:
        parsed = read_posts(table, "generic", _post_spec(roles, metrics, options), options, refine=_refine)
    if options.network is None:
        table.findings.append(ask_network(table))
        parsed = replace(parsed, findings=tuple(table.findings))
    return parsed


def with_mapping(parsed: Parsed, table: Table, mapping: Mapping[str, str]) -> Parsed:
    """A table read by the owner's mapping, with what it takes to map it otherwise: first rows and present roles."""
    by_key = {norm(heading): role for heading, role in mapping.items()}
    roles = {heading: by_key.get(norm(heading), "") for heading in table.headings}
    return replace(parsed, headings=tuple(table.headings), preview=table.preview(), guessed=roles)


def _metric(role: str, key: str) -> Metric:
    return Metric((key,), "amount" if role in ("watch_hours", "video_seconds") else "count")


def _post_spec(roles: Mapping[str, str], metrics: Mapping[str, Metric], options: ReadOptions) -> PostSpec:
    return PostSpec(
        network=options.network or "",
        external_id=roles.get("external_id", ""),
        text=(roles["text"],) if "text" in roles else (),
        published_at=roles.get("published_at", ""),
        permalink=roles.get("permalink", ""),
        format=roles.get("format", ""),
        clock="own",
        metrics=metrics,
    )


def _refine(draft: Draft) -> None:
    if draft.spec.external_id:
        return
    posts = draft.posts
    posts["external_id"] = [hashed_id(str(when), text) for when, text in zip(posts["wall"], posts["text"], strict=True)]
