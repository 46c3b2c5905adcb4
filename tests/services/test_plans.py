"""Plans from files: the calendar's own file makes the same plan elsewhere, the same file twice changes nothing, nothing
is planned unasked, and a plan can be taken back."""

import csv
import io
import zipfile
from datetime import datetime, timedelta
from functools import partial

import pytest

from cmlite.domain.campaigns import CampaignDraft
from cmlite.domain.plans import WHOLE_FILE, Sought
from cmlite.domain.posts import PostDraft
from cmlite.domain.send_options import SendOptions
from cmlite.domain.strategy import Pillar, Strategy
from cmlite.errors import NotFoundError, RuleError
from cmlite.services import (
    calendar,
    calendar_table,
    campaigns,
    channels,
    exports,
    plan_exports,
    plan_targets,
    plans,
    publishing,
    tagging,
)
from cmlite.store import brands
from cmlite.store import plans as planned
from cmlite.store.rows import update
from tests.conftest import NOW

ZONE = "Europe/Berlin"
WHO = {"now": NOW, "actor": "owner"}
LATER = {"now": NOW + timedelta(minutes=5), "actor": "owner"}
SOON = datetime(2026, 11, 25, 9, 0)
NETWORKS = {
    "instagram": "Instagram",
    "facebook": "Facebook",
    "x": "X",
    "tiktok": "TikTok",
    "google_business": "Google Business",
}
PLAN = Strategy(pillars=(Pillar(pillar_id="craft", name="Handwerk", share=100),))


@pytest.fixture
def instagram(store, brand):
    return channels.declare(store, brand.brand_id, network="instagram", handle="@sonne", **WHO)


@pytest.fixture
def facebook(store, brand):
    return channels.declare(store, brand.brand_id, network="facebook", handle="Bäckerei Sonne: Freiburg", **WHO)


def draft(*chosen, **values):
    usual = {"title": "Brot", "text": "Frisch", "stage": "planned", "wall": SOON, "zone": ZONE}
    return PostDraft(**(usual | {"channel_ids": tuple(one.channel_id for one in chosen)} | values))


def entries(store, brand):
    found = calendar.entries(store, brand.brand_id, datetime(2026, 1, 1), 400, ZONE)
    return [*found, *calendar.undated(store, brand.brand_id)]


def rows(store, brand):
    named = calendar_table.names(store, brand.brand_id)
    return calendar_table.table(entries(store, brand), calendar_table.Names(named.handles, named.campaigns, PLAN), ZONE)


def exported(store, brand, style="de"):
    return exports.rows_as_csv(rows(store, brand), calendar_table.COLUMNS, style)


def read(content, name="plan.csv", **how):
    return plans.read(name, content if isinstance(content, bytes) else content.encode(), NETWORKS, **how)


def wishes(store, brand, file, *, zone=ZONE, as_planned=False, mapping=None):
    known = channels.channels(store, brand.brand_id)
    return plans.Wishes(zone, ZONE, mapping or plan_targets.proposed(store, brand.brand_id, file, known), as_planned)


def look(store, brand, content, now=NOW, **chosen):
    file = read(content)
    return plans.dry_run(store, brand.brand_id, file, wishes(store, brand, file, **chosen), PLAN, now=now)


def take(store, brand, content, who=WHO, **chosen):
    file = read(content)
    return plans.take_over(store, brand.brand_id, file, wishes(store, brand, file, **chosen), PLAN, **who)


def statuses(run):
    return [one.status for one in run.verdicts]


def reasons(run):
    return [one.problem.key if one.problem else "" for one in run.verdicts]


@pytest.fixture
def full(store, brand, instagram, facebook):
    """A plan with everything a post can have."""
    made = campaigns.begin(store, brand.brand_id, CampaignDraft(name="Advent"), **WHO)
    for values in (
        {"campaign_id": made.campaign_id, "pillar_id": "craft", "format": "photo", "tagged": False},
        {"texts": {instagram.channel_id: "Nur hier; \"so\"\nund so"}, "comments": {instagram.channel_id: "#brot"}},
        {"options": {facebook.channel_id: SendOptions(warning="Zucker")}, "text": "=1+1; @alle, 'so'", "as_thread": True},
        {"stage": "draft", "wall": None, "text": "-10 % bis Freitag"},
        {"stage": "idea", "wall": None, "title": "Einfall", "text": ""},
    ):  # fmt: skip
        calendar.create(store, brand.brand_id, draft(instagram, facebook, **values), **WHO)
    return made


