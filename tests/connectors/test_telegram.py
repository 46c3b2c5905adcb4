"""Telegram's connector against a small written server; every request is held against the published description."""

import logging
import os
import traceback
from datetime import UTC, datetime, timedelta

import pytest

from cmlite.connectors import connections, gate
from cmlite.connectors.base import CAN, Connector, SignIn
from cmlite.connectors.telegram import Telegram
from cmlite.domain.acts import Target
from cmlite.domain.publishing import Outgoing, Picture
from cmlite.domain.send_options import SendOptions
from cmlite.errors import CmliteError, Refused, SignInAgain, Unknown, Wait
from tests.testnet.fake_http import Fault, Reply, unused_port
from tests.testnet.telegram_server import ANNA, BEN, BOT, CHANNEL, DOCUMENT, GROUP, TOKEN, TelegramServer

JPEG = Picture(data=b"\xff\xd8\xff\xe0 a picture", media_type="image/jpeg", alt="Brot")
PNG = Picture(data=b"\x89PNG a picture", media_type="image/png")
BREAD = Outgoing(text="Morgen wieder: Roggenbrot mit Nüssen 🥖 https://example.org/brot")
VIA_BOT = {"is_bot": True, "id": 1087968824, "username": "GroupAnonymousBot", "first_name": "Group"}


pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.fixture
def telegram():
    with TelegramServer() as running:
        yield running
    assert running.complaints == []


def connector(telegram, **values) -> Telegram:
    return Telegram(SignIn({"token": TOKEN, "chat": "@sonne", "server": telegram.url} | values))


@pytest.fixture
def bot(telegram) -> Telegram:
    """Signed in and asked who it is, as before everything else."""
    made = connector(telegram)
    made.who()
    return made


def heard(bot, cursor=""):
    return list(bot.arrivals(cursor).items)


def test_the_contract_is_there_to_be_checked():
    if not DOCUMENT.is_file() and os.environ.get("CMLITE_REQUIRE_TESTNET") != "1":
        pytest.skip(f"no {DOCUMENT}: requests are not held against Telegram's description; set CMLITE_CONTRACTS_DIR")
    assert DOCUMENT.is_file()


def test_the_class_is_a_connector(telegram):
    made: Connector = connector(telegram)
    assert set(made.can) <= set(CAN)
    assert "find" not in made.can, "a bot cannot read what it sent"


# who


def test_the_owner_sees_channel_name_members_and_rights(telegram):
    account = connector(telegram).who()
    assert (account.external_id, account.handle, account.name) == (str(CHANNEL), "@sonne", "Bäckerei Sonne")
    assert (account.can, account.followers) == (Telegram.can, 312)


@pytest.mark.parametrize("typed", ["@sonne", "sonne", "https://t.me/sonne", " t.me/s/sonne/ ", str(CHANNEL)])
def test_the_channel_may_be_typed_in_several_ways(telegram, typed):
    assert connector(telegram, chat=typed).who().external_id == str(CHANNEL)


def test_a_private_channel_is_called_by_its_title(telegram):
    del telegram.chats[CHANNEL]["username"]
    assert connector(telegram, chat=str(CHANNEL)).who().handle == "Bäckerei Sonne"


@pytest.mark.parametrize(
    ("chat", "member", "missing"),
    [
        ("@sonne", {"status": "administrator", "can_post_messages": False}, {"publish", "pictures"}),
        ("@sonne", {"status": "administrator"}, {"publish", "pictures"}),
        (str(GROUP), {"status": "creator"}, set()),
        (str(GROUP), {"status": "administrator", "can_delete_messages": True}, {"ban"}),
        (str(GROUP), {"status": "member"}, {"erase", "ban"}),
        (str(GROUP), {"status": "restricted", "can_send_messages": True}, {"pictures", "erase", "ban"}),
        (str(GROUP), {"status": "restricted"}, {"publish", "pictures", "erase", "ban"}),
    ],
)
def test_rights_that_are_missing_are_not_offered(telegram, chat, member, missing):
    telegram.members[CHANNEL if chat == "@sonne" else GROUP] = member
    assert connector(telegram, chat=chat).who().can == Telegram.can - missing


@pytest.mark.parametrize("member", [None, {"status": "left"}, {"status": "kicked"}])
def test_a_bot_that_is_not_in_the_channel_is_told_so(telegram, member):
    telegram.members[CHANNEL] = member
    with pytest.raises(Refused) as error:
        connector(telegram).who()
    assert error.value.key == "errors.telegram.not_in_chat"


