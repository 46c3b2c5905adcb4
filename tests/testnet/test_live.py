"""Publishing, hearing, answering and measuring through live channels, against a server with state and faults."""

from datetime import UTC, datetime, timedelta

import pytest

from cmlite.connectors.base import SignIn
from cmlite.connectors.mastodon import Mastodon
from cmlite.domain.inbox import Filters
from cmlite.domain.posts import PostDraft
from cmlite.domain.publishing import LIVE_TOLERANCE, SETTLING, Outgoing
from cmlite.errors import Refused, RuleError
from cmlite.services import (
    answers,
    calendar,
    claims,
    connections,
    deleting,
    inbox,
    publishing,
    reconciling,
    sending,
    sync,
)
from cmlite.services.connections import Outside
from cmlite.store.secrets import Secrets
from tests.testnet.proxy import line_to

PASSPHRASE = "a passphrase of a test"
POST = "^POST /api/v1/statuses"


class Clock:
    """The time of a test: the real one, moved on by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None) + self.ahead

    def move(self, by: timedelta) -> None:
        self.ahead += by


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def line(mastodon_server):
    with line_to(int(mastodon_server.rsplit(":", 1)[1])) as opened:
        yield opened


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase=PASSPHRASE))


@pytest.fixture
def channel(store, brand, outside, line, clock):
    values = {"server": f"http://127.0.0.1:{line.port}", "token": "alice_token"}
    return connections.connect(store, outside, brand.brand_id, "mastodon", values, now=clock(), actor="owner")


@pytest.fixture
def bob(mastodon_server):
    made = Mastodon(SignIn({"server": mastodon_server, "token": "bob_token"}))
    made.who()
    return made


@pytest.fixture
def alice(mastodon_server):
    """The account behind the channel, looked at without cmlite's line in between."""
    made = Mastodon(SignIn({"server": mastodon_server, "token": "alice_token"}))
    made.who()
    return made


def fits(words: str, network: str, limit: int | None) -> bool:
    return len(words) <= (limit or 500)


def plan(store, brand, channel, text, clock, *, as_thread=False, media=()) -> str:
    """A post that is due; gives the id of its publication."""
    wall = clock() + timedelta(minutes=1)
    what = {"text": text, "as_thread": as_thread, "media": media}
    draft = PostDraft(**what, channel_ids=(channel.channel_id,), stage="planned", wall=wall, zone="UTC")
    saved = calendar.create(store, brand.brand_id, draft, now=clock(), actor="owner")
    clock.move(timedelta(minutes=2))
    return calendar.entry(store, brand.brand_id, saved.post_id).targets[0].publication_id


def dispatch(store, outside, clock) -> list[str]:
    due = claims.claim_due(store, fits=fits, busy=(), now=clock())
    return [sending.send(store, outside, claim, clock=clock) for claim in due]


def look(store, outside, clock) -> list[str]:
    return [
        reconciling.reconcile(store, outside, row, fits=fits, clock=clock) for row in reconciling.unconfirmed(store)
    ]


def state_of(store, publication_id) -> dict:
    return store.row("select * from publication where publication_id = ?", [publication_id])


def on_the_network(alice, text) -> int:
    return sum(1 for one in alice.own_posts(after=datetime(2020, 1, 1)) if one.text == text)


def words(text: str) -> str:
    return f"{text} {datetime.now(UTC).timestamp()}"


def listen(store, outside, clock, job="inbox") -> int:
    clock.move(timedelta(minutes=40))
    return sum(sync.run(store, outside, one, clock=clock) for one in sync.due(store, now=clock()) if one.job == job)


def test_what_is_due_goes_out_once_and_knows_its_link(store, brand, outside, channel, clock, alice):
    text = words("Frisches Brot")
    publication_id = plan(store, brand, channel, text, clock)
    assert dispatch(store, outside, clock) == ["published"]
    assert dispatch(store, outside, clock) == []
    row = state_of(store, publication_id)
    assert (row["state"], row["text"]) == ("published", text)
    assert row["permalink"].endswith(row["external_id"])
    assert on_the_network(alice, text) == 1