@pytest.mark.parametrize("style", ["de", "en"])
def test_the_file_of_the_calendar_makes_the_same_plan_elsewhere(store, brand, other_brand, full, style):
    campaigns.begin(store, other_brand.brand_id, CampaignDraft(name="advent"), **WHO)
    batch = take(store, other_brand, exported(store, brand, style), as_planned=True)
    assert (batch.rows_new, batch.rows_refused) == (5, 0)

    def plain(rows):
        kept = [{name: value for name, value in row.items() if name != "post_id"} for row in rows]
        return sorted(kept, key=lambda row: [str(row[name]) for name in ("text", "title", "own_texts")])

    theirs = plain(rows(store, other_brand))
    assert [row | {"campaign": str(row["campaign"]).capitalize()} for row in theirs] == plain(rows(store, brand))


def test_the_same_file_twice_changes_nothing(store, brand, other_brand, full):
    content = exported(store, brand)
    assert statuses(look(store, brand, content, as_planned=True)) == ["same"] * 5
    take(store, other_brand, content, as_planned=True)
    for as_planned in (True, False):
        assert set(statuses(look(store, other_brand, content, as_planned=as_planned))) == {"same"}
    with pytest.raises(RuleError) as refused:
        take(store, other_brand, content, LATER, as_planned=True)
    assert refused.value.key == "plans.nothing_to_do"
    assert len(entries(store, other_brand)) == 5


def test_nothing_is_planned_unless_the_owner_chose_it(store, brand, other_brand, full):
    take(store, other_brand, exported(store, brand))
    assert {one.state for one in entries(store, other_brand)} == {"draft", "idea"}
    states = store.rows("select distinct state from publication where brand_id = ?", [other_brand.brand_id])
    assert [row["state"] for row in states] == ["draft"]


def test_what_lies_in_the_past_becomes_a_draft_whatever_was_chosen(store, brand, instagram):
    content = (
        "day;time;text;channels\n2026-11-24;10:59;Gestern;instagram:@sonne\n24.11.2026;11:01;Gleich;instagram:@sonne\n"
    )
    run = look(store, brand, content, as_planned=True)
    assert [(one.past, one.draft.stage) for one in run.verdicts] == [(True, "draft"), (False, "planned")]


def test_what_is_out_already_is_no_plan(store, brand, instagram):
    run = look(store, brand, "day,text,state,channels\n2026-12-01,Brot,published,instagram:@sonne\n")
    assert reasons(run) == ["plans.row.out"]


def test_a_changed_row_changes_its_post_and_undo_puts_it_back(store, brand, instagram, facebook):
    saved = calendar.create(store, brand.brand_id, draft(instagram, texts={instagram.channel_id: "Eigenes"}), **WHO)
    content = exported(store, brand).decode("utf-8-sig").replace("Frisch", "Warm").replace("09:00", "10:30")
    run = look(store, brand, content, as_planned=True)
    assert statuses(run) == ["changed"] and set(run.verdicts[0].changes) == {"text", "wall"}
    batch = take(store, brand, content, LATER, as_planned=True)
    entry = calendar.entry(store, brand.brand_id, saved.post_id)
    assert (entry.text, entry.wall.hour, entry.version) == ("Warm", 10, 2)
    assert [target.state for target in entry.targets] == ["scheduled"]
    assert plans.undo(store, brand.brand_id, batch.import_id, **LATER) == 0
    back = calendar.entry(store, brand.brand_id, saved.post_id)
    assert (back.text, back.wall, back.state, back.own_text(back.targets[0])) == (
        "Frisch",
        SOON,
        "scheduled",
        "Eigenes",
    )
    calendar.change(store, brand.brand_id, saved.post_id, draft(instagram), version=back.version, **LATER)
    kept = store.rows("select version from post_version where post_id = ? order by version", [saved.post_id])
    assert [row["version"] for row in kept] == [1, 2]