def test_a_channel_that_does_not_exist_is_named_as_the_cause(telegram):
    with pytest.raises(Refused) as error:
        connector(telegram, chat="@sone").who()
    assert error.value.key == "errors.telegram.chat"


@pytest.mark.parametrize("token", ["", "hello", "4711:AA…", "4711:AA/../x", "4711:another_token_of_the_right_form"])
def test_a_wrong_token_is_named_as_the_cause(telegram, token):
    with pytest.raises(SignInAgain) as error:
        connector(telegram, token=token).who()
    assert error.value.key == "errors.telegram.token"


def test_a_server_that_is_none_of_telegrams_is_waited_for_and_not_believed(telegram):
    for result in ({"ok": True}, {"ok": True, "result": []}, [], "x", {"ok": True, "result": {"id": {}}}):
        telegram.faults.append(Fault("answer", reply=Reply.of(result)))
        with pytest.raises(Wait):
            connector(telegram).who()
    assert telegram.complaints == ["getChatMember: missing parameter user_id"] * bool(telegram.contract)
    telegram.complaints.clear()


# publish


def test_a_text_goes_out_as_it_was_written(telegram, bot):
    sent = bot.publish(Outgoing(text="*Kein* _Markdown_ <b>kein</b> HTML & mehr"), key="k")
    chat, _, number = sent.external_id.partition("/")
    assert (chat, sent.permalink) == (str(CHANNEL), f"https://t.me/sonne/{number}")
    assert telegram.messages[CHANNEL, int(number)]["text"] == "*Kein* _Markdown_ <b>kein</b> HTML & mehr"
    assert abs(sent.at - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=1)


@pytest.mark.parametrize("pictures", [(), (JPEG,), (JPEG, PNG)])
@pytest.mark.parametrize("silent", [True, False])
def test_a_post_rings_unless_the_owner_wants_it_silent(telegram, bot, pictures, silent):
    asked: list[object] = []
    reply = telegram.reply
    telegram.reply = lambda request: asked.append(b"disable_notification" in request.body) or reply(request)
    bot.publish(Outgoing(text="x", pictures=pictures, options=SendOptions(silent=silent)), key="k")
    assert asked == [silent]


def test_a_private_channel_gives_no_public_address(telegram, bot):
    del telegram.chats[CHANNEL]["username"]
    assert bot.publish(BREAD, key="k").permalink == ""


def test_one_picture_goes_out_with_its_caption(telegram, bot):
    sent = bot.publish(BREAD.model_copy(update={"pictures": (JPEG,)}), key="k")
    assert telegram.messages[CHANNEL, int(sent.external_id.split("/")[1])]["caption"] == BREAD.text


@pytest.mark.parametrize("count", [2, 10])
def test_an_album_bears_its_text_on_the_first_picture(telegram, bot, count):
    sent = bot.publish(BREAD.model_copy(update={"pictures": (JPEG, PNG, *[JPEG] * 8)[:count]}), key="k")
    there = [message for (chat, _), message in sorted(telegram.messages.items()) if chat == CHANNEL]
    assert [message.get("caption") for message in there] == [BREAD.text] + [None] * (count - 1)
    assert sent.external_id == f"{CHANNEL}/{there[0]['message_id']}"


@pytest.mark.parametrize(
    ("message", "key"),
    [
        (Outgoing(text="x" * 4097), "errors.telegram.text"),
        (Outgoing(text="x" * 1025, pictures=(JPEG,)), "errors.telegram.caption"),
        (Outgoing(text="x" * 1025, pictures=(JPEG, PNG)), "errors.telegram.caption"),
        (Outgoing(text="x", pictures=(JPEG,) * 11), "errors.telegram.album"),
    ],
)
def test_what_is_too_much_is_refused_and_never_cut(telegram, bot, message, key):
    with pytest.raises(Refused) as error:
        bot.publish(message, key="k")
    assert error.value.key == key
    assert error.value.values["count"] == error.value.values["limit"] + 1
    assert telegram.messages == {}


def test_the_longest_text_and_the_longest_caption_go_out_whole(telegram, bot):
    bot.publish(Outgoing(text="🥖" * 4096), key="a")
    bot.publish(Outgoing(text="🥖" * 1024, pictures=(JPEG,)), key="b")
    assert [len(one.get("text") or one["caption"]) for one in telegram.messages.values()] == [4096, 1024]


