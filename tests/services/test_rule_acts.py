"""What rules do: only what they say, to what comes in and what is open, and taken back act by act or whole."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cmlite.domain.brands import Brand
from cmlite.domain.channels import Channel
from cmlite.domain.connections import Connection
from cmlite.domain.rules import Rule
from cmlite.domain.sync import Arrival, Arrivals
from cmlite.errors import NotFoundError
from cmlite.services import classes, import_batches, rule_acts, rules, sync
from cmlite.services.connections import Outside
from cmlite.store.channels import insert_channel
from cmlite.store.connections import save_connection
from cmlite.store.db import Store
from cmlite.store.secrets import Secrets
from tests.conftest import NOW
from tests.services.test_imports import CONVERSATION, take
from tests.services.test_rules import WHO, begin, of, say
from tests.services.test_sync import Network


def test_what_a_rule_does_to_open_ones_is_listed_and_taken_back_whole(store: Store, brand: Brand) -> None:
    say(store, "c1", "Kaputt")
    say(store, "c2", "kaputt", priority=3, tags="alt", assignee="member_1")
    say(store, "c3", "kaputt", state="done")
    say(store, "c4", "schön")
    rule_id = begin(store, brand, words=("kaputt",), tag="lieferung", priority=2, assignee="member_2")

    _, count = rule_acts.apply_to_open(store, "b1", **WHO)

    assert count == 2
    first, second = of(store, "c1"), of(store, "c2")
    assert (first["class_id"], first["class_from"], first["class_why"]) == ("complaint", f"rule:{rule_id}", "kaputt")
    assert (first["priority"], first["tags"], first["assignee"]) == (2, "lieferung", "member_2")
    assert (second["priority"], second["tags"], second["assignee"]) == (3, "alt,lieferung", "member_1")
    assert of(store, "c3")["class_id"] == of(store, "c4")["class_id"] == ""
    assert {row["conversation_id"] for row in rule_acts.acts(store, "b1", rule_id, page=1)} == {"c1", "c2"}
    assert rule_acts.apply_to_open(store, "b1", **WHO)[1] == 0

    assert rule_acts.undo(store, "b1", "rule", rule_id, **WHO) == 2
    assert (of(store, "c1")["class_id"], of(store, "c1")["priority"], of(store, "c1")["tags"]) == ("", 0, "")
    assert (of(store, "c2")["tags"], of(store, "c2")["priority"]) == ("alt", 3)
    assert rule_acts.apply_to_open(store, "b1", **WHO)[1] == 0  # what was taken back stays so
    with pytest.raises(NotFoundError):
        rule_acts.undo(store, "b1", "rule", rule_id, **WHO)


def test_what_was_answered_already_is_not_looked_at_again(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt", "danke", waiting_since=NOW + timedelta(minutes=1))  # answered between the two
    say(store, "c2", "schön")
    begin(store, brand, words=("kaputt",))

    assert rule_acts.apply_to_open(store, "b1", **WHO)[1] == 0


def test_one_act_is_taken_back_alone(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt")
    say(store, "c2", "kaputt")
    rule_id = begin(store, brand, words=("kaputt",))
    rule_acts.apply_to_open(store, "b1", **WHO)
    act = next(one for one in rule_acts.acts(store, "b1", rule_id, page=1) if one["conversation_id"] == "c1")

    rule_acts.undo(store, "b1", "change", act["change_id"], **WHO)

    assert (of(store, "c1")["class_id"], of(store, "c2")["class_id"]) == ("", "complaint")
    assert rules.rules(store, "b1")[0].undone == 1


def test_what_a_person_said_stays_and_of_two_rules_the_first_gives_the_class(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt")
    say(store, "c2", "kaputt")
    classes.set_class(store, "b1", ["c1"], "praise", **WHO)
    begin(store, brand, words=("kaputt",), priority=1)
    begin(store, brand, words=("kaputt",), class_id="spam", tag="zwei", priority=2)

    batch_id, _ = rule_acts.apply_to_open(store, "b1", **WHO)

    assert of(store, "c1")["class_id"] == "praise"
    assert (of(store, "c2")["class_id"], of(store, "c2")["tags"], of(store, "c2")["priority"]) == (
        "complaint",
        "zwei",
        2,
    )
    rule_acts.undo(store, "b1", "batch", batch_id, **WHO)
    assert (of(store, "c2")["class_id"], of(store, "c2")["tags"], of(store, "c2")["priority"]) == ("", "", 0)
    assert of(store, "c1")["class_id"] == "praise"


def test_taking_back_the_first_of_two_rules_leaves_what_the_second_did(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt")
    first = begin(store, brand, words=("kaputt",), priority=1)
    second = begin(store, brand, words=("kaputt",), class_id="", priority=3)
    rule_acts.apply_to_open(store, "b1", **WHO)

    rule_acts.undo(store, "b1", "rule", first, **WHO)
    assert (of(store, "c1")["class_id"], of(store, "c1")["priority"]) == ("", 3)
    rule_acts.undo(store, "b1", "rule", second, **WHO)
    assert of(store, "c1")["priority"] == 0


def test_a_changed_rule_may_act_again(store: Store, brand: Brand) -> None:
    say(store, "c1", "kaputt")
    rule_id = begin(store, brand, words=("kaputt",))
    rule_acts.apply_to_open(store, "b1", **WHO)
    later = NOW + timedelta(minutes=5)
    rules.save(store, "b1", rule_id, Rule(name="x", words=("kaputt",), class_id="spam"), now=later, actor="owner")
    rules.test(store, brand, rule_id, now=later, actor="owner")
    rules.switch(store, "b1", rule_id, on=True, now=later, actor="owner")

    rule_acts.apply_to_open(store, "b1", now=later, actor="owner")
    assert of(store, "c1")["class_id"] == "spam"
    assert rule_acts.undo(store, "b1", "rule", rule_id, now=later, actor="owner") == 2
    assert of(store, "c1")["class_id"] == ""


class Telling(Network):
    """Has one page of news each time it is asked."""

    told: list[Arrival]

    def arrivals(self, cursor: str) -> Arrivals:
        return Arrivals(items=tuple(self.told), cursor=cursor)


def test_what_a_network_tells_is_asked_about_as_it_arrives(store: Store, brand: Brand, tmp_path: Path) -> None:
    network: Any = type("Fresh", (Telling,), {"asked": [], "told": []})
    outside = Outside(
        Secrets(tmp_path / "s.bin", use_keyring=False, passphrase="words of a test"), {"mastodon": network}
    )
    outside.secrets.put("c1", {"server": "http://127.0.0.1:9", "token": "t", "account": "1"})
    common = {"channel_id": "c1", "brand_id": "b1", "actor": "owner"}
    with store.write() as cursor:
        insert_channel(cursor, Channel(network="mastodon", handle="a", mode="live", created_at=NOW, **common))
        save_connection(cursor, Connection(connected_at=NOW, can=frozenset({"inbox"}), **common))
    job = sync.Job("c1", "b1", "mastodon", "inbox", "", 0, "inbox")
    begin(store, brand, words=("kaputt",))

    for number, (text, wanted) in enumerate((("Alles schön", ""), ("Doch: kaputt", "complaint"))):
        at = NOW + timedelta(hours=number)
        told = {"external_id": f"m{number}", "kind": "mention", "author_id": "ana", "author_handle": "ana"}
        network.told = [Arrival(text=text, sent_at=at, thread_id="t1", **told)]
        assert sync.run(store, outside, job, clock=lambda at=at: at) == 1
        assert [row["class_id"] for row in store.rows("select class_id from conversation")] == [wanted]
    assert store.rows("select actor, made_by from class_change") == [{"actor": "worker", "made_by": "rule"}]


def test_what_a_file_brings_is_asked_about_and_undone_without_a_trace(
    store: Store, brand: Brand, tmp_path: Path
) -> None:
    begin(store, brand, words=("hart",), tag="brot")

    (batch,) = take(store, brand, "c.csv", CONVERSATION.encode(), tmp_path, network="facebook")
    assert sorted(row["tags"] for row in store.rows("select tags from conversation")) == ["", "brot"]
    import_batches.undo(store, "b1", batch.import_id, **WHO)
    assert store.rows("select * from class_change") == []