def test_a_first_comment_follows_its_post_once_though_an_answer_was_lost(
    store, brand, outside, channel, clock, alice, line
):
    text, comment = words("Brot"), words("Mehr dazu")
    draft = PostDraft(
        text=text, channel_ids=(channel.channel_id,), comments={channel.channel_id: comment},
        stage="planned", wall=clock() + timedelta(minutes=1), zone="UTC",
    )  # fmt: skip
    calendar.create(store, brand.brand_id, draft, now=clock(), actor="owner")
    clock.move(timedelta(minutes=2))
    line.lose("lose_answer", POST, times=1)
    assert dispatch(store, outside, clock) == ["unconfirmed"]
    assert look(store, outside, clock) == ["scheduled"], "the post is there, its comment is not"
    assert dispatch(store, outside, clock) == ["published"]
    row = store.row("select external_id, text from publication where state = 'published'")
    assert row["text"] == text
    tries = store.rows("select part, outcome, external_id from attempt order by part")
    assert [(one["part"], one["outcome"]) for one in tries] == [(0, "done"), (1, "done")]
    assert row["external_id"] == tries[0]["external_id"]
    assert dispatch(store, outside, clock) == []
    assert on_the_network(alice, text) == 1


def test_nothing_goes_out_before_its_time_nor_long_after(store, brand, outside, channel, clock):
    publication_id = plan(store, brand, channel, words("zu früh"), clock)
    clock.move(-timedelta(minutes=2))
    assert dispatch(store, outside, clock) == []
    clock.move(LIVE_TOLERANCE + timedelta(minutes=5))
    assert dispatch(store, outside, clock) == []
    assert publishing.mark_missed(store, now=clock()) == 1
    assert state_of(store, publication_id)["state"] == "missed"


def test_the_owner_can_send_what_was_missed(store, brand, outside, channel, clock, alice):
    text = words("doch noch")
    publication_id = plan(store, brand, channel, text, clock)
    clock.move(LIVE_TOLERANCE * 2)
    publishing.mark_missed(store, now=clock())
    sending.send_now(store, brand.brand_id, publication_id, now=clock(), actor="owner")
    assert dispatch(store, outside, clock) == ["published"]
    assert on_the_network(alice, text) == 1


def test_while_everything_is_held_nothing_goes_out(store, brand, outside, channel, clock):
    plan(store, brand, channel, words("gehalten"), clock)
    connections.hold(store, brand.brand_id, held=True, now=clock(), actor="owner")
    assert dispatch(store, outside, clock) == []
    connections.hold(store, brand.brand_id, held=False, now=clock(), actor="owner")
    assert dispatch(store, outside, clock) == ["published"]


def test_a_paused_channel_sends_nothing(store, brand, outside, channel, clock):
    plan(store, brand, channel, words("pausiert"), clock)
    connections.pause(store, brand.brand_id, channel.channel_id, paused=True, now=clock(), actor="owner")
    assert dispatch(store, outside, clock) == []


@pytest.mark.parametrize("fault", ["lose_answer", "cut_answer"])
def test_a_publication_whose_answer_was_lost_is_found_and_not_sent_again(
    store, brand, outside, channel, clock, line, alice, fault
):
    text = words("Antwort verloren")
    publication_id = plan(store, brand, channel, text, clock)
    line.lose(fault, POST)
    assert dispatch(store, outside, clock) == ["unconfirmed"]
    assert dispatch(store, outside, clock) == []
    assert look(store, outside, clock) == ["published"]
    assert state_of(store, publication_id)["external_id"]
    assert on_the_network(alice, text) == 1