def test_a_bot_without_the_right_to_post_is_told_so(telegram, bot):
    telegram.members[CHANNEL] = {"status": "administrator"}
    with pytest.raises(Refused) as error:
        bot.publish(BREAD, key="k")
    assert error.value.key == "errors.telegram.rights"


def test_a_bot_that_was_thrown_out_is_told_so(telegram, bot):
    telegram.members[CHANNEL] = {"status": "kicked"}
    with pytest.raises(Refused) as error:
        bot.publish(BREAD, key="k")
    assert error.value.key == "errors.telegram.not_in_chat"


def test_a_picture_telegram_cannot_read_is_refused_with_its_reason(telegram, bot):
    broken = Picture(data=b"nothing", media_type="image/jpeg")
    with pytest.raises(Refused) as error:
        bot.publish(Outgoing(text="", pictures=(broken,)), key="k")
    assert "IMAGE_PROCESS_FAILED" in error.value.said


@pytest.mark.parametrize("fault", ["cut", "reset", "half", "nonsense", "html", "hang_up"])
@pytest.mark.parametrize("pictures", [(), (JPEG,), (JPEG, PNG)])
def test_a_message_whose_answer_was_lost_is_not_sent_again(telegram, bot, fault, pictures):
    telegram.faults.append(Fault(fault))
    if fault == "hang_up":
        bot.publish(Outgoing(text="Brot", pictures=pictures), key="k")
    else:
        with pytest.raises(Unknown):
            bot.publish(Outgoing(text="Brot", pictures=pictures), key="k")
    sends = [request for request in telegram.requests if "/send" in request.path]
    assert len(sends) == 1


@pytest.mark.parametrize("result", [{"ok": True, "result": {}}, {"ok": True, "result": []}, {"ok": True}, [1]])
def test_an_answer_nobody_understands_leaves_the_outcome_open(telegram, bot, result):
    telegram.faults.append(Fault("answer", reply=Reply.of(result)))
    with pytest.raises(Unknown):
        bot.publish(Outgoing(text="Brot", pictures=(JPEG, PNG)), key="k")


def test_a_server_in_trouble_leaves_the_outcome_open(telegram, bot):
    telegram.faults.append(Fault("answer", reply=Reply.of({"ok": False, "description": "Internal Server Error"}, 500)))
    with pytest.raises(Unknown):
        bot.publish(BREAD, key="k")


def test_too_many_messages_wait_as_long_as_telegram_says(telegram, bot):
    told = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 35"}
    telegram.faults.append(Fault("answer", reply=Reply.of(told | {"parameters": {"retry_after": 35}}, 429), done=False))
    with pytest.raises(Wait) as error:
        bot.publish(BREAD, key="k")
    assert 25 < (error.value.until - datetime.now(UTC).replace(tzinfo=None)).total_seconds() <= 35
    assert telegram.messages == {}


def test_nothing_is_sent_when_telegram_is_out_of_reach(telegram):
    nobody = connector(telegram, server=f"http://127.0.0.1:{unused_port()}", chat_id=str(CHANNEL))
    with pytest.raises(Wait):
        nobody.publish(BREAD, key="k")


def test_what_a_bot_cannot_do_is_refused_in_words(bot):
    for call in (
        lambda: bot.find(BREAD, key="k", after=datetime(2026, 1, 1)),
        lambda: bot.own_posts(after=datetime(2026, 1, 1)),
        lambda: bot.counts([]),
        lambda: bot.like("1/2"),
    ):
        with pytest.raises(Refused) as error:
            call()
        assert error.value.key == "errors.telegram.unable"


# answer, edit, delete


def test_an_answer_goes_to_the_chat_it_belongs_to(telegram, bot):
    question = telegram.says(ANNA["id"], ANNA, "Habt ihr morgen auf?")
    (there,) = heard(bot)
    sent = bot.publish(Outgoing(text="Ja, ab sieben.", parent=there.external_id), key="k")
    answer = telegram.messages[ANNA["id"], int(sent.external_id.split("/")[1])]
    assert answer["reply_to_message"]["message_id"] == question["message_id"]
    assert [chat for chat, _ in telegram.messages] == [ANNA["id"]] * 2, "nothing appears in the channel"


def test_an_answer_to_a_message_that_is_gone_is_refused(telegram, bot):
    with pytest.raises(Refused) as error:
        bot.publish(Outgoing(text="Ja", parent=f"{ANNA['id']}/99"), key="k")
    assert error.value.key == "errors.telegram.reply_gone"
    for nonsense in ("x", "1/", "/1", "1/x"):
        with pytest.raises(Refused):
            bot.publish(Outgoing(text="Ja", parent=nonsense), key="k")
    assert telegram.messages == {}