def test_a_changed_row_may_bring_and_drop_channels(store, brand, instagram, facebook):
    saved = calendar.create(store, brand.brand_id, draft(instagram), **WHO)
    content = (
        "post_id;day;time;text;channels\n" + f"{saved.post_id};2026-11-25;09:00;Frisch;facebook:{facebook.handle}\n"
    )
    take(store, brand, content, LATER)
    entry = calendar.entry(store, brand.brand_id, saved.post_id)
    assert [(target.network, target.state) for target in entry.targets] == [("facebook", "scheduled")]
    assert entry.title == "Brot"


def test_a_plan_that_is_taken_back_plans_nothing_for_a_channel_that_was_closed_since(store, brand, instagram, facebook):
    saved = calendar.create(store, brand.brand_id, draft(instagram), **WHO)
    content = (
        "post_id;day;time;text;channels\n" + f"{saved.post_id};2026-11-25;09:00;Frisch;facebook:{facebook.handle}\n"
    )
    batch = take(store, brand, content, LATER)
    channels.close(store, brand.brand_id, instagram.channel_id, **LATER)
    plans.undo(store, brand.brand_id, batch.import_id, **LATER)
    entry = calendar.entry(store, brand.brand_id, saved.post_id)
    assert [(target.network, target.state) for target in entry.targets] == [("instagram", "cancelled")]


def test_what_the_owner_touched_or_published_stays_when_a_plan_is_taken_back(store, brand, instagram):
    content = "day,time,text,channels\n" + "".join(
        f"2026-12-0{day},09:00,Brot {day},instagram:@sonne\n" for day in (1, 2, 3)
    )
    batch = take(store, brand, content, as_planned=True)
    first, second, third = entries(store, brand)
    calendar.move(store, brand.brand_id, first.post_id, datetime(2026, 12, 9, 9), zone=ZONE, **LATER)
    target = second.targets[0].publication_id
    publishing.confirm_published(store, brand.brand_id, target, link="", **LATER)
    assert plans.undo(store, brand.brand_id, batch.import_id, **LATER) == 2
    assert [one.post_id for one in entries(store, brand)] == [second.post_id, first.post_id]
    assert store.rows("select 1 from publication where post_id = ?", [third.post_id]) == []
    with pytest.raises(NotFoundError):
        plans.undo(store, brand.brand_id, batch.import_id, **LATER)


def test_a_file_is_read_again_after_it_was_taken_back(store, brand, instagram):
    content = "day,time,text,channels\n2026-12-01,09:00,Brot,instagram:@sonne\n"
    batch = take(store, brand, content)
    plans.undo(store, brand.brand_id, batch.import_id, **LATER)
    assert entries(store, brand) == []
    assert statuses(look(store, brand, content)) == ["new"]


def test_a_time_that_the_clock_change_skips_is_moved_and_said(store, brand, instagram):
    content = "day,time,text,channels\n28.03.2027,02:30,Brot,instagram:@sonne\n"
    (verdict,) = look(store, brand, content).verdicts
    assert verdict.moved and verdict.instant == datetime(2027, 3, 28, 1, 30)


def test_times_of_another_zone_are_shown_and_saved_in_that_of_the_brand(store, brand, instagram):
    content = "Text,Image URL,Tags,Posting Time\nBrot,,,2026-12-05 10:00\n"
    (verdict,) = look(store, brand, content, zone="America/New_York").verdicts
    assert (verdict.draft.wall, verdict.draft.zone) == (datetime(2026, 12, 5, 16), ZONE)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-13-01,09:00,Brot,instagram:@sonne,", "plans.row.date"),
        ("bald,,Brot,instagram:@sonne,", "plans.row.date"),
        ("2026-12-01,09:00,,instagram:@sonne,", "errors.posts.empty"),
        ("2026-12-01,09:00,Brot,instagram:@sonne,Mars/Krater", "plans.row.zone"),
        ("2026-12-01,09:00,Brot,myspace:@sonne,", "plans.row.network"),
        (f"2026-12-01,09:00,{'a' * 100_001},instagram:@sonne,", "plans.row.too_long"),
        ("2026-12-01,09:00,Brot,instagram:@sonne,,,,zu,viel", "plans.row.too_many_cells"),
    ],
)
def test_a_row_that_cannot_be_taken_over_says_why_and_leaves_the_others_alone(store, brand, instagram, row, reason):
    content = f"day,time,text,channels,zone\n{row}\n2026-12-02,09:00,Kuchen,instagram:@sonne,\n"
    run = look(store, brand, content, as_planned=True)
    assert reasons(run) == [reason, ""] and statuses(run) == ["refused", "new"]
    batch = take(store, brand, content, as_planned=True)
    assert [one.text for one in entries(store, brand)] == ["Kuchen"]
    kept = store.rows("select line, reason from import_refusal where import_id = ?", [batch.import_id])
    assert kept == [{"line": 2, "reason": reason}]