def test_what_certainly_did_not_arrive_is_sent_again_while_it_is_about_time(
    store, brand, outside, channel, clock, line, alice
):
    text = words("verloren")
    plan(store, brand, channel, text, clock)
    line.lose("lose_request", POST)
    assert dispatch(store, outside, clock) == ["unconfirmed"]
    assert look(store, outside, clock) == ["unconfirmed"], "it may still be under way"
    clock.move(SETTLING)
    assert look(store, outside, clock) == ["scheduled"]
    assert dispatch(store, outside, clock) == ["published"]
    assert on_the_network(alice, text) == 1


def test_what_did_not_arrive_and_is_late_waits_for_the_owner(store, brand, outside, channel, clock, line, alice):
    text = words("zu spät")
    plan(store, brand, channel, text, clock)
    line.lose("lose_request", POST)
    dispatch(store, outside, clock)
    clock.move(LIVE_TOLERANCE * 2)
    assert look(store, outside, clock) == ["missed"]
    assert on_the_network(alice, text) == 0


def test_a_process_that_ended_while_sending_leaves_nothing_twice(store, brand, outside, channel, clock, alice):
    text = words("mittendrin beendet")
    plan(store, brand, channel, text, clock)
    (claim,) = claims.claim_due(store, fits=fits, busy=(), now=clock())
    assert sending.take_up(store, now=clock()) == 1, "claimed, not tried: nothing was sent"
    assert dispatch(store, outside, clock) == ["published"]
    assert on_the_network(alice, text) == 1
    assert claim.parts == (text,)


def test_a_refusal_is_kept_with_its_reason_and_can_be_tried_again(store, brand, outside, channel, clock):
    publication_id = plan(store, brand, channel, "x", clock)
    with store.write() as cursor:  # what is too long is not planned at all; the server may have changed its limit since
        cursor.execute("update publication set text = repeat('x', 501) where publication_id = ?", [publication_id])
    assert dispatch(store, outside, clock) == ["failed"]
    (attempt,) = sending.attempts(store, brand.brand_id, publication_id)
    assert attempt["outcome"] == "refused"
    assert "too long" in attempt["reason"]["said"]
    assert connections.connections(store, brand.brand_id)[channel.channel_id].standing(clock()) == "connected"


def test_an_unreachable_network_leaves_the_post_planned(store, brand, outside, channel, clock, line, alice):
    text = words("gleich")
    publication_id = plan(store, brand, channel, text, clock)
    secrets = outside.secrets.get(channel.channel_id)
    outside.secrets.put(channel.channel_id, secrets | {"server": "http://127.0.0.1:9"})
    assert dispatch(store, outside, clock) == ["scheduled"]
    outside.secrets.put(channel.channel_id, secrets)
    assert dispatch(store, outside, clock) == [], "nothing is tried again at once"
    clock.move(timedelta(seconds=20))
    assert dispatch(store, outside, clock) == ["published"]
    assert state_of(store, publication_id)["state"] == "published"


def test_a_rejected_sign_in_stops_the_channel_and_keeps_the_queue(store, brand, outside, channel, clock):
    publication_id = plan(store, brand, channel, words("abgemeldet"), clock)
    kept = outside.secrets.get(channel.channel_id)
    outside.secrets.put(channel.channel_id, kept | {"token": "revoked"})
    assert dispatch(store, outside, clock) == ["scheduled"]
    assert connections.connections(store, brand.brand_id)[channel.channel_id].standing(clock()) == "sign_in"
    assert dispatch(store, outside, clock) == [], "a channel without a sign-in is not asked again"
    values = {"server": kept["server"], "token": "alice_token"}
    connections.connect(
        store, outside, brand.brand_id, "mastodon", values, channel_id=channel.channel_id, now=clock(), actor="owner"
    )
    assert dispatch(store, outside, clock) == ["published"]
    assert state_of(store, publication_id)["state"] == "published"


