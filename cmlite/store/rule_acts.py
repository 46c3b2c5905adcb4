"""What rules of moderation do to conversations: one statement a rule, written down in `class_change`."""

from collections.abc import Sequence
from datetime import date, datetime

from cmlite.domain.brands import Brand
from cmlite.domain.rules import SavedRule
from cmlite.store.rows import Cursor, changed, one
from cmlite.store.rule_matches import HEARD, condition, word_of


def choose_arrived(cursor: Cursor, brand_id: str, channel_id: str, now: datetime) -> int:
    """The conversations of a channel that just heard something are looked at; returns how many."""
    return _choose(
        cursor,
        "c.brand_id = $brand and c.channel_id = $channel and c.changed_at = $now and c.waiting_since is not null",
        {"brand": brand_id, "channel": channel_id, "now": now},
    )


def choose_imported(cursor: Cursor, brand_id: str, import_id: str) -> int:
    """The conversations a file brought messages to are looked at; returns how many."""
    return _choose(
        cursor,
        """c.brand_id = $brand and c.conversation_id in (select m.conversation_id from message as m
            where m.brand_id = $brand and m.import_id = $id and m.direction = 'in')""",
        {"brand": brand_id, "id": import_id},
    )


def choose_judged(cursor: Cursor, brand_id: str, conversation_ids: Sequence[str]) -> int:
    """Conversations whose messages triage has just judged are looked at while they wait; returns how many."""
    return _choose(
        cursor,
        "c.brand_id = $brand and c.conversation_id in (select unnest($ids)) and c.waiting_since is not null",
        {"brand": brand_id, "ids": list(conversation_ids)},
    )


def choose_open(cursor: Cursor, brand_id: str) -> int:
    """All conversations that are not done are looked at; returns how many."""
    return _choose(cursor, "c.brand_id = $brand and c.state <> 'done'", {"brand": brand_id})


def _choose(cursor: Cursor, where: str, given: dict[str, object]) -> int:
    """`rule_scope`: conversations, and since when their messages count: what was answered is not looked at again."""
    cursor.execute("drop table if exists rule_scope")
    cursor.execute(
        f"""create temp table rule_scope as
        select c.conversation_id, coalesce(c.waiting_since, c.first_in_at) as since from conversation as c
        where {where} and c.first_in_at is not null""",
        given,
    )
    row = one(cursor, "select count(*) as n from rule_scope")
    return int(row["n"]) if row else 0


def let_go(cursor: Cursor) -> None:
    """Nothing is looked at any more."""
    cursor.execute("drop table if exists rule_scope")


def act(
    cursor: Cursor,
    brand: Brand,
    saved: SavedRule,
    holidays: Sequence[date],
    *,
    batch_id: str,
    now: datetime,
    actor: str,
) -> int:
    """Do what a rule says to the conversations of `rule_scope` it finds, and write it down; returns how many.

    A class that a person or an earlier rule gave stays; nobody is assigned twice; a priority only rises. What this
    rule, as it is, has done or was taken back from it is not done again.
    """
    rule = saved.content
    since = one(cursor, "select min(since) as since from rule_scope")
    if since is None or since["since"] is None:
        return 0
    where, given = condition(rule, brand, holidays)
    word, words = word_of(rule)
    cursor.execute(
        f"""insert into class_change (change_id, batch_id, brand_id, conversation_id, made_by, rule_id, before_class,
            before_from, before_why, before_priority, before_assignee, after_class, after_from, after_why,
            after_priority, after_assignee, tag, changed_at, actor)
        with found as (
            select m.conversation_id, min({word}) as word from message as m
            inner join rule_scope as s on s.conversation_id = m.conversation_id and m.sent_at >= s.since
            inner join conversation as c on c.conversation_id = m.conversation_id
            where m.brand_id = $brand and c.brand_id = $brand and {HEARD}
              and m.sent_at >= timestamp '{since["since"].isoformat(sep=" ")}' and {where}
            group by m.conversation_id
        ), next as (
            select c.*, coalesce(f.word, '') as word,
                $class <> '' and (c.class_from in ('', 'words', $me) or c.class_from like 'model:%')
                    and (c.class_id <> $class or c.class_from <> $me) as takes,
                case when $tag <> '' and position(',' || $tag || ',' in ',' || c.tags || ',') = 0
                    then $tag else '' end as new_tag,
                case when c.assignee = '' then $assignee else c.assignee end as new_assignee,
                case when c.priority < $priority then $priority else c.priority end as new_priority
            from conversation as c inner join found as f on f.conversation_id = c.conversation_id
            where c.brand_id = $brand and c.conversation_id not in (select x.conversation_id from class_change as x
                where x.brand_id = $brand and x.rule_id = $rule and x.changed_at >= $changed)
        )
        select $batch || ':' || n.conversation_id || ':' || $rule, $batch, $brand, n.conversation_id, 'rule', $rule,
            n.class_id, n.class_from, n.class_why, n.priority, n.assignee,
            case when n.takes then $class else n.class_id end, case when n.takes then $me else n.class_from end,
            case when n.takes then n.word else n.class_why end, n.new_priority, n.new_assignee, n.new_tag, $now, $actor
        from next as n
        where n.takes or n.new_tag <> '' or n.new_assignee <> n.assignee or n.new_priority <> n.priority
          or $suggestion <> ''""",
        given
        | words
        | {
            "class": rule.class_id,
            "me": f"rule:{saved.rule_id}",
            "tag": rule.tag,
            "assignee": rule.assignee,
            "priority": rule.priority,
            "suggestion": rule.suggestion,
            "rule": saved.rule_id,
            "changed": saved.changed_at,
            "batch": batch_id,
            "now": now,
            "actor": actor,
        },
    )
    return changed(
        cursor,
        """update conversation set class_id = x.after_class, class_from = x.after_from, class_why = x.after_why,
            priority = x.after_priority, assignee = x.after_assignee,
            tags = case when x.tag = '' then conversation.tags when conversation.tags = '' then x.tag
                else conversation.tags || ',' || x.tag end
        from class_change as x
        where x.brand_id = $brand and x.batch_id = $batch and x.rule_id = $rule
          and conversation.brand_id = $brand and conversation.conversation_id = x.conversation_id""",
        {"brand": brand.brand_id, "batch": batch_id, "rule": saved.rule_id},
    )
