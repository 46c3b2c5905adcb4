"""No row of one brand ever reaches another: every function that takes a brand is called for one with the other's ids.

Two brands full of different data stand in one file. Whatever a function gives back for the second is searched for
words and ids of the first, and the rows of the first are the same afterwards. Functions are found by themselves: a new
one whose arguments are not known here makes the test fail until they are.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from cmlite import services, store
from cmlite.domain import people as people_domain
from cmlite.domain.blocks import BlockDraft
from cmlite.domain.bulk import Choice
from cmlite.domain.campaigns import CampaignDraft
from cmlite.domain.feeds import Wanted
from cmlite.domain.hours import business_days
from cmlite.domain.ideas import Origin, Well
from cmlite.domain.inbox import Filters
from cmlite.domain.kpis import Period, Selection
from cmlite.domain.leads import LeadDraft
from cmlite.domain.library import Rights, Search, Words
from cmlite.domain.media import Attached
from cmlite.domain.plans import Sought
from cmlite.domain.post_panel import Unsaved
from cmlite.domain.posts import PostDraft
from cmlite.domain.rules import Rule
from cmlite.domain.series import Plan
from cmlite.domain.strategy import Strategy
from cmlite.domain.versions import Saying
from cmlite.errors import CmliteError
from cmlite.importers import Parsed
from cmlite.services import moderation, people, review, strategy, team
from cmlite.store.rows import Cursor
from tests.conftest import NOW
from tests.services.two_brands import MARK, TODAY, Two, rows_of, two

__all__ = ["two"]


def other_person(two: Two) -> str:
    """Somebody who wrote to the second brand."""
    return people.people(two.store, two.second.brand_id, people_domain.Wanted(), page=1)[0][0].person_id


def well_of(post_id: str) -> Well:
    """A post that did well, by its id alone."""
    return Well(post_id, "", "instagram", "photo", "", TODAY, 9, 3.0, 8, "Hallo", "Hallo", "")


def functions() -> dict[str, Callable[..., Any]]:
    """Every public function of services and store that takes a brand, by its place."""
    found = {}
    for package in (services, store):
        for module in pkgutil.iter_modules(package.__path__):
            loaded = importlib.import_module(f"{package.__name__}.{module.name}")
            for name, one in vars(loaded).items():
                if name.startswith("_") or not inspect.isfunction(one) or one.__module__ != loaded.__name__:
                    continue
                if {"brand_id", "brand"} & set(inspect.signature(one).parameters):
                    found[f"{package.__name__.rpartition('.')[2]}.{module.name}.{name}"] = one
    return found


FUNCTIONS = functions()


ARGUMENTS: dict[str, Callable[[Two], object]] = {
    **{
        name: (lambda two, name=name: two.ids[name])
        for name in (
            *("post_id", "publication_id", "conversation_id", "message_id", "person_id", "channel_id", "campaign_id"),
            *(
                "media_id",
                "block_id",
                "series_id",
                "line_id",
                "member_id",
                "import_id",
                "feed_id",
                "entry_id",
                "act_id",
                "reply_id",
                "use_id",
                "look_id",
                "plan_id",
                "rule_id",
            ),
        )
    },
    "store": lambda two: two.store,
    "brand_id": lambda two: two.second.brand_id,
    "brand": lambda two: two.second,
    "now": lambda two: NOW,
    "actor": lambda two: "owner",
    "zone": lambda two: two.second.zone,
    "outside": lambda two: two.outside,
    "clock": lambda two: lambda: NOW,
    "conversation_ids": lambda two: [two.ids["conversation_id"]],
    "post_ids": lambda two: [two.ids["post_id"]],
    "sought": lambda two: Sought([two.ids["post_id"]], [], [], []),
    "media_ids": lambda two: [two.ids["media_id"]],
    "channel_ids": lambda two: [two.ids["channel_id"]],
    "source_ids": lambda two: [two.ids["post_id"], f"{MARK}~post_origin-source_id"],
    "tables": lambda two: {"message": ["text"], "post": ["text"], "person_consent": ["words"]},
    "native_id": lambda two: two.ids["publication_id"],
    "native_ids": lambda two: [two.ids["publication_id"]],
    "subject_id": lambda two: two.ids["publication_id"],
    "versions": lambda two: {two.ids["post_id"]: 1},
    "period": lambda two: Period(first=TODAY - timedelta(days=90), last=TODAY),
    "chosen": lambda two: Selection(),
    "filters": lambda two: Filters(),
    "strategy": lambda two: Strategy(),
    "today": lambda two: TODAY,
    "first": lambda two: NOW - timedelta(days=90),
    "last": lambda two: NOW + timedelta(days=90),
    "before": lambda two: NOW,
    "after": lambda two: NOW,
    "until": lambda two: NOW + timedelta(days=2),
    "wall": lambda two: NOW + timedelta(days=2),
    "day": lambda two: NOW + timedelta(days=2),
    "days": lambda two: 30,
    "draft": lambda two: PostDraft(text="Hallo", zone="Europe/Berlin"),
    "version": lambda two: 1,
    "network": lambda two: "instagram",
    "networks": lambda two: {},
    "language": lambda two: "de",
    "name": lambda two: "finish",
    "words": lambda two: "Hallo",
    "text": lambda two: "Hallo",
    "comment": lambda two: "Hallo",
    "question": lambda two: "Hallo",
    "verdict": lambda two: "fine",
    "remark": lambda two: "Hallo",
    "private": lambda two: True,
    "place": lambda two: two.ids["conversation_id"],
    "exercise_id": lambda two: "waited",
    "handle": lambda two: "@hallo",
    "done": lambda two: True,
    "on": lambda two: True,
    "held": lambda two: True,
    "paused": lambda two: True,
    "arrived": lambda two: True,
    "class_id": lambda two: "complaint",
    "batch_id": lambda two: two.ids["batch_id"],
    "holidays": lambda two: [TODAY],
    "wanted_id": lambda two: two.ids["batch_id"],
    "chosen_by": lambda two: "batch",
    "measure": lambda two: "rating",
    "state": lambda two: "current",
    "value": lambda two: 4.0,
    "step": lambda two: "culture",
    "part": lambda two: "goals",
    "edit": lambda two: lambda base: base,
    "role": lambda two: "viewer",
    "decision": lambda two: "asked",
    "hours": lambda two: [],
    "targets": lambda two: {},
    "content": lambda two: Strategy(),
    "stage": lambda two: "draft",
    "layout": lambda two: "cmlite",
    "key": lambda two: "x",
    "mapping": lambda two: {},
    "headings": lambda two: ["x"],
    "plan": lambda two: Plan(first=TODAY + timedelta(days=1), texts=("Hallo",), count=1),
    "origin": lambda two: Origin(words="Hallo", source_id=two.ids["post_id"]),
    "wanted": lambda two: Search(),
    "occasions": lambda two: (),
    "line": lambda two: "Hallo",
    "pillar_id": lambda two: "",
    "detail": lambda two: {},
    "states": lambda two: ["in_review", "scheduled", "draft"],
    "switch": lambda two: "tagging",
    "subject": lambda two: "post",
    "utm_name": lambda two: f"{MARK}~campaign-utm_name",
    "format_name": lambda two: "photo",
    "without": lambda two: "",
    "file_hash": lambda two: f"{MARK}~import_batch-file_hash",
    "file_name": lambda two: f"{MARK}~import_batch-file_name",
    "sha256": lambda two: f"{MARK}~media-sha256",
    "limit": lambda two: 500,
    "offset": lambda two: 0,
    "page": lambda two: 1,
    "only_posts": lambda two: False,
    "since": lambda two: NOW - timedelta(days=90),
    "at": lambda two: NOW,
    "most": lambda two: 500,
    "enough": lambda two: 1,
    "ratio": lambda two: 0.0,
    "slots": lambda two: None,
    "evergreen_days": lambda two: 60,
    "typed": lambda two: Unsaved(text="Hallo"),
    "values": lambda two: {"name": "Zweiter"},
    "texts": lambda two: ["Hallo"],
    "fits": lambda two: lambda *_: True,
    "act": lambda two: "like",
    "outcome": lambda two: "done",
    "link": lambda two: "",
    "minutes": lambda two: 30,
    "number": lambda two: 1,
    "word": lambda two: "posts",
    "ending": lambda two: "csv",
    "instant": lambda two: NOW + timedelta(days=2),
    "changes": lambda two: {},
    "rights": lambda two: Rights(),
    "feed_ids": lambda two: [two.ids["feed_id"]],
    "choice": lambda two: Choice(ids=[two.ids["conversation_id"]]),
    "search_id": lambda two: f"{MARK}~saved_search-search_id",
    "bulk_id": lambda two: f"{MARK}~bulk_change-bulk_id",
    "change_id": lambda two: f"{MARK}~thread_change-change_id",
    "me": lambda two: f"{MARK}~mention_of_member-member_id",
    "besides": lambda two: "",
    "window_id": lambda two: f"{MARK}~writing_now-window_id",
    "from_id": lambda two: two.ids["conversation_id"],
    "to_id": lambda two: two.ids["conversation_id"],
    "mark": lambda two: "x",
    "deadlines": lambda two: {"": 60},
    "windows": lambda two: {"instagram": 24.0},
    "threads": lambda two: ["x"],
    "members": lambda two: [two.ids["member_id"]],
    "address": lambda two: f"{MARK}~feed-address",
    "consent_id": lambda two: f"{MARK}~person_consent-consent_id",
    "erasure_id": lambda two: f"{MARK}~erasure-erasure_id",
    "arrivals": lambda two: [],
    "folder": lambda two: two.store.path.parent,
    "controller": lambda two: "Hallo",
    "officer": lambda two: "Hallo",
    "satisfaction_id": lambda two: f"{MARK}~satisfaction-satisfaction_id",
    "score": lambda two: 4,
    "cause": lambda two: "asked",
    "backups": lambda two: [],
    "heads": lambda two: [two.ids["person_id"]],
    "lead_id": lambda two: f"{MARK}~lead-lead_id",
    "alert_id": lambda two: f"{MARK}~alert-alert_id",
    "kind": lambda two: "messages",
    "reason": lambda two: "Hallo",
    "end": lambda two: NOW,
    "person_ids": lambda two: [two.ids["person_id"]],
    "stages": lambda two: ["new", "contacted", "offer", "won", "lost"],
    "other_id": lambda two: two.ids["person_id"],
    "ids": lambda two: [two.ids["person_id"]],
    "tags": lambda two: ["Hallo"],
    "note": lambda two: "Hallo",
    "about": lambda two: "Hallo",
    "how": lambda two: "Hallo",
    "aspect": lambda two: "tone",
    "main_language": lambda two: "de",
    "labels": lambda two: ["words"],
    "message_ids": lambda two: [two.ids["message_id"]],
    "model_id": lambda two: f"{MARK}~triage_model-model_id",
    "correction_id": lambda two: f"{MARK}~triage_correction-correction_id",
    "ask": lambda two: lambda order: {"judged": []},
    "seed": lambda two: 1,
    "source": lambda two: "person",
    "figures": lambda two: {},
    "tested": lambda two: None,
    "sources": lambda two: ["words", "person", "rule"],
    "report": lambda two: lambda _: None,
}
"""Values by the name of a parameter: ids of the first brand, and for the rest what anybody may pass."""

ELSEWHERE = {
    "store.triage_models.forget_larger": "called through `services.triage_models.learn` and `give_up`: test_triage",
    "services.alerts.note": "writes about an alarm its caller has locked",
    "store.alerts.change_alert": "called through `services.alerts_log.end` and `reopen`",
    "store.triage_models.write_correction": "writes the correction it is given: test_triage",
    "store.triage_models.take_back": "takes back the correction it is given: test_triage",
    "store.triage_models.save_model": "called through `services.triage_models.learn`: test_triage",
    "services.alerts_log.carry_out": "deals out to functions that are called here",
    "services.answering.box": "gathers from functions that are called here: test_answering",
    "services.replies.values": "works on a conversation that is given to it: test_replies",
    "services.calm.situation": "works on a conversation that is given to it: test_calm",
    "services.brand_removal.remove_brand": "takes the second brand away: test_brands, test_sign_ins",
    "services.brand_removal.remove_with_backup": "the same: test_brands",
    "services.brands.choose_brand": "the setting of the app itself",
    "services.acts.offer": "asks about a thread that `inbox.thread` gave: test_acts",
    "services.calendar.as_draft": "works on an entry that is given to it",
    "services.calendar_panel.carry_out": "deals out to functions that are called here",
    "services.connections.connect": "asks a network first: test_sign_ins",
    "services.publications.set_publications": "writes for a post its caller has locked",
    "store.rhythm.save_rhythm": "writes for a channel its caller has locked",
    "services.checks.of_fields": "reads through `store.surroundings` and `editorial`, which are called here",
    "services.checks.findings": "the same",
    "services.checks.refuse_what_blocks": "the same",
    "services.checks.refuser": "the same",
    "services.checks.crowding": "reads through `store.rhythm.read_taken`: test_checks",
    "services.feeds.follow": "takes an answer of a website: test_feeds",
    "services.feeds.make_idea": "works on an entry that `entries` gave: test_feeds",
    "services.feeds.used": "reads through `store.ideas.read_used_sources`",
    "store.feeds.change_feed": "called through `services.feeds.remove` and `bring_back`",
    "services.ideas.with_used": "reads through `store.ideas.read_used_sources`",
    "services.import_batches.take_over": "test_imports",
    "services.import_batches.take_all": "test_imports",
    "services.imports.look": "test_imports",
    "services.import_answers.read": "test_import_answers",
    "services.import_answers.same_content": "asks `store.imports.find_content`: test_import_answers",
    "services.imports.count": "test_imports",
    "services.inbox.response_minutes": "works on a conversation that is given to it",
    "services.library.add": "takes bytes in: test_library",
    "services.library.cut": "asks for the medium through `items`, which is called here",
    "services.plan_writing.write": "test_plans",
    "services.plan_writing.write_refusals": "test_plans",
    "services.plan_targets.proposed": "test_plan_targets",
    "services.plans.dry_run": "test_plans",
    "services.plans.take_over": "test_plans",
    "services.posts.detail": "reads through `store.figures`, which is called here",
    "services.review.finish": "works on the look that is given to it: test_review",
    "services.rhythm.free_by_channel": "reads through `store.rhythm.read_taken`",
    "services.sending_pictures.pictures_of": "reads through `media.of_post`",
    "services.sign_ins.new_channel": "makes a row for the brand it is given",
    "services.sign_ins.new_connection": "the same",
    "services.strategy.put_in_force": "writes beside a version its caller has locked",
    "services.tagging.marker": "reads through `website`, which is called here",
    "services.tagging.of_written": "reads through `website`, which is called here",
    "store.acts.begin_act": "writes down a row its caller has locked",
    "services.week.accept": "test_week",
    "services.week_sources.candidates": "gathers from functions that are called here",
    "services.editorial.save": "test_editorial",
    "services.moderation.save": "test_moderation",
    "services.rules.save": "test_rules",
    "store.rule_matches.condition": "reads nothing",
    "store.rule_acts.act": "test_rules",
    "services.strategy_file.to_file": "writes down the version that is given to it",
    "store.brands.save_brand": "writes the brand it is given",
    "store.acts.save_act": "writes down a row its caller has locked",
    "store.acts.take_back": "the same",
    "store.example.insert_example": "test_examples",
    "store.figures.figure_parameters": "reads nothing",
    "store.imported_figures.match_posts": "works on staged rows: test_imports",
    "store.imported_figures.match_values": "the same",
    "store.imported_figures.write_posts": "the same",
    "store.imported_figures.write_days": "the same",
    "store.imported_figures.write_breakdown": "the same",
    "store.forgotten.mark_staged": "works on staged rows: test_rights",
    "store.imported_messages.match_messages": "the same",
    "store.imported_messages.count_messages": "the same",
    "store.imported_messages.write_messages": "the same",
    "store.imports.insert_refusals": "the same",
    "store.measured.save_counts": "test_sync",
    "store.media.insert_media": "writes the medium it is given",
    "store.merging.sent_at": "asks about a message its caller has found: test_merging",
    "store.thread_rows.forget_changes": "called where messages are forgotten: test_merging",
    "store.thread_rows.go": "called through `services.merging` with what it found: test_merging",
    "store.versions.keep": "writes what its caller has locked",
    "store.versions.keep_first": "the same",
    "store.series.insert_series": "writes the plan it is given",
    "store.media.replace_of_post": "writes for a post its caller has locked",
    "store.evergreen.mark": "the same",
    "store.ideas.save_origin": "the same",
    "store.approvals.note": "the same",
    "store.approvals.note_many": "the same",
}
"""Functions that cannot be called on their own here: who looks at them instead, or why there is nothing to look at."""


def call(two: Two, place: str) -> object:
    """Call a function for the second brand; inside a transaction where it wants one, which is dropped afterwards."""
    function = FUNCTIONS[place]
    own = OWN.get(place, {})
    wanted: dict[str, object] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL} or name == "cursor":
            continue
        if name in own:
            wanted[name] = own[name](two)
        elif parameter.default is parameter.empty or name in {"now", "actor"}:
            assert name in ARGUMENTS, f"{place}: say in ARGUMENTS or OWN what `{name}` is, or in ELSEWHERE who tests it"
            wanted[name] = ARGUMENTS[name](two)
    if "cursor" not in inspect.signature(function).parameters:
        return listed(function(**wanted))
    found: object = None
    with suppress(Dropped), two.store.write() as cursor:
        found = listed(function(cursor=cursor, **wanted))
        if "actor" in wanted or place.startswith("store."):
            assert_first_is_unchanged(two, cursor)
        raise Dropped
    return found


class Dropped(Exception):
    """Ends a transaction without keeping anything of it."""


def listed(found: object) -> object:
    return list(found) if inspect.isgenerator(found) else found


def said(found: object) -> str:
    """Everything a result holds, as text."""
    if hasattr(found, "to_csv"):
        return str(found.to_csv())
    if isinstance(found, dict):
        return " ".join(f"{said(key)} {said(value)}" for key, value in found.items())
    if isinstance(found, list | tuple | set | frozenset):
        return " ".join(said(one) for one in found)
    if hasattr(found, "__dataclass_fields__"):
        return " ".join(said(getattr(found, name)) for name in found.__dataclass_fields__)
    return repr(found)


def assert_first_is_unchanged(two: Two, cursor: Cursor) -> None:
    assert rows_of(two.first, cursor) == two.before


OWN: dict[str, dict[str, Callable[[Two], object]]] = {
    "services.inbox.next_conversation": {"after": lambda two: two.ids["conversation_id"]},
    "store.queue.read_next": {"after": lambda two: two.ids["conversation_id"]},
    "services.bulk.change": {"act": lambda two: "done"},
    "store.imports.find_content": {
        name: lambda two, column=column: two.store.row(
            f"select {column} as found from import_batch where brand_id = ? limit 1", [two.first]
        )["found"]
        for name, column in {"digest": "file_hash", "file_name": "file_name", "format_id": "format_id"}.items()
    },
    "store.imports.read_last_channel": {"format_id": lambda two: "meta_daily"},
    "services.import_channels.chosen_channel": {"parsed": lambda two: Parsed("a.csv", "days", "meta_daily")},
    **{
        f"services.{name}": {"work": lambda two: team.at_work(two.store, two.second.brand_id)}
        for name in ("today_inbox.mention_tasks", "today_inbox.look_tasks", "today_posts.approval_tasks")
    },
    "services.today_posts.publishing_tasks": {"asked": lambda two: ()},
    "services.desk.change_all": {"act": lambda two: "done"},
    "services.desk.keep_search": {
        "what": lambda two: "delete",
        "value": lambda two: f"{MARK}~saved_search-search_id",
    },
    "services.desk.take_back": {
        "kind": lambda two: "thread",
        "subject": lambda two: f"{MARK}~thread_change-change_id",
    },
    "store.bulk.change": {"act": lambda two: "done", "value": lambda two: "", "bulk_id": lambda two: "new"},
    "store.notes.note_writing": {"window_id": lambda two: "new"},
    "store.deadlines.compute": {
        "hours": lambda two: business_days(TODAY - timedelta(days=99), TODAY, two.second.business_hours, "UTC")
    },
    "store.saved_searches.set_deleted": {"deleted_at": lambda two: NOW},
    **{
        f"{place}": {"wanted": lambda two: people_domain.Wanted()}
        for place in ("services.people.people", "store.people.read_people", "store.people.count_people")
    },
    **{
        f"services.people.{name}": {
            "found": lambda two: people.person(two.store, two.second.brand_id, other_person(two))
        }
        for name in ("talk", "candidates", "tones")
    },
    "services.leads.begin": {"draft": lambda two: LeadDraft(interest="Hallo")},
    "services.leads.change": {"draft": lambda two: LeadDraft(interest="Hallo")},
    "services.leads.move": {"stage": lambda two: "won"},
    "services.triage_switch.switch": {"wanted": lambda two: False},
    "services.retention.save": {"wanted": lambda two: {"messages": 12}},
    "services.retention.preview": {"wanted": lambda two: {"messages": 12, "people": 12}},
    "store.forgotten.keep_away": {"subjects": lambda two: [("person", "instagram", "x")]},
    **{f"store.forgetting.{name}": {"kind": lambda two: "messages"} for name in ("count_old", "forget")},
    "services.people.note_consent": {"given_on": lambda two: TODAY},
    "services.people.withdraw_consent": {"on": lambda two: TODAY},
    "services.ideas.again": {"one": lambda two: well_of(two.ids["post_id"])},
    "services.feeds.entries": {"wanted": lambda two: Wanted()},
    "services.feeds.import_list": {"content": lambda two: b"<opml/>"},
    "store.feeds.read_entries": {"wanted": lambda two: Wanted()},
    "store.feeds.count_entries": {"wanted": lambda two: Wanted()},
    "services.media.as_chosen": {"chosen": lambda two: [Attached(media_id=two.ids["media_id"])]},
    "services.today_posts.unsaved_tasks": {"work": lambda two: None},
    "services.media.there": {"chosen": lambda two: [Attached(media_id=two.ids["media_id"])]},
    "services.versions.pictures": {
        "sayings": lambda two: [Saying(media=(Attached(media_id=two.ids["media_id"]),))],
    },
    "services.exports.file_name": {"brand": lambda two: two.second.name},
    "services.library.describe": {"words": lambda two: Words()},
    "services.plan_exports.still_to_come": {"layout": lambda two: "buffer"},
    "services.week.show_again": {"first": lambda two: TODAY},
    "services.week.dismiss": {"key": lambda two: NOW.isoformat()},
    "services.week.another": {"key": lambda two: NOW.isoformat()},
    "services.goals.type_value": {"day": lambda two: TODAY},
    "services.today.tasks": {"days": lambda two: []},
    "services.onboarding.save_business": {"brand": lambda two: two.second},
    "services.week.filling": {"first": lambda two: TODAY},
    "services.media.attach": {"chosen": lambda two: [Attached(media_id=two.ids["media_id"])]},
    "services.review.look": {
        "version": lambda two: strategy.current(two.store, two.second.brand_id),
        "review": lambda two: review.records(two.store, two.second.brand_id)[0],
    },
    "services.campaigns.begin": {"draft": lambda two: CampaignDraft(name="Hallo", first_day=TODAY, last_day=TODAY)},
    "services.campaigns.change": {"draft": lambda two: CampaignDraft(name="Hallo", first_day=TODAY, last_day=TODAY)},
    "services.blocks.save": {"draft": lambda two: BlockDraft(name="Hallo", text="Hallo")},
    "store.rule_matches.read_numbers": {"rule": lambda two: Rule(words=(MARK,))},
    "store.rule_matches.read_matches": {"rule": lambda two: Rule(words=(MARK,))},
    "services.classes.set_within": {"plan": lambda two: moderation.plan_in_force(two.store, two.second.brand_id)},
    "services.triage.correct": {"value": lambda two: "positive"},
    "store.triage_models.set_aspect": {"value": lambda two: "positive"},
    "store.triage_models.put_in_use": {
        "row": lambda two: {"model_id": f"{MARK}~triage_model-model_id", "aspect": "tone", "language": "de"}
    },
    "store.figures.read_usual": {"before": lambda two: NOW},
    "store.kpis.read_last_day": {"period": lambda two: TODAY},
}
"""What single functions take, where the names above mean something else."""


PASSED = {
    f"{MARK}~{one}"
    for one in (
        *("post_origin-source_id", "campaign-utm_name", "import_batch-file_hash", "import_batch-file_name"),
        *(
            "media-sha256",
            "feed-address",
            "person_consent-consent_id",
            "lead-lead_id",
            "erasure-erasure_id",
            "satisfaction-satisfaction_id",
            "triage_model-model_id",
            "triage_correction-correction_id",
        ),
    )
}
"""Words of the first brand that are handed in as arguments above."""


@pytest.mark.parametrize("place", sorted(FUNCTIONS.keys() - ELSEWHERE.keys()))
def test_nothing_of_one_brand_reaches_another(two: Two, place: str) -> None:
    try:
        words = said(call(two, place))
    except CmliteError as refused:
        words = said(refused.values)
    passed = sorted({*two.ids.values(), *PASSED}, key=len, reverse=True)
    for one in passed:
        words = words.replace(one, "")
    assert MARK not in words
    assert two.first not in words
    if "actor" in inspect.signature(FUNCTIONS[place]).parameters:
        with two.store.read() as cursor:
            assert_first_is_unchanged(two, cursor)


@pytest.mark.parametrize(
    "place",
    ["store.posts.read_entries", "store.inbox.read_export", "store.strategy.read_versions", "store.team.read_team"],
)
def test_the_search_finds_what_belongs_to_the_brand_itself(two: Two, place: str) -> None:
    """The marks are really there: for its own brand the same function does give them back."""
    parameters = inspect.signature(FUNCTIONS[place]).parameters
    wanted = {name: ARGUMENTS[name](two) for name in parameters} | {"brand_id": two.first}
    assert MARK in said(FUNCTIONS[place](**wanted))