def test_a_thread_resumes_at_the_part_that_is_missing(store, brand, outside, channel, clock, line, alice):
    text = " ".join(f"Satz {n} {words('')} ist zu Ende." for n in range(30))
    publication_id = plan(store, brand, channel, text, clock, as_thread=True)
    line.lose("lose_answer", f"{POST}", times=1)
    assert dispatch(store, outside, clock) == ["unconfirmed"]
    assert look(store, outside, clock) == ["scheduled"], "the first part is there, the rest is not"
    with pytest.raises(RuleError):
        entry = store.row("select post_id from publication where publication_id = ?", [publication_id])
        deleting.delete(store, brand.brand_id, entry["post_id"], now=clock(), actor="owner")
    assert dispatch(store, outside, clock) == ["published"]
    parts = [one for one in sending.attempts(store, brand.brand_id, publication_id) if one["outcome"] == "done"]
    assert len(parts) == len({one["part"] for one in parts}) >= 3


def test_what_people_write_becomes_conversations_once(store, brand, outside, channel, clock, alice, bob):
    text = words("Wann kommt ihr?")
    publication_id = plan(store, brand, channel, text, clock)
    dispatch(store, outside, clock)
    post = state_of(store, publication_id)["external_id"]
    listen(store, outside, clock)
    said = words("@alice Wir kommen!")
    first = bob.publish(Outgoing(text=said, parent=post), key=words("k"))
    bob.publish(Outgoing(text="@alice Habt ihr Parkplätze?", parent=first.external_id), key=words("k"))
    assert listen(store, outside, clock) == 2
    assert listen(store, outside, clock) == 0
    found, _ = inbox.queue(store, brand.brand_id, Filters(text=said), page=1, now=clock())
    ours = [one for one in found if one.publication_id == publication_id]
    assert len(ours) == 1, "one conversation a person and thread"
    thread = inbox.thread(store, brand.brand_id, ours[0].conversation_id, now=clock())
    assert [one.text for one in thread.messages] == [said, "@alice Habt ihr Parkplätze?"]
    assert thread.subject["text"] == text


def conversation_with(store, brand, outside, clock, bob, text) -> str:
    listen(store, outside, clock)
    bob.publish(Outgoing(text=f"@alice {text}"), key=words("k"))
    listen(store, outside, clock)
    row = store.row("select conversation_id from message where text = ?", [f"@alice {text}"])
    return row["conversation_id"]


def answer(store, outside, brand, conversation_id, text, clock) -> str:
    return answers.send(
        store, outside, brand.brand_id, conversation_id, text, done=False, language="de", clock=clock, actor="owner"
    )


def test_an_answer_goes_out_and_does_not_come_back_as_another(store, brand, outside, channel, clock, bob):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    assert "reply" in answers.can(store, brand.brand_id, conversation_id)
    assert answer(store, outside, brand, conversation_id, "@bob Ja, gern", clock) == "sent"
    listen(store, outside, clock)
    thread = inbox.thread(store, brand.brand_id, conversation_id, now=clock())
    assert [one.direction for one in thread.messages] == ["in", "out"]
    assert thread.conversation.state == "waiting"


def test_the_same_answer_from_two_windows_is_sent_once(store, brand, outside, channel, clock, bob):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    answer(store, outside, brand, conversation_id, "@bob Ja", clock)
    with pytest.raises(RuleError, match="already_sent"):
        answer(store, outside, brand, conversation_id, "@bob Ja", clock)


def test_a_refused_answer_stays_a_draft(store, brand, outside, channel, clock, bob):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    with pytest.raises(Refused) as caught:
        answer(store, outside, brand, conversation_id, "x" * 501, clock)
    assert "too long" in caught.value.said
    thread = inbox.thread(store, brand.brand_id, conversation_id, now=clock())
    assert thread.draft == "x" * 501
    assert [one.direction for one in thread.messages] == ["in"]


