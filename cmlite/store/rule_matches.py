"""What a rule of moderation finds, as one condition in SQL: counted and listed here, acted upon in `rule_acts`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cmlite.domain.brands import WEEKDAYS, Brand
from cmlite.domain.rules import SIGNS, TELLING, UNSEEN, Rule, core, normal, pattern
from cmlite.store.db import Store

HEARD = "m.direction = 'in' and m.state <> 'deleted'"
_WALL = "((m.sent_at at time zone 'UTC') at time zone $zone)"
_LINK = "(m.text ilike '%http://%' or m.text ilike '%https://%' or m.text ilike '%www.%')"
_QUESTION = "position('?' in regexp_replace(m.text, 'https?://[^ ]+', '', 'g')) > 0"


def read_numbers(store: Store, brand: Brand, rule: Rule, holidays: Sequence[date]) -> tuple[int, int]:
    """How many conversations a rule finds among all of the brand, and how many those are."""
    where, given = condition(rule, brand, holidays)
    row = store.row(
        f"""select count(distinct m.conversation_id) as n from message as m
        inner join conversation as c on c.conversation_id = m.conversation_id
        where m.brand_id = $brand and c.brand_id = $brand and {HEARD} and {where}""",
        given,
    )
    total = store.row(
        f"select count(distinct m.conversation_id) as n from message as m where m.brand_id = ? and {HEARD}",
        [brand.brand_id],
    )
    return int(row["n"]) if row else 0, int(total["n"]) if total else 0


def read_matches(
    store: Store, brand: Brand, rule: Rule, holidays: Sequence[date], *, limit: int, offset: int
) -> list[dict[str, Any]]:
    """Conversations a rule finds, newest first: conversation_id, network, who, class_id, sent_at, excerpt, word."""
    where, given = condition(rule, brand, holidays)
    word, words = word_of(rule)
    return store.rows(
        f"""with found as (
            select m.conversation_id, m.message_id, m.sent_at,
                row_number() over (partition by m.conversation_id order by m.sent_at desc, m.message_id desc) as place
            from message as m inner join conversation as c on c.conversation_id = m.conversation_id
            where m.brand_id = $brand and c.brand_id = $brand and {HEARD} and {where}
        ), page as (
            select * from found where place = 1 order by sent_at desc, conversation_id
            limit {int(limit)} offset {int(offset)}
        )
        select page.conversation_id, page.sent_at, substr(m.text, 1, 200) as excerpt, coalesce({word}, '') as word,
            c.network, c.class_id, coalesce(nullif(p.display_name, ''), p.handle, '') as who
        from page inner join message as m on m.message_id = page.message_id and m.brand_id = $brand
        inner join conversation as c on c.conversation_id = page.conversation_id and c.brand_id = $brand
        left join person as p on p.person_id = c.person_id and p.brand_id = $brand
        order by page.sent_at desc, page.conversation_id""",
        given | words,
    )


def condition(rule: Rule, brand: Brand, holidays: Sequence[date]) -> tuple[str, dict[str, object]]:
    """What must hold of message m and its conversation c, and the parameters: only what is asked for."""
    clauses: list[str] = []
    given: dict[str, object] = {"brand": brand.brand_id}
    for name, entries in (("word", rule.words), ("without", rule.without)):
        if entries:
            clauses.append(f"{'not ' if name == 'without' else ''}{_one_of(entries, name, given)}")
    for name, column, chosen in (
        ("networks", "c.network", rule.networks),
        ("languages", language(), rule.languages),
        ("kinds", "c.kind", rule.kinds),
    ):
        if chosen:
            clauses.append(f"{column} in (select unnest(${name}))")
            given[name] = list(chosen)
    if rule.tones:
        given |= {"tones": list(rule.tones), "score": rule.score / 100}
        clauses.append(
            """m.message_id in (select j.message_id from triage_judgement as j where j.brand_id = $brand
            and j.tone in (select unnest($tones)) and coalesce(j.tone_certainty, 0) >= $score)"""
        )
    if rule.senders:
        given["senders"] = [one.strip().lstrip("@").lower() for one in rule.senders]
        clauses.append(
            """m.person_id in (select p.person_id from person as p where p.brand_id = $brand
            and lower(ltrim(p.handle, '@')) in (select unnest($senders)))"""
        )
    if rule.first_contact:
        clauses.append(
            """c.person_id <> '' and c.first_in_at = (select min(e.first_in_at) from conversation as e
            where e.brand_id = $brand and e.person_id = c.person_id)"""
        )
    if rule.has_link:
        clauses.append(_LINK)
    if rule.has_question:
        clauses.append(_QUESTION)
    _times(rule, brand, holidays, clauses, given)
    return " and ".join(f"({one})" for one in clauses) or "true", given


def _one_of(entries: Sequence[str], name: str, given: dict[str, object]) -> str:
    """Whether one of the entries stands in message m: few texts get past the quick look, the exact one is slow."""
    quick, exact = [], []
    for place, entry in enumerate(entries):
        given[f"{name}_{place}"] = pattern(entry)
        given[f"{name}_core_{place}"] = f"%{core(entry)}%"
        quick.append(f"m.text ilike ${name}_core_{place}")
        exact.append(_like(entry, f"{name}_{place}"))
    unseen = f"regexp_matches(m.text, '[{UNSEEN}]')"
    return f"(case when {' or '.join(quick)} or {unseen} then {' or '.join(exact)} else false end)"


def _times(rule: Rule, brand: Brand, holidays: Sequence[date], clauses: list[str], given: dict[str, object]) -> None:
    hour, day = f"extract(hour from {_WALL})", f"extract(isodow from {_WALL})"
    if rule.weekdays:
        numbers = [str(WEEKDAYS.index(one) + 1) for one in rule.weekdays if one in WEEKDAYS]
        clauses.append(f"{day} in ({', '.join(numbers)})")
    if rule.from_hour is not None and rule.to_hour is not None:
        between = "and" if rule.from_hour < rule.to_hour else "or"
        clauses.append(f"{hour} >= {rule.from_hour} {between} {hour} < {rule.to_hour}")
    if rule.outside_hours:
        minute = f"({hour} * 60 + extract(minute from {_WALL}))"
        spans = [
            f"({day} = {WEEKDAYS.index(name) + 1} and {minute} >= {span.opens.hour * 60 + span.opens.minute}"
            f" and {minute} < {span.closes.hour * 60 + span.closes.minute})"
            for name, span in brand.business_hours.days.items()
        ]
        closed = f"cast({_WALL} as date) in (select unnest($holidays))"
        if holidays:
            given["holidays"] = list(holidays)
        clauses.append(f"not ({' or '.join(spans)}){f' or {closed}' if holidays else ''}" if spans else "false")
    if any("$zone" in one for one in clauses):
        given["zone"] = brand.zone


def word_of(rule: Rule) -> tuple[str, dict[str, object]]:
    """The first of the rule's words that stands in message m, and the parameters for it."""
    if not rule.words:
        return "''", {}
    cases = " ".join(
        f"when {_like(entry, f'word_{place}')} then $entry_{place}" for place, entry in enumerate(rule.words)
    )
    return f"case {cases} end", {f"entry_{place}": entry for place, entry in enumerate(rule.words)}