def test_a_row_that_stands_twice_is_taken_once(store, brand, instagram):
    line = "2026-12-01,09:00,Brot,instagram:@sonne\n"
    run = look(store, brand, f"day,time,text,channels\n{line}{line}")
    assert statuses(run) == ["new", "refused"] and run.verdicts[1].problem.values["detail"] == "2"


def test_a_channel_that_cmlite_serves_itself_needs_a_text(store, brand, instagram):
    with store.write() as cursor:
        update(cursor, "channel", {"channel_id": instagram.channel_id}, mode="live")
    content = "day,time,title,text,channels\n2026-12-01,09:00,Arbeitstitel,,instagram:@sonne\n"
    (verdict,) = look(store, brand, content, as_planned=True).verdicts
    assert (verdict.status, verdict.draft.stage, verdict.problem.key) == ("new", "draft", "errors.posts.text_missing")


def test_what_cannot_be_planned_stays_a_draft_and_says_why(store, brand, instagram):
    content = "day,time,text,channels\n2026-12-01,09:00,Brot,\n" + f"2026-12-01,10:00,{'ab ' * 900},instagram:@sonne\n"
    run = look(store, brand, content, as_planned=True)
    assert statuses(run) == ["new", "new"]
    assert reasons(run) == ["errors.posts.channel_missing", "errors.posts.refused"]
    take(store, brand, content, as_planned=True)
    assert {one.state for one in entries(store, brand)} == {"draft"}
    assert set(statuses(look(store, brand, content, as_planned=True))) == {"same"}
    assert reasons(look(store, brand, content)) == ["", ""]


def test_a_planned_post_is_never_changed_into_what_its_network_would_refuse(store, brand, instagram):
    saved = calendar.create(store, brand.brand_id, draft(instagram), **WHO)
    content = exported(store, brand).decode("utf-8-sig").replace("Frisch", "ab " * 900)
    run = look(store, brand, content)
    assert (statuses(run), reasons(run)) == (["refused"], ["errors.posts.refused"])
    with pytest.raises(RuleError):
        take(store, brand, content)
    assert calendar.entry(store, brand.brand_id, saved.post_id).text == "Frisch"


def test_what_only_fits_without_the_marks_in_its_links_is_not_planned_by_a_file(store, brand):
    bluesky = channels.declare(store, "b1", network="bluesky", handle="sonne.example", **WHO)
    site = brand.model_copy(update={"website": "baeckerei.de"})
    with store.write() as cursor:
        brands.save_brand(cursor, site)
        update(cursor, "channel", {"channel_id": bluesky.channel_id}, mode="live")
    content = f"day,time,text,channels\n2026-12-01,09:00,{'x' * 270} https://baeckerei.de/a,bluesky:sonne.example\n"
    file = plans.read("plan.csv", content.encode(), {"bluesky": "Bluesky"})
    wanted = plans.Wishes(ZONE, ZONE, {"bluesky:sonne.example": (bluesky.channel_id,)}, as_planned=True)
    look_at = partial(plans.dry_run, store, "b1", file, wanted, PLAN, now=NOW)
    assert look_at().verdicts[0].draft.stage == "planned"
    tagging.switch(store, site, on=True, **WHO)
    (verdict,) = look_at().verdicts
    assert (verdict.draft.stage, verdict.problem.key) == ("draft", "errors.posts.refused")


def test_a_post_of_another_brand_is_never_changed(store, brand, other_brand, instagram):
    saved = calendar.create(store, brand.brand_id, draft(instagram), **WHO)
    take(store, other_brand, exported(store, brand).decode("utf-8-sig").replace("Frisch", "Fremd"))
    assert calendar.entry(store, brand.brand_id, saved.post_id).text == "Frisch"
    assert [one.text for one in entries(store, other_brand)] == ["Fremd"]


