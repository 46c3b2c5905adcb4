"""Read plans of posts from files: a dry run first, then all at once, and a way back."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cmlite.domain.channels import Channel
from cmlite.domain.ids import new_id
from cmlite.domain.imports import Batch, Counts
from cmlite.domain.plan_rows import judge, placed
from cmlite.domain.plans import Choices, Verdict
from cmlite.domain.strategy import Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.importers.plans import PlanFile, read_plan
from cmlite.services import checks, plan_targets, plan_writing
from cmlite.services.plan_targets import Mapped
from cmlite.store import brands, campaigns, channels, plan_undo
from cmlite.store import imports as batches
from cmlite.store import plans as table
from cmlite.store.db import Store
from cmlite.store.rows import update

KIND = "plan"
"""What a batch of planned posts is called among the batches of imports."""

Report = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the owner chose for a file: zone of times that name none, channels, and whether to plan; `home` is the zone
    of the brand."""

    zone: str
    home: str
    mapping: Mapped
    as_planned: bool = False


@dataclass(frozen=True, slots=True)
class DryRun:
    """What taking a plan over would do, row by row; `again` is the batch that took the very same file over before.

    `pillars` and `campaigns` are names in the file that are unknown here.
    """

    verdicts: tuple[Verdict, ...]
    counts: Counts
    again: Batch | None = None
    pillars: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()


def read(name: str, content: bytes, networks: Mapping[str, str], *, day_first: bool | None = None) -> PlanFile:
    """A plan as it stands in a file; `networks` gives the names of networks by key. Raises ImportRefused."""
    by_name = {key.casefold(): key for key in networks} | {words.casefold(): key for key, words in networks.items()}
    return read_plan(name, content, networks=by_name, day_first=day_first)


def dry_run(
    store: Store, brand_id: str, file: PlanFile, wishes: Wishes, strategy: Strategy, *, now: datetime
) -> DryRun:
    """What taking the plan over would do; changes nothing."""
    mapping = plan_targets.as_if_there(wishes.mapping)
    choices = _choices(store, brand_id, wishes, mapping, strategy)
    there = channels.read_channels(store, brand_id, closed=True)
    there += plan_targets.to_come(brand_id, mapping)
    verdicts = _verdicts(store, brand_id, file, choices, there, now)
    return DryRun(
        _with_crowds(store, brand_id, verdicts, there),
        counts_of(verdicts),
        batches.find_hash(store, brand_id, file.digest, file.file_name),
        _unknown([row.pillar for row in file.rows], choices.pillars),
        _unknown([row.campaign for row in file.rows], choices.campaigns),
    )


def take_over(
    store: Store,
    brand_id: str,
    file: PlanFile,
    wishes: Wishes,
    strategy: Strategy,
    *,
    now: datetime,
    actor: str,
    report: Report = lambda _share: None,
) -> Batch:
    """Save a plan as one batch, all or nothing: judged anew against what is there in this moment."""
    import_id = new_id("import", now)
    if file.undecided is not None:
        raise RuleError("plans.order_first")
    with store.write() as cursor:
        brands.lock_living(cursor, brand_id)
        mapping = plan_targets.with_new_channels(cursor, brand_id, wishes.mapping, import_id, now=now, actor=actor)
        known = channels.lock_channels(cursor, brand_id)
        choices = replace(
            _choices(store, brand_id, wishes, mapping, strategy),
            live=[one.channel_id for one in known if one.mode == "live"],
        )
        report(0.1)
        verdicts = _verdicts(store, brand_id, file, choices, known, now)
        if not any(verdict.status in {"new", "changed"} for verdict in verdicts):
            raise RuleError("plans.nothing_to_do")
        report(0.4)
        networks = {one.channel_id: one.network for one in known}
        plan_writing.write(cursor, brand_id, verdicts, networks, import_id, now=now, actor=actor, report=report)
        batch = _batch(brand_id, file, wishes.zone, import_id, verdicts, now=now, actor=actor)
        batches.insert_batch(cursor, batch)
        plan_writing.write_refusals(cursor, brand_id, verdicts, import_id)
        table.save_mapping(cursor, brand_id, file.layout, mapping, now=now, actor=actor)
        brands.record(cursor, brand_id, "import", import_id, "", "done", now=now, actor=actor)
    report(1.0)
    return batch