def test_an_answer_to_somebody_who_blocked_the_bot_is_refused(telegram, bot):
    telegram.says(ANNA["id"], ANNA, "Nie wieder!")
    telegram.blocked.add(ANNA["id"])
    with pytest.raises(Refused) as error:
        bot.publish(Outgoing(text="Schade", parent=heard(bot)[0].external_id), key="k")
    assert error.value.key == "errors.telegram.blocked"


def test_text_and_caption_can_be_changed(telegram, bot):
    text = bot.publish(BREAD, key="a").external_id
    picture = bot.publish(Outgoing(text="alt", pictures=(JPEG,)), key="b").external_id
    bot.edit(text, "neu")
    bot.edit(text, "neu")
    bot.edit(picture, "neu")
    assert [one.get("text") or one["caption"] for one in telegram.messages.values()] == ["neu", "neu"]
    with pytest.raises(Refused) as error:
        bot.edit(picture, "x" * 1025)
    assert error.value.key == "errors.telegram.caption"
    with pytest.raises(Refused):
        bot.edit(f"{CHANNEL}/999", "neu")


def test_what_is_gone_already_counts_as_deleted(telegram, bot):
    there = bot.publish(BREAD, key="a").external_id
    bot.remove(there)
    bot.remove(there)
    assert telegram.messages == {}


def test_what_is_too_old_to_be_deleted_is_told_in_words(telegram, bot):
    there = bot.publish(BREAD, key="a").external_id
    telegram.messages[CHANNEL, 1]["date"] -= 3 * 86_400
    with pytest.raises(Refused) as error:
        bot.remove(there)
    assert error.value.key == "errors.telegram.fixed"


# what is done about others


@pytest.mark.parametrize("standing", [None, {"status": "member"}, {"status": "left"}])
def test_a_bot_without_rights_in_the_group_for_comments_may_do_nothing_about_others(telegram, standing):
    telegram.members[GROUP] = standing
    assert connector(telegram).who().can == Telegram.can - {"erase", "ban"}


def test_without_a_group_for_comments_there_is_nothing_to_do_about_others(telegram):
    del telegram.chats[CHANNEL]["linked_chat_id"]
    assert connector(telegram).who().can == Telegram.can - {"erase", "ban"}


def test_a_message_of_somebody_else_is_deleted_in_the_group(telegram, bot):
    said = telegram.says(GROUP, ANNA, "Spam")
    bot.moderate("erase", Target(external_id=f"{GROUP}/{said['message_id']}", author_id=str(ANNA["id"])))
    assert telegram.messages == {}


def test_a_person_is_removed_from_the_group_and_let_back_in_without_being_thrown_out_again(telegram, bot):
    who = Target(external_id=f"{GROUP}/1", author_id=str(ANNA["id"]))
    bot.moderate("ban", who)
    assert telegram.banned == {ANNA["id"]}
    bot.moderate("unban", who)
    bot.moderate("unban", who)
    assert telegram.banned == set()


def test_a_right_that_was_taken_meanwhile_is_told_in_words(telegram, bot):
    telegram.members[GROUP] = {"status": "member"}
    with pytest.raises(Refused) as refused:
        bot.moderate("ban", Target(external_id=f"{GROUP}/1", author_id=str(ANNA["id"])))
    assert refused.value.key == "errors.telegram.rights_group"


# what arrives


def test_a_message_to_the_bot_arrives_with_its_author(telegram, bot):
    told = telegram.says(ANNA["id"], ANNA, "Habt ihr morgen auf?")
    (one,) = heard(bot)
    assert one.model_dump(exclude={"sent_at"}) == {
        "external_id": f"{ANNA['id']}/{told['message_id']}",
        "kind": "message",
        "ours": False,
        "author_id": "901",
        "author_handle": "@anna_h",
        "author_name": "Anna Huber",
        "text": "Habt ihr morgen auf?",
        "thread_id": "901",
        "parent_id": "",
        "subject_id": "",
        "partner": None,
        "url": "",
        "state": "received",
    }
    assert one.sent_at == datetime.fromtimestamp(told["date"], UTC).replace(tzinfo=None)