def test_an_edited_file_of_another_tool_changes_its_post_and_does_not_double_it(store, brand, instagram):
    first = "Text,Image URL,Tags,Posting Time\nBrot,,,2026-12-05 10:00\nKuchen,,,2026-12-05 10:00\n"
    take(store, brand, first, mapping={WHOLE_FILE: (instagram.channel_id,)})
    second = first.replace("Brot", "Brötchen").replace("\nKuchen", "\nTorte,,,2026-12-04 10:00\nKuchen")
    run = look(store, brand, second)
    assert sorted(statuses(run)) == ["changed", "new", "same"]


def test_what_is_still_to_come_can_be_taken_to_every_tool_and_back(store, brand, other_brand, instagram, facebook):
    own = {instagram.channel_id: "Nur hier"}
    calendar.create(store, brand.brand_id, draft(instagram, facebook, text='@alle: "Brot", frisch', texts=own), **WHO)
    calendar.create(store, brand.brand_id, draft(instagram, wall=datetime(2026, 11, 26, 8), text="Zwei"), **WHO)
    to_come = plan_exports.to_come(store, brand.brand_id, now=NOW)
    known = channels.channels(store, brand.brand_id)
    for layout in ("buffer", "hootsuite", "metricool", "publer"):
        packed = plan_exports.archive(layout, to_come, known, ZONE, NETWORKS)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
        assert len(contents) == (1 if layout == "metricool" else 2)
        said = []
        for name, content in contents.items():
            file = read(content, name, day_first=True)
            assert (file.layout, file.undecided) == (layout, None)
            said += [(row.text, row.at) for row in file.rows]
        assert sorted(said) == [
            ("@alle: \"Brot\", frisch", SOON), ("Nur hier", SOON), ("Zwei", datetime(2026, 11, 26, 8)),
        ]  # fmt: skip


def test_a_draft_is_taken_only_to_a_tool_that_knows_drafts(store, brand, instagram):
    calendar.create(store, "b1", draft(instagram, text="Fest"), **WHO)
    calendar.create(store, "b1", draft(instagram, text="Noch nicht", stage="draft"), **WHO)
    to_come = plan_exports.to_come(store, "b1", now=NOW)
    for layout in ("buffer", "hootsuite", "metricool", "publer"):
        packed = plan_exports.archive(layout, to_come, channels.channels(store, "b1"), ZONE, NETWORKS)
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            words = b"".join(map(archive.read, archive.namelist())).decode()
        lines = [line for line in words.splitlines() if "Noch nicht" in line]
        assert "Fest" in words
        assert ["TRUE" in line for line in lines] == ([True] if layout == "metricool" else [])


def test_files_for_other_tools_are_cut_to_what_they_take_at_once(store, brand, instagram):
    content = "day,time,text,channels\n" + "".join(
        f"2026-12-01,{hour:02}:{minute:02},Brot {hour} {minute},instagram:@sonne\n" for hour in range(5) for minute in range(21)
    )  # fmt: skip
    take(store, brand, content, as_planned=True)
    to_come = plan_exports.to_come(store, brand.brand_id, now=NOW)
    packed = plan_exports.archive("buffer", to_come, channels.channels(store, brand.brand_id), ZONE, NETWORKS)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        sizes = {name: len(list(csv.reader(io.StringIO(archive.read(name).decode())))) for name in archive.namelist()}
    assert sizes == {"buffer-instagram-sonne-1.csv": 101, "buffer-instagram-sonne-2.csv": 6}


def test_ten_thousand_rows_come_in_together_and_go_together(store, brand, instagram):
    start = datetime(2027, 1, 1, 8)
    content = "day,time,text,channels\n" + "".join(
        f"{(start + timedelta(minutes=7 * n)):%Y-%m-%d,%H:%M},Beitrag {n},instagram:@sonne\n" for n in range(10_000)
    )
    shares = []
    file = read(content)
    chosen = wishes(store, brand, file, as_planned=True)
    batch = plans.take_over(store, brand.brand_id, file, chosen, PLAN, report=shares.append, **WHO)
    assert batch.rows_new == 10_000 and shares == sorted(shares) and len(shares) > 3
    counted = store.row(
        "select count(*) as n, count(distinct post_id) as ids from publication where state = 'scheduled'"
    )
    assert counted == {"n": 10_000, "ids": 10_000}
    assert plans.undo(store, brand.brand_id, batch.import_id, **LATER) == 0
    assert store.row("select count(*) as n from publication") == {"n": 0}