@pytest.mark.parametrize("heard_first", [True, False])
def test_an_answer_whose_own_answer_was_lost_is_found(store, brand, outside, channel, clock, bob, line, heard_first):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    line.lose("lose_answer", POST)
    text = words("@bob Ja")
    assert answer(store, outside, brand, conversation_id, text, clock) == "unconfirmed"
    if heard_first:
        listen(store, outside, clock)
    for row in answers.unconfirmed(store):
        assert answers.reconcile(store, outside, row, clock=clock) == "sent"
    listen(store, outside, clock)
    thread = inbox.thread(store, brand.brand_id, conversation_id, now=clock())
    assert [(one.direction, one.state) for one in thread.messages] == [("in", "received"), ("out", "sent")]


def test_an_answer_that_did_not_arrive_is_a_draft_again(store, brand, outside, channel, clock, bob, line):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    line.lose("lose_request", POST)
    text = words("@bob Ja")
    assert answer(store, outside, brand, conversation_id, text, clock) == "unconfirmed"
    clock.move(SETTLING)
    (row,) = answers.unconfirmed(store)
    assert answers.reconcile(store, outside, row, clock=clock) == "draft"
    assert inbox.thread(store, brand.brand_id, conversation_id, now=clock()).draft == text


def test_an_answer_written_in_the_networks_own_app_joins_its_conversation(
    store, brand, outside, channel, clock, alice, bob
):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("Frage"))
    question = store.row("select external_id from message where conversation_id = ?", [conversation_id])
    alice.publish(Outgoing(text="@bob Von unterwegs", parent=question["external_id"]), key=words("k"))
    listen(store, outside, clock)
    thread = inbox.thread(store, brand.brand_id, conversation_id, now=clock())
    assert [one.text for one in thread.messages][1:] == ["@bob Von unterwegs"]
    assert thread.conversation.state == "waiting"


def test_edits_and_deletions_on_the_network_are_followed(store, brand, outside, channel, clock, bob):
    conversation_id = conversation_with(store, brand, outside, clock, bob, words("vorher"))
    message = store.row("select external_id from message where conversation_id = ?", [conversation_id])
    bob.edit(message["external_id"], "@alice nachher")
    listen(store, outside, clock, "figures")
    assert inbox.thread(store, brand.brand_id, conversation_id, now=clock()).messages[0].text == "@alice nachher"
    bob.remove(message["external_id"])
    for _ in range(3):  # gone is only what an hour later is still not there
        assert inbox.thread(store, brand.brand_id, conversation_id, now=clock()).messages[0].text == "@alice nachher"
        listen(store, outside, clock, "figures")
    (gone,) = inbox.thread(store, brand.brand_id, conversation_id, now=clock()).messages
    assert (gone.state, gone.text) == ("deleted", "")