def test_a_comment_belongs_to_the_post_of_the_channel(telegram, bot):
    post = bot.publish(BREAD, key="k")
    copy = telegram.forwarded(int(post.external_id.split("/")[1]))
    thread = {"message_thread_id": copy["message_id"]}
    first = telegram.says(GROUP, BEN, "Auch vegan?", reply_to_message=copy, **thread)
    telegram.says(GROUP, ANNA, "Das frage ich mich auch.", reply_to_message=first, **thread)
    one, two = heard(bot)
    assert (one.kind, one.subject_id, one.parent_id) == ("comment", post.external_id, post.external_id)
    assert one.url == f"{post.permalink}?comment={first['message_id']}"
    assert (one.author_handle, one.author_name) == ("Ben", "Ben")
    assert (two.kind, two.parent_id, two.subject_id) == ("comment", one.external_id, "")
    assert one.thread_id == two.thread_id == f"{GROUP}/{copy['message_id']}", "the thread leads to the post"


def test_words_in_the_group_arrive_only_when_they_are_meant_for_us(telegram, bot):
    ours = bot.publish(Outgoing(text="Antwort", parent=heard_parent(telegram)), key="k")
    answer = telegram.messages[GROUP, int(ours.external_id.split("/")[1])]
    telegram.says(GROUP, ANNA, "Wer kommt heute zum Stammtisch?")
    telegram.says(GROUP, ANNA, "@baeckerei_botanik ist was anderes")
    telegram.says(GROUP, ANNA, "Frag doch @Baeckerei_Bot!")
    telegram.says(GROUP, BEN, "Danke!", reply_to_message=answer)
    telegram.says(GROUP, BEN, "", photo=[], caption="Schaut mal @baeckerei_bot")
    assert [(one.kind, one.text) for one in heard(bot)] == [
        ("mention", "Frag doch @Baeckerei_Bot!"),
        ("comment", "Danke!"),
        ("mention", "Schaut mal @baeckerei_bot"),
    ]


def heard_parent(telegram):
    told = telegram.says(GROUP, ANNA, "Hallo zusammen")
    return f"{GROUP}/{told['message_id']}"


def test_an_answer_to_a_post_in_our_own_group_belongs_to_that_post(telegram):
    bot = connector(telegram, chat=str(GROUP))
    bot.who()
    post = bot.publish(BREAD, key="k")
    telegram.says(GROUP, BEN, "Lecker", reply_to_message=telegram.messages[GROUP, int(post.external_id.split("/")[1])])
    (one,) = heard(bot)
    assert (one.kind, one.subject_id, one.parent_id) == ("comment", post.external_id, post.external_id)


def test_our_own_words_are_ours_and_posts_of_the_channel_are_no_arrivals(telegram, bot):
    telegram.says(CHANNEL, None, "Ein Beitrag aus der App")
    post = bot.publish(BREAD, key="k")
    copy = telegram.forwarded(int(post.external_id.split("/")[1]))
    for name in (GROUP, CHANNEL):
        sender = {"id": name, "type": "supergroup", "title": "Wir"}
        telegram.says(GROUP, VIA_BOT, "Gern!", sender_chat=sender, reply_to_message=copy)
    telegram.says(GROUP, VIA_BOT, "Und ich?", sender_chat={"id": -77, "title": "Andere"}, reply_to_message=copy)
    assert [(one.ours, one.author_name, one.text) for one in heard(bot)] == [
        (True, "Wir", "Gern!"),
        (True, "Wir", "Gern!"),
        (False, "Andere", "Und ich?"),
    ]


def test_an_edited_message_keeps_its_id(telegram, bot):
    told = telegram.says(ANNA["id"], ANNA, "Habt ihr auf?")
    telegram.edits(told, "Habt ihr morgen auf?")
    first, second = heard(bot)
    assert (first.external_id, first.sent_at) == (second.external_id, second.sent_at)
    assert second.text == "Habt ihr morgen auf?"


def test_media_without_words_arrive_without_words(telegram, bot):
    telegram.says(ANNA["id"], ANNA, voice={"file_id": "f"})
    telegram.says(ANNA["id"], ANNA, photo=[{"file_id": "f"}], caption="So sah es aus")
    assert [(one.kind, one.text) for one in heard(bot)] == [("message", ""), ("message", "So sah es aus")]


def test_who_joins_the_group_is_no_message(telegram, bot):
    telegram.says(GROUP, BEN, new_chat_members=[BEN])
    assert heard(bot) == []


def test_an_update_of_a_shape_nobody_knows_stops_nothing(telegram, bot):
    telegram.updates.append({"update_id": telegram.next_update, "message": {"chat": {"type": "private"}}})
    telegram.next_update += 1
    telegram.says(ANNA["id"], ANNA, "Hallo?")
    page = bot.arrivals("")
    assert [one.text for one in page.items] == ["Hallo?"]
    assert page.cursor == str(telegram.next_update)