def undo(store: Store, brand_id: str, import_id: str, *, now: datetime, actor: str) -> int:
    """Take a plan back; returns how many of its posts stay because they were touched or are out meanwhile."""
    with store.write() as cursor:
        found = update(
            cursor,
            "import_batch",
            {"brand_id": brand_id, "import_id": import_id, "state": "done", "kind": KIND},
            state="undone",
            undone_at=now,
            actor=actor,
        )
        if not found:
            raise NotFoundError("imports.gone")
        plan_writing.put_back(cursor, brand_id, import_id, now=now, actor=actor)
        left = plan_undo.remove_posts(cursor, brand_id, import_id)
        plan_undo.remove_channels(cursor, brand_id, import_id)
        brands.record(cursor, brand_id, "import", import_id, "done", "undone", now=now, actor=actor)
    return left


def taken(store: Store, brand_id: str) -> list[Batch]:
    """Plans that were taken over, newest first."""
    return [one for one in batches.read_batches(store, brand_id) if one.kind == KIND]


def counts_of(verdicts: Sequence[Verdict]) -> Counts:
    """How many rows would do what."""
    return Counts.model_validate(Counter(verdict.status for verdict in verdicts))


def _choices(store: Store, brand_id: str, wishes: Wishes, mapping: Mapped, strategy: Strategy) -> Choices:
    known = channels.read_channels(store, brand_id, closed=True)
    return Choices(
        zone=wishes.zone,
        home=wishes.home,
        channels=mapping,
        as_planned=wishes.as_planned,
        pillars={one.name.casefold(): one.pillar_id for one in strategy.pillars},
        campaigns={one.name.casefold(): one.campaign_id for one in campaigns.read_campaigns(store, brand_id)},
        live=[one.channel_id for one in known if one.mode == "live"],
    )


def _verdicts(
    store: Store, brand_id: str, file: PlanFile, choices: Choices, known: Sequence[Channel], now: datetime
) -> list[Verdict]:
    plan = placed(file.rows, file.layout, choices)
    posts = table.read_known(store, brand_id, plan.sought)
    by_id = {one.channel_id: one for one in known}
    refuses = checks.refuser(store, brand_id, by_id, [one.post_id for one in posts])
    return judge(plan, file.fields, posts, replace(choices, refuses=refuses), now)


def _with_crowds(
    store: Store, brand_id: str, verdicts: Sequence[Verdict], known: Sequence[Channel]
) -> tuple[Verdict, ...]:
    """Says of every row that will stand in the calendar whether its network would get too many within a day."""
    by_id = {one.channel_id: one for one in known}
    stands = {
        at: (one.instant, one.draft.format, one.draft.channel_ids)
        for at, one in enumerate(verdicts)
        if one.status in {"new", "changed"} and not one.past and one.draft and one.instant and one.draft.stage != "idea"
    }
    there = [one.known.post_id for one in verdicts if one.status == "changed" and one.known]
    crowds = dict(zip(stands, checks.crowding(store, brand_id, by_id, list(stands.values()), but=there), strict=True))
    return tuple(replace(one, crowd=crowds[at]) if crowds.get(at) else one for at, one in enumerate(verdicts))


def _unknown(names: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name.casefold() not in known))


def _batch(
    brand_id: str, file: PlanFile, zone: str, import_id: str, verdicts: Sequence[Verdict], *, now: datetime, actor: str
) -> Batch:
    counts = counts_of(verdicts)
    days = [one.draft.wall.date() for one in verdicts if one.draft and one.draft.wall and one.status != "refused"]
    findings = [{"key": one.key, "values": dict(one.values), "level": one.level} for one in file.findings]
    return Batch(
        import_id=import_id,
        brand_id=brand_id,
        file_name=file.file_name,
        file_hash=file.digest,
        format_id=f"plan_{file.layout}",
        kind=KIND,
        network="",
        channel_id="",
        zone=zone,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        rows_read=len(verdicts),
        rows_new=counts.new,
        rows_changed=counts.changed,
        rows_same=counts.same,
        rows_refused=counts.refused,
        findings=json.dumps(findings, ensure_ascii=False, default=str),
        state="done",
        created_at=now,
        undone_at=None,
        actor=actor,
    )
