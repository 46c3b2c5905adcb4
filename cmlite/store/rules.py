"""Table `moderation_rule`, and what rules did."""

from collections.abc import Sequence
from typing import Any

from cmlite.domain.rules import Rule, SavedRule
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, many, one

_LIVING = "select * from moderation_rule where brand_id = ? and deleted_at is null order by place, rule_id"


def read_rules(store: Store, brand_id: str) -> list[SavedRule]:
    """The rules of a brand in the order in which they are asked."""
    return store.made(_rules, _LIVING, [brand_id])


def lock_rules(cursor: Cursor, brand_id: str) -> list[SavedRule]:
    """The same inside a transaction."""
    return _rules(many(cursor, _LIVING, [brand_id]))


def lock_rule(cursor: Cursor, brand_id: str, rule_id: str) -> dict[str, Any] | None:
    """The row a transaction is about to change, also if it was deleted."""
    return one(cursor, "select * from moderation_rule where brand_id = ? and rule_id = ?", [brand_id, rule_id])


def read_done(store: Store, brand_id: str) -> dict[str, tuple[int, int]]:
    """By rule: how much it did, and how much of it was taken back."""
    rows = store.rows(
        """select rule_id, count(*) as n, count(undone_at) as undone from class_change
        where brand_id = ? and made_by = 'rule' group by rule_id""",
        [brand_id],
    )
    return {row["rule_id"]: (int(row["n"]), int(row["undone"])) for row in rows}


def read_acts(store: Store, brand_id: str, rule_id: str, *, limit: int, offset: int) -> list[dict[str, Any]]:
    """What a rule did, newest first ('' is every rule); names of columns as in `class_change`, with rule, who, excerpt.

    `excerpt` is the beginning of what the person wrote first.
    """
    return store.rows(
        f"""with page as (
            select * from class_change where brand_id = $brand and made_by = 'rule' and $rule in ('', rule_id)
            order by changed_at desc, change_id limit {int(limit)} offset {int(offset)}
        ), said as (
            select m.conversation_id, substr(m.text, 1, 160) as excerpt,
                row_number() over (partition by m.conversation_id order by m.sent_at, m.message_id) as place
            from message as m
            where m.brand_id = $brand and m.direction = 'in'
              and m.conversation_id in (select conversation_id from page)
        )
        select page.*, r.content as rule, coalesce(s.excerpt, '') as excerpt, coalesce(c.network, '') as network,
            coalesce(nullif(p.display_name, ''), p.handle, '') as who
        from page
        left join moderation_rule as r on r.rule_id = page.rule_id and r.brand_id = $brand
        left join conversation as c on c.conversation_id = page.conversation_id and c.brand_id = $brand
        left join person as p on p.person_id = c.person_id and p.brand_id = $brand
        left join said as s on s.conversation_id = page.conversation_id and s.place = 1
        order by page.changed_at desc, page.change_id""",
        {"brand": brand_id, "rule": rule_id},
    )


def read_of_conversation(store: Store, brand_id: str, conversation_id: str) -> list[dict[str, Any]]:
    """What rules did to one conversation and was not taken back, newest first: change_id, rule_id, rule."""
    return store.rows(
        """select x.change_id, x.rule_id, r.content as rule from class_change as x
        inner join moderation_rule as r on r.rule_id = x.rule_id and r.brand_id = x.brand_id
        where x.brand_id = ? and x.conversation_id = ? and x.made_by = 'rule' and x.undone_at is null
        order by x.changed_at desc, x.change_id""",
        [brand_id, conversation_id],
    )


def _rules(rows: Sequence[dict[str, Any]]) -> list[SavedRule]:
    return [SavedRule.model_validate(row | {"content": Rule.model_validate_json(row["content"])}) for row in rows]