def language() -> str:
    """What the conversation is known to be written in, else what small words say of message m; '' is unknown."""
    ends = "[ .,;:!?()\\n]"
    masses = {
        code: "length(m.text) - "
        f"length(regexp_replace(lower(m.text), '(^|{ends})({'|'.join(words)})({ends}|$)', '', 'g'))"
        for code, words in TELLING.items()
    }
    return f"""case when c.language <> '' then c.language when {masses["de"]} > {masses["en"]} then 'de'
        when {masses["en"]} > {masses["de"]} then 'en' else '' end"""


def said(*, tidy: bool = True) -> str:
    """What `domain.rules.normal` makes of a text; not `tidy`: with several blanks between words, which is quicker."""
    signs = SIGNS.replace("'", "''")
    blanks = " " * len(SIGNS)
    words = f"translate(replace(lower(m.text), 'ß', 'ss'), '{signs}{UNSEEN}', '{blanks}')"
    if not tidy:
        return f"(' ' || {words} || ' ')"
    for run in ("        ", "    ", "  ", "  "):
        words = f"replace({words}, '{run}', ' ')"
    return f"(' ' || trim({words}) || ' ')"


def _like(entry: str, name: str) -> str:
    """Whether message m holds an entry; only phrases need a tidy text."""
    return f"{said(tidy=' ' in normal(entry).strip())} like ${name}"