def test_figures_become_a_series_that_does_not_grow_without_bound(store, brand, outside, channel, clock, bob):
    publication_id = plan(store, brand, channel, words("Zahlen"), clock)
    dispatch(store, outside, clock)
    post = state_of(store, publication_id)["external_id"]
    listen(store, outside, clock, "figures")
    bob.like(post)
    clock.move(timedelta(hours=1))
    listen(store, outside, clock, "figures")
    likes = store.rows(
        "select value from publication_metric where publication_id = ? and metric = 'likes' order by fetched_at",
        [publication_id],
    )
    assert [row["value"] for row in likes] == [0, 1]
    for _ in range(60):
        clock.move(timedelta(days=2))
        listen(store, outside, clock, "figures")
    ages = store.rows(
        """select date_diff('day', p.published_at, m.fetched_at) as days from publication_metric as m
        inner join publication as p on p.publication_id = m.publication_id
        where m.publication_id = ? and m.metric = 'likes' order by 1""",
        [publication_id],
    )
    late = [row["days"] for row in ages if row["days"] > 30]
    assert len({day // 7 for day in late}) == len(late), "one a week once a month has passed"
    assert store.row("select value from channel_metric where metric = 'followers' limit 1")["value"] == 0


def test_a_post_made_by_hand_is_matched_with_the_planned_one(store, brand, outside, channel, clock, alice):
    text = words("selbst gemacht")
    publication_id = plan(store, brand, channel, text, clock)
    connections.hold(store, brand.brand_id, held=True, now=clock(), actor="owner")
    made = alice.publish(Outgoing(text=text), key=words("k"))
    assert listen(store, outside, clock, "posts") >= 1
    assert listen(store, outside, clock, "posts") == 0
    (match,) = publishing.matches(store, brand.brand_id)
    publishing.take_as_published(
        store, brand.brand_id, match["publication_id"], match["native_id"], now=clock(), actor="owner"
    )
    row = state_of(store, publication_id)
    assert (row["state"], row["external_id"]) == ("published", made.external_id)
    same = store.rows("select 1 from publication where external_id = ? and deleted_at is null", [made.external_id])
    assert len(same) == 1


def test_signing_out_forgets_the_sign_in_and_leaves_the_plan(store, brand, outside, channel, clock):
    publication_id = plan(store, brand, channel, words("bleibt"), clock)
    connections.disconnect(store, outside, brand.brand_id, channel.channel_id, now=clock(), actor="owner")
    assert outside.secrets.get(channel.channel_id) == {}
    assert dispatch(store, outside, clock) == []
    assert [row["publication_id"] for row in publishing.due(store, brand.brand_id, now=clock())] == [publication_id]


def test_another_account_does_not_take_over_a_channel(store, brand, outside, channel, clock):
    values = {"server": outside.secrets.get(channel.channel_id)["server"], "token": "bob_token"}
    with pytest.raises(RuleError, match="other_account"):
        connections.connect(
            store, outside, brand.brand_id, "mastodon", values, channel_id=channel.channel_id, now=clock(), actor="o"
        )
    assert outside.secrets.get(channel.channel_id)["token"] == "alice_token"


def test_no_secret_reaches_the_data_file_or_the_log(store, brand, outside, channel, clock, line, caplog, tmp_path):
    caplog.set_level("DEBUG")
    plan(store, brand, channel, words("geheim"), clock)
    line.lose("lose_answer", POST)
    dispatch(store, outside, clock)
    listen(store, outside, clock)
    store.close()
    everything = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for secret in ("alice_token", PASSPHRASE):
        assert secret.encode() not in everything
        assert secret not in caplog.text
    store._connection = store._open()


def test_an_answer_hangs_under_the_last_message_that_is_still_there(store, brand, outside, channel, clock, bob):
    listen(store, outside, clock)
    first = bob.publish(Outgoing(text=words("@alice Frage")), key=words("k"))
    last = bob.publish(Outgoing(text=words("@alice Noch etwas"), parent=first.external_id), key=words("k"))
    assert listen(store, outside, clock) == 2
    conversation_id = store.row("select conversation_id from message where external_id = ?", [last.external_id])[
        "conversation_id"
    ]
    bob.remove(last.external_id)
    said = words("@bob Ja")
    assert answer(store, outside, brand, conversation_id, said, clock) == "sent_earlier"
    row = store.row("select state, parent_id from message where text = ?", [said])
    assert (row["state"], row["parent_id"]) == ("sent", first.external_id)
    assert [one.parent_id for one in bob.arrivals("").items if one.text == said] == [first.external_id]


def test_an_answer_to_what_is_all_gone_stays_a_draft_and_says_so(store, brand, outside, channel, clock, bob):
    listen(store, outside, clock)
    asked = bob.publish(Outgoing(text=words("@alice Frage")), key=words("k"))
    listen(store, outside, clock)
    row = store.row("select conversation_id from message where external_id = ?", [asked.external_id])
    bob.remove(asked.external_id)
    with pytest.raises(Refused) as told:
        answer(store, outside, brand, row["conversation_id"], "@bob Ja", clock)
    assert told.value.key == "errors.inbox.nothing_left"
    assert inbox.thread(store, brand.brand_id, row["conversation_id"], now=clock()).draft == "@bob Ja"