@pytest.mark.parametrize("every", [False, True])
def test_a_channel_that_was_dropped_stays_dropped_when_the_file_comes_back(store, brand, instagram, facebook, every):
    saved = calendar.create(store, "b1", draft(instagram, facebook), **WHO)
    for target in calendar.entry(store, "b1", saved.post_id).targets:
        if every or target.channel_id == facebook.channel_id:
            publishing.cancel(store, "b1", target.publication_id, **WHO)
    content = exported(store, brand).decode("utf-8-sig")
    assert statuses(look(store, brand, content, as_planned=True)) == ["same"]
    take(store, brand, content.replace("Frisch", "Neu"), as_planned=True)
    states = {one.channel_id: one.state for one in calendar.entry(store, "b1", saved.post_id).targets}
    assert states.get(facebook.channel_id) != "scheduled"
    assert states[instagram.channel_id] == ("draft" if every else "scheduled")


def test_rows_of_one_file_and_what_is_planned_already_count_towards_a_network_s_limit_of_a_day(store, brand):
    tiktok = channels.declare(store, brand.brand_id, network="tiktok", handle="@sonne", **WHO)
    kept = calendar.create(store, brand.brand_id, draft(tiktok, text="Schon da"), **WHO).post_id
    rows_ = "".join(f"25.11.2026;{hour:02d}:30;tiktok:@sonne;Film {hour}\n" for hour in range(8, 22))
    file = f"Tag;Uhrzeit;Kanal;Text\n{rows_}27.11.2026;09:00;tiktok:@sonne;Zwei Tage später\n"
    assert not any(one.crowd for one in look(store, brand, file).verdicts), "15 in a day are what TikTok takes"
    run = look(store, brand, file.replace("27.11.2026;09:00", "26.11.2026;08:15"))
    assert [one.crowd is not None for one in run.verdicts] == [True] * 15, "each of them sees 16 around it"
    crowd = run.verdicts[0].crowd
    assert (crowd.rule, crowd.level) == ("any.post.posts_per_24h", "advise")
    assert (crowd.values["n"], crowd.values["limit"], crowd.values["network"]) == (16, 15, "TikTok")
    assert statuses(run) == ["new"] * 15, "it is advice: no row is refused"
    calendar.change(
        store, brand.brand_id, kept, draft(tiktok, text="Schon da", stage="idea", wall=None), version=1, **WHO
    )
    assert not any(one.crowd for one in look(store, brand, file).verdicts), "an idea does not count"


def came_back(store, brand, layout, *channels_there):
    """What a dry run says of each file that another tool would be given, with the channel the file is for."""
    known = channels.channels(store, brand.brand_id)
    to_come = plan_exports.to_come(store, brand.brand_id, now=NOW)
    packed = plan_exports.archive(layout, to_come, known, ZONE, NETWORKS)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            file = read(archive.read(name), day_first=True)
            theirs = [one for one in channels_there if layout == "metricool" or f"-{one.network}" in name]
            named = {one.network: (one.channel_id,) for one in theirs}
            mapping = named if layout == "metricool" else {WHOLE_FILE: next(iter(named.values()))}
            wanted = wishes(store, brand, file, as_planned=True, mapping=mapping)
            yield plans.dry_run(store, brand.brand_id, file, wanted, PLAN, now=NOW)


@pytest.mark.parametrize("kind", ["photo", "reel"])
@pytest.mark.parametrize("layout", ["buffer", "hootsuite", "metricool", "publer"])
def test_a_post_with_a_title_and_a_format_is_known_again_in_a_layout_that_has_none(
    store, brand, instagram, layout, kind
):
    later = datetime(2026, 12, 20, 9)  # no other reading of the day, whatever the order
    saved = draft(instagram, title="Nur für uns", wall=later, format=kind)
    calendar.create(store, brand.brand_id, saved, **WHO)
    (run,) = came_back(store, brand, layout, instagram)
    assert statuses(run) == ["same"]
    assert (run.verdicts[0].draft.title, run.verdicts[0].draft.format) == ("Nur für uns", kind)


