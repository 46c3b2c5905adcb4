"""Pictures of planned posts go out with their descriptions, small enough for the network, or the post does not."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import requests

from cmlite import wiring
from cmlite.connectors.telegram import Telegram
from cmlite.domain.media import Attached
from cmlite.domain.posts import PostDraft
from cmlite.errors import RuleError
from cmlite.services import calendar, claims, connections, library, sending
from cmlite.services.connections import Outside
from cmlite.store import media_files
from cmlite.store.secrets import Secrets
from tests import media_samples as made
from tests.testnet.conftest import PASSWORD
from tests.testnet.telegram_server import CHANNEL, TOKEN, TelegramServer


@pytest.fixture
def outside(tmp_path):
    return Outside(Secrets(tmp_path / "secrets.bin", use_keyring=False, passphrase="a passphrase of a test"))


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def connect(store, brand, outside, network, values):
    return connections.connect(store, outside, brand.brand_id, network, values, now=now(), actor="owner")


def add(store, brand, data, name="Brot.jpg"):
    return library.add(store, brand.brand_id, io.BytesIO(data), name, now=now(), actor="owner").media


def plan(store, brand, channel, *pictures, text="Frisch aus dem Ofen"):
    draft = PostDraft(
        text=text,
        channel_ids=(channel.channel_id,),
        stage="planned",
        wall=now() + timedelta(minutes=1),
        zone="UTC",
        media=tuple(Attached(media_id=one.media_id, alt=alt) for one, alt in pictures),
    )
    return calendar.create(store, brand.brand_id, draft, now=now(), actor="owner").post_id


def send(store, outside) -> list[str]:
    later = now() + timedelta(minutes=2)
    due = claims.claim_due(store, fits=wiring.fits, busy=(), now=later)
    return [sending.send(store, outside, one, clock=lambda: later, room_on=wiring.room_on) for one in due]


def test_bluesky_shows_the_pictures_in_order_with_descriptions_and_no_larger_than_it_takes(
    store, brand, outside, person
):
    alice = person()
    channel = connect(
        store, brand, outside, "bluesky", {"handle": alice.handle, "password": PASSWORD, "server": alice.server}
    )
    large, small = add(store, brand, made.noise((1500, 1200), quality=98)), add(store, brand, made.with_place())
    assert large.size_bytes > 2_000_000
    plan(store, brand, channel, (large, "Rauschen"), (small, "Ein Brot"))
    assert send(store, outside) == ["published"]
    records = alice.raw(
        "get", "com.atproto.repo.listRecords", params={"repo": alice.did, "collection": "app.bsky.feed.post"}
    ).json()["records"]
    images = records[0]["value"]["embed"]["images"]
    assert [one["alt"] for one in images] == ["Rauschen", "Ein Brot"]
    assert images[1]["aspectRatio"] == {"width": 64, "height": 48}
    assert images[0]["image"]["size"] <= 2_000_000 < large.size_bytes
    blob = alice.raw(
        "get", "com.atproto.sync.getBlob", params={"did": alice.did, "cid": images[1]["image"]["ref"]["$link"]}
    )
    assert b"Telefonmarke" not in blob.content


def test_mastodon_gets_pictures_and_a_moving_one_with_descriptions(store, brand, outside, mastodon_server):
    channel = connect(store, brand, outside, "mastodon", {"server": mastodon_server, "token": "alice_token"})
    bread, oven = add(store, brand, made.picture()), add(store, brand, made.moving(), "Ofen.gif")
    text = f"Frisch {now().timestamp()}"
    post_id = plan(store, brand, channel, (bread, "Ein Brot"), (oven, "Der Ofen glüht"), text=text)
    assert send(store, outside) == ["published"]
    target = calendar.entry(store, brand.brand_id, post_id).targets[0]
    row = store.row("select external_id from publication where publication_id = ?", [target.publication_id])
    status = requests.get(f"{mastodon_server}/api/v1/statuses/{row['external_id']}", timeout=10).json()
    assert [one["description"] for one in status["media_attachments"]] == ["Ein Brot", "Der Ofen glüht"]


@pytest.fixture
def telegram():
    with TelegramServer() as server:
        yield server


def test_telegram_gets_one_picture_or_an_album_and_a_long_thread_has_them_once(store, brand, outside, telegram):
    values = {"token": TOKEN, "chat": "@sonne", "server": telegram.url}
    channel = connect(store, brand, outside, "telegram", values)
    one, two = add(store, brand, made.picture()), add(store, brand, made.picture(colour=(9, 9, 200)))
    plan(store, brand, channel, (one, "Ein Brot"), (two, ""))
    assert send(store, outside) == ["published"]
    photos = [message for (chat, _), message in telegram.messages.items() if chat == CHANNEL and "photo" in message]
    assert [photo.get("caption", "") for photo in photos] == ["Frisch aus dem Ofen", ""]
    assert telegram.complaints == []


def test_a_channel_that_cannot_send_a_film_keeps_the_post_from_being_planned(store, brand, outside, telegram):
    channel = connect(store, brand, outside, "telegram", {"token": TOKEN, "chat": "@sonne", "server": telegram.url})
    for data, key in ((made.film(), "videos"), (made.moving(), "gifs"), (made.PDF, "documents")):
        medium = add(store, brand, data)
        with pytest.raises(RuleError) as caught:
            plan(store, brand, channel, (medium, ""))
        assert caught.value.key == f"errors.media.unable_{key}"
    assert store.row("select count(*) as n from post")["n"] == 0


def test_a_picture_that_is_gone_from_the_disk_stops_the_post_and_says_why(store, brand, outside, telegram):
    channel = connect(store, brand, outside, "telegram", {"token": TOKEN, "chat": "@sonne", "server": telegram.url})
    bread = add(store, brand, made.picture())
    plan(store, brand, channel, (bread, ""))
    media_files.path_of(store, bread.file_name).unlink()
    assert send(store, outside) == ["failed"]
    assert not [one for one in telegram.messages.values() if "photo" in one or "text" in one]


def test_the_connectors_say_which_media_they_send():
    assert "pictures" in Telegram.can
    assert not {"videos", "gifs"} & Telegram.can
