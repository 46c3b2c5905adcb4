"""Write the posts of a plan, thousands in a few statements, and put back what a plan changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cmlite.domain.approvals import state_after_save
from cmlite.domain.clocks import to_utc
from cmlite.domain.ids import new_ids
from cmlite.domain.plans import Verdict
from cmlite.domain.posts import PostDraft
from cmlite.domain.team import Team
from cmlite.domain.versions import said_in
from cmlite.services import calendar, publications, publishing
from cmlite.store import approvals, plan_undo
from cmlite.store import imports as batches
from cmlite.store import plans as table
from cmlite.store.channels import lock_channels, lock_open_on_closed
from cmlite.store.media import lock_of_posts
from cmlite.store.rows import Cursor, insert_frame
from cmlite.store.team import lock_team

Row = dict[str, object]


def write(
    cursor: Cursor,
    brand_id: str,
    verdicts: Sequence[Verdict],
    networks: Mapping[str, str],
    import_id: str,
    *,
    now: datetime,
    actor: str,
    report: Callable[[float], object],
) -> None:
    """Save what is new and change what differs; `networks` gives the network of each channel."""
    who = {"brand_id": brand_id, "changed_at": now, "actor": actor}
    fresh = [one for one in verdicts if one.status == "new"]
    ids = new_ids("post", now, len(fresh))
    posts = [
        _post(post_id, one.draft, one.instant, who)
        | {"created_at": now, "import_id": import_id, "plan_key": one.plan_key}
        for post_id, one in zip(ids, fresh, strict=True)
        if one.draft
    ]
    wanted = _publications(
        [(post_id, one.draft, one.instant) for post_id, one in zip(ids, fresh, strict=True) if one.draft],
        networks,
        who,
        lock_team(cursor, brand_id),
        now,
    )
    report(0.6)
    table.insert_posts(cursor, table.frame(posts), table.frame(wanted))
    _keep_versions(cursor, [(post_id, 1, one.draft) for post_id, one in zip(ids, fresh, strict=True) if one.draft], who)
    report(0.8)
    changed = [one for one in verdicts if one.status == "changed"]
    _change(cursor, changed, networks, who, now)
    known = [(one, one.known, one.draft) for one in changed if one.known and one.draft]
    kept = {there.post_id: (_before(one), {"version": there.version + 1}) for one, there, _ in known}
    table.keep_changes(cursor, brand_id, import_id, kept)
    said = [(there.post_id, there.version, there.draft) for _, there, _ in known]
    said += [(there.post_id, there.version + 1, draft) for _, there, draft in known]
    _keep_versions(cursor, said, who)
    planned = {
        post_id: 1 for post_id, one in zip(ids, fresh, strict=True) if one.draft and one.draft.stage == "planned"
    }
    planned |= {there.post_id: there.version + 1 for _, there, draft in known if draft.stage == "planned"}
    _hand_in(cursor, brand_id, planned, now=now, actor=actor)
    states = {row["post_id"]: ("", row["stage"]) for row in posts}
    states |= {there.post_id: (there.draft.stage, draft.stage) for _, there, draft in known}
    _record(cursor, states, brand_id, now=now, actor=actor)
    report(0.9)


def write_refusals(cursor: Cursor, brand_id: str, verdicts: Sequence[Verdict], import_id: str) -> None:
    """Keep which rows were left out and why."""
    rows = [
        {"line": one.row.line, "key": one.problem.key, "detail": str(one.problem.values.get("detail", ""))}
        for one in verdicts
        if one.status == "refused" and one.problem
    ]
    if rows:
        batches.insert_refusals(cursor, import_id, brand_id, table.frame(rows))


def put_back(cursor: Cursor, brand_id: str, import_id: str, *, now: datetime, actor: str) -> None:
    """Give the posts a plan changed their contents from before, where nobody has changed them since."""
    networks = {one.channel_id: one.network for one in lock_channels(cursor, brand_id)}
    who = {"brand_id": brand_id, "changed_at": now, "actor": actor}
    posts, wanted, states = [], [], {}
    for row in plan_undo.lock_changes(cursor, brand_id, import_id):
        before = dict(row["before"])
        same = {name: before.pop(name) for name in ("plan_key", "version")}
        draft = PostDraft.model_validate(before)
        instant = to_utc(draft.wall, draft.zone)[0] if draft.wall else None
        if draft.stage == "planned" and instant is not None and instant <= now:
            draft = draft.model_copy(update={"stage": "draft"})  # nothing is sent late by itself
        posts.append(_post(row["post_id"], draft, instant, who) | same)
        wanted.append((row["post_id"], draft, instant))
        states[row["post_id"]] = ("planned", draft.stage)
    table.change_posts(
        cursor,
        table.frame(posts),
        table.frame(_publications(wanted, networks, who, lock_team(cursor, str(who["brand_id"])), now)),
    )
    for publication_id in lock_open_on_closed(cursor, brand_id, list(states)):
        publishing.step(cursor, brand_id, publication_id, "cancelled", now=now, actor=actor)
    plan_undo.forget_later_versions(cursor, brand_id, import_id)
    _record(cursor, states, brand_id, now=now, actor=actor)


def _change(cursor: Cursor, changed: Sequence[Verdict], networks: Mapping[str, str], who: Row, now: datetime) -> None:
    posts, wanted = [], []
    for one in changed:
        if one.draft is None or one.known is None:
            continue
        posts.append(
            _post(one.known.post_id, one.draft, one.instant, who)
            | {"version": one.known.version + 1, "plan_key": one.plan_key}
        )
        wanted.append((one.known.post_id, one.draft, one.instant))
    table.change_posts(
        cursor,
        table.frame(posts),
        table.frame(_publications(wanted, networks, who, lock_team(cursor, str(who["brand_id"])), now)),
    )


def _before(one: Verdict) -> Row:
    """What a post was, as it can be put back."""
    if one.known is None:
        return {}
    return one.known.draft.model_dump(mode="json") | {"plan_key": one.known.plan_key, "version": one.known.version}


def _post(post_id: str, draft: PostDraft, instant: datetime | None, who: Row) -> Row:
    return {"post_id": post_id} | calendar.said(draft, instant) | who


def _publications(
    posts: Sequence[tuple[str, PostDraft, datetime | None]],
    networks: Mapping[str, str],
    who: Row,
    team: Team,
    now: datetime,
) -> list[Row]:
    """One publication a channel of each post."""
    places: list[tuple[str, PostDraft, datetime | None, str]] = [
        (post_id, draft, instant, channel_id) for post_id, draft, instant in posts for channel_id in draft.channel_ids
    ]
    ids = new_ids("publication", now, len(places))
    return [
        {
            "publication_id": publication_id,
            "post_id": post_id,
            "channel_id": channel_id,
            "network": networks[channel_id],
            "state": state_after_save(draft.stage, team, str(who["actor"])),
            "format": draft.format,
            "planned_utc": instant,
            "planned_zone": draft.zone if instant else "",
            "planned_wall": draft.wall,
            "as_thread": draft.as_thread,
        }
        | publications.own_of(draft, channel_id)
        | who
        for publication_id, (post_id, draft, instant, channel_id) in zip(ids, places, strict=True)
    ]


def _keep_versions(cursor: Cursor, said: Sequence[tuple[str, int, PostDraft]], who: Row) -> None:
    """Keep what posts say at this save, as every save does; a plan leaves their pictures as they are."""
    there = sorted({post_id for post_id, _, _ in said} - {post_id for post_id, version, _ in said if version == 1})
    media = lock_of_posts(cursor, str(who["brand_id"]), there) if there else {}
    rows = [
        {
            "post_id": post_id,
            "version": version,
            "brand_id": who["brand_id"],
            "content": said_in(draft, tuple(media.get(post_id, ()))).model_dump_json(),
            "saved_at": who["changed_at"],
            "actor": who["actor"],
        }
        for post_id, version, draft in said
    ]
    insert_frame(cursor, "post_version", table.frame(rows), unique=True)


def _hand_in(cursor: Cursor, brand_id: str, versions: Mapping[str, int], *, now: datetime, actor: str) -> None:
    """With a team: what was planned is handed in, or approved by whoever may do so."""
    team = lock_team(cursor, brand_id)
    if team.exists:
        step = "approved" if team.may_approve(actor) else "asked"
        approvals.note_many(cursor, brand_id, versions, step, now=now, actor=actor)


def _record(
    cursor: Cursor, states: Mapping[Any, tuple[object, object]], brand_id: str, *, now: datetime, actor: str
) -> None:
    """One line of the audit a post."""
    if not states:
        return
    lines = [
        {
            "audit_id": audit_id,
            "brand_id": brand_id,
            "happened_at": now,
            "actor": actor,
            "subject": "post",
            "subject_id": post_id,
            "from_state": str(before),
            "to_state": str(after),
        }
        for audit_id, (post_id, (before, after)) in zip(new_ids("audit", now, len(states)), states.items(), strict=True)
    ]
    insert_frame(cursor, "audit", table.frame(lines))