@pytest.mark.parametrize("own", ["", "Nur auf Instagram"])
@pytest.mark.parametrize("layout", ["buffer", "hootsuite", "metricool", "publer"])
def test_a_post_that_left_as_one_row_a_channel_is_not_doubled_when_it_comes_back(
    store, brand, instagram, facebook, layout, own
):
    later = datetime(2026, 12, 20, 9)
    calendar.create(
        store, brand.brand_id, draft(instagram, facebook, wall=later, texts={instagram.channel_id: own}), **WHO
    )
    runs = list(came_back(store, brand, layout, instagram, facebook))
    assert {status for run in runs for status in statuses(run)} == {"same"}
    said = {one.draft.channel_ids: one.draft.text for run in runs for one in run.verdicts}
    assert said.get((instagram.channel_id,), own or "Frisch") == (own or "Frisch")


def test_only_rows_that_say_the_same_on_channels_of_the_post_are_a_part_of_it(store, brand, instagram, facebook):
    channels.declare(store, brand.brand_id, network="tiktok", handle="@sonne", **WHO)
    calendar.create(store, brand.brand_id, draft(instagram, facebook, wall=datetime(2026, 12, 20, 9)), **WHO)
    file = "Day,Time,Text,Networks\n2026-12-20,09:00,{}\n"
    for row, status in (
        ("Frisch,instagram", "same"),
        ("Frisch,tiktok", "new"),
        ("Frisch,instagram;tiktok", "new"),
        ("Anders,instagram", "new"),
    ):
        assert statuses(look(store, brand, file.format(row))) == [status], row


def test_two_equal_posts_are_two_posts_also_by_their_parts(store, brand, instagram, facebook):
    calendar.create(store, brand.brand_id, draft(instagram, facebook, wall=datetime(2026, 12, 20, 9)), **WHO)
    file = "Day,Time,Text,Networks\n2026-12-20,09:00,Frisch,instagram\n2026-12-20,09:00,Frisch,facebook\n"
    assert statuses(look(store, brand, file)) == ["same", "same"]
    again = "Day,Time,Title,Text,Networks\n2026-12-20,09:00,,Frisch,facebook\n2026-12-20,09:00,Brot,Frisch,facebook\n"
    assert statuses(look(store, brand, again)) == ["same", "new"], "each channel of a post is found once"


def test_only_what_rows_may_mean_is_read_and_it_is_found_by_each_of_its_ways(
    store, brand, other_brand, instagram, facebook
):
    dated = calendar.create(store, brand.brand_id, draft(instagram, title="", text="Um neun"), **WHO).post_id
    undated = calendar.create(
        store,
        brand.brand_id,
        draft(instagram, facebook, stage="draft", wall=None, title="", texts={facebook.channel_id: "Nur auf Facebook"}),
        **WHO,
    ).post_id
    for number in range(5):
        others = {"wall": SOON + timedelta(days=number + 1), "text": f"Anderes {number}"}
        calendar.create(store, brand.brand_id, draft(instagram, **others), **WHO)

    def found(owner, **sought):
        empty = {"post_ids": (), "keys": (), "instants": (), "texts": ()}
        return [one.post_id for one in planned.read_known(store, owner.brand_id, Sought(**(empty | sought)))]

    assert found(brand) == []
    assert found(brand, post_ids=[dated]) == found(brand, instants=[SOON - timedelta(hours=1)]) == [dated]
    assert found(brand, texts=["Frisch"]) == found(brand, texts=["Nur auf Facebook"]) == [undated]
    assert found(brand, texts=["Um neun"]) == [], "a row without a time means no post that has one"
    assert found(other_brand, post_ids=[dated], instants=[SOON - timedelta(hours=1)], texts=["Frisch"]) == []
    take(store, brand, "day,time,text,channels\n2027-03-01,08:00,Neu,instagram:@sonne\n")
    key = store.row("select plan_key, post_id from post where coalesce(plan_key, '') <> ''")
    assert found(brand, keys=[key["plan_key"]]) == [key["post_id"]]