def test_every_message_arrives_once_over_several_pages(telegram, bot):
    for number in range(250):
        telegram.says(ANNA["id"], ANNA, str(number))
    cursor, texts, more = "", [], []
    while not more or more[-1]:
        page = bot.arrivals(cursor)
        cursor, texts, more = page.cursor, texts + [one.text for one in page.items], [*more, page.more]
    assert texts == [str(number) for number in range(250)]
    assert more == [True, True, False]
    assert bot.arrivals(cursor).items == ()
    assert bot.arrivals(cursor).cursor == cursor


def test_a_page_that_was_lost_on_the_way_comes_again(telegram, bot):
    telegram.says(ANNA["id"], ANNA, "Hallo?")
    cursor = bot.arrivals("").cursor
    telegram.says(ANNA["id"], ANNA, "Noch da?")
    telegram.faults.extend([Fault("half")] * 3)
    with pytest.raises(Wait):
        bot.arrivals(cursor)
    assert [one.text for one in heard(bot, cursor)] == ["Noch da?"]


def test_numbers_that_begin_anew_lower_lose_nothing(telegram, bot):
    telegram.says(ANNA["id"], ANNA, "vorher")
    cursor = bot.arrivals("").cursor
    telegram.updates.clear()
    telegram.next_update = 7
    telegram.says(ANNA["id"], ANNA, "nach einer stillen Woche")
    page = bot.arrivals(cursor)
    assert [one.text for one in page.items] == ["nach einer stillen Woche"]
    assert page.cursor == "8"
    assert heard(bot, page.cursor) == []


def test_a_second_reader_is_named_as_the_cause(telegram, bot):
    telegram.webhook = True
    with pytest.raises(Refused) as error:
        bot.arrivals("")
    assert error.value.key == "errors.telegram.two_readers"


def test_a_bot_that_was_not_asked_who_it_is_hears_all_the_same(telegram):
    telegram.says(GROUP, ANNA, "Frag doch @baeckerei_bot!")
    assert [one.kind for one in heard(connector(telegram))] == ["mention"]


def test_a_message_unlike_all_others_stops_nobody_and_is_noted_without_its_words(telegram, caplog):
    odd = telegram.says(GROUP, ANNA, "@baeckerei_bot geheim")
    del odd["date"]
    telegram.says(GROUP, ANNA, "@baeckerei_bot Habt ihr offen?")
    assert [one.text for one in heard(connector(telegram))] == ["@baeckerei_bot Habt ihr offen?"]
    assert "could not be read" in caplog.text
    assert "geheim" not in caplog.text


# the token


def test_the_token_appears_in_no_log_line_and_no_traceback(telegram, monkeypatch, caplog):
    monkeypatch.setattr(gate, "SEND_SILENCE_SECONDS", 0.2)
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.2)
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    bot = connector(telegram, chat_id=str(CHANNEL))
    faults = [Fault(what) for what in ("cut", "reset", "half", "nonsense", "html", "silence", "slow_headers")]
    faults += [
        Fault("answer", reply=Reply.of({"description": "no"}, status))
        for status in (302, 400, 401, 403, 404, 409, 429, 500)
    ]
    elsewhere = (
        connector(telegram, server="api.telegram.org"),
        connector(telegram, server=f"http://127.0.0.1:{unused_port()}"),
    )
    told = []
    for fault in faults:
        for call in (bot.who, lambda: bot.arrivals(""), lambda: bot.publish(BREAD, key="k"), lambda: bot.remove("1/2")):
            telegram.faults.clear()
            telegram.faults.extend([fault] * 3)
            told.append(failure_of(call))
    told += [failure_of(call) for one in elsewhere for call in (one.who, lambda one=one: one.publish(BREAD, key="k"))]
    assert len([one for one in told if one]) > 55
    told += [caplog.text, *(repr(record.__dict__) for record in caplog.records)]
    secret = TOKEN.partition(":")[2]
    assert [one for one in told if secret in one or BREAD.text in one] == []


def failure_of(call):
    try:
        call()
    except CmliteError as error:
        logging.getLogger("cmlite.test").exception("it failed")
        return "".join(traceback.format_exception(error)) + str(error) + repr(error.values)
    return ""


def test_the_bots_own_address_is_never_a_proxys(telegram, bot, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
    assert bot.who().followers == 312
    assert BOT["username"] == "baeckerei_bot"
