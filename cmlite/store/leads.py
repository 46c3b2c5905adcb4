"""Table `lead`, with who it is about, the post it came from, and how far it ever came."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cmlite.domain.leads import Lead
from cmlite.store.db import Store
from cmlite.store.rows import Cursor, one

_HEADLINE = "coalesce(nullif(o.title, ''), substr(coalesce(nullif(q.text, ''), o.text), 1, 80), '')"
_LEADS = f"""select l.*, coalesce(nullif(p.display_name, ''), p.handle, '') as who, coalesce(p.network, '') as network,
    {_HEADLINE} as post
from lead as l
left join (
    select person_id, min(display_name) as display_name, min(handle) as handle, min(network) as network
    from person where brand_id = $brand group by person_id
) as p on p.person_id = l.person_id and l.person_id <> ''
left join publication as q on q.publication_id = l.publication_id and q.brand_id = $brand
left join post as o on o.post_id = q.post_id and o.brand_id = $brand
where l.brand_id = $brand and l.deleted_at is null"""
_ORDER = "order by l.next_on is null, l.next_on, l.stage_at desc, l.lead_id"


def read_leads(store: Store, brand_id: str, *, stages: Sequence[str], limit: int, offset: int = 0) -> list[Lead]:
    """Leads in these stages: the next step that is due first stands first, then the newest change."""
    rows = store.rows(
        f"{_LEADS} and l.stage in (select unnest($stages)) and l.interest <> '' {_ORDER}"
        f" limit {int(limit)} offset {int(offset)}",
        {"brand": brand_id, "stages": list(stages)},
    )
    return [Lead.model_validate(row) for row in rows]


def read_of_people(store: Store, brand_id: str, person_ids: Sequence[str]) -> list[Lead]:
    """The leads of these people, newest first."""
    rows = store.rows(
        f"{_LEADS} and l.person_id in (select unnest($ids)) order by l.created_at desc, l.lead_id",
        {"brand": brand_id, "ids": list(person_ids)},
    )
    return [Lead.model_validate(row) for row in rows]


def read_lead(store: Store, brand_id: str, lead_id: str) -> Lead | None:
    """One lead that is not deleted."""
    rows = store.rows(f"{_LEADS} and l.lead_id = $id", {"brand": brand_id, "id": lead_id})
    return Lead.model_validate(rows[0]) if rows else None


def find_of_conversation(store: Store, brand_id: str, conversation_id: str) -> str | None:
    """The open lead of a conversation, if there is one."""
    row = store.row(
        """select lead_id from lead where brand_id = ? and conversation_id = ? and deleted_at is null
        order by stage in ('won', 'lost'), created_at desc limit 1""",
        [brand_id, conversation_id],
    )
    return str(row["lead_id"]) if row else None


def count_stages(store: Store, brand_id: str) -> dict[str, int]:
    """Leads by stage."""
    rows = store.rows(
        """select stage, count(*) as n from lead
        where brand_id = ? and deleted_at is null and interest <> '' group by stage""",
        [brand_id],
    )
    return {row["stage"]: int(row["n"]) for row in rows}


def read_due(store: Store, brand_id: str, today: date, *, limit: int) -> list[dict[str, Any]]:
    """Next steps that are due: lead_id, interest, next_step, next_on; the longest due first."""
    return store.rows(
        """select lead_id, interest, next_step, next_on from lead
        where brand_id = ? and deleted_at is null and stage in ('new', 'contacted', 'offer') and next_on <= ?
        order by next_on, lead_id limit ?""",
        [brand_id, today, limit],
    )


def read_courses(store: Store, brand_id: str) -> list[dict[str, Any]]:
    """Every lead with its source: publication_id, post, pillar_id, stage, value, currency, and `reached`: the
    furthest stage the audit knows of (0 new, 1 contacted, 2 offer, 3 won). Those of people who were erased count.
    """
    return store.rows(
        f"""with step as (
            select a.subject_id, max(case a.to_state when 'won' then 3 when 'offer' then 2 when 'contacted' then 1
                else 0 end) as reached
            from audit as a where a.brand_id = $brand and a.subject = 'lead' group by a.subject_id
        )
        select l.publication_id, {_HEADLINE} as post, coalesce(o.pillar_id, '') as pillar_id, l.stage, l.value,
            l.currency, coalesce(s.reached, 0) as reached
        from lead as l
        left join step as s on s.subject_id = l.lead_id
        left join publication as q on q.publication_id = l.publication_id and q.brand_id = $brand
        left join post as o on o.post_id = q.post_id and o.brand_id = $brand
        where l.brand_id = $brand and l.deleted_at is null""",
        {"brand": brand_id},
    )


def read_steps(store: Store, brand_id: str, lead_id: str) -> list[dict[str, Any]]:
    """What happened to a lead, oldest first: happened_at, actor, from_state, to_state."""
    return store.rows(
        """select happened_at, actor, from_state, to_state from audit
        where brand_id = ? and subject = 'lead' and subject_id = ? and from_state <> to_state
        order by happened_at, audit_id""",
        [brand_id, lead_id],
    )


def lock_lead(cursor: Cursor, brand_id: str, lead_id: str) -> dict[str, Any] | None:
    """The lead a transaction is about to change, also if it was deleted."""
    return one(cursor, "select * from lead where brand_id = ? and lead_id = ?", [brand_id, lead_id])
