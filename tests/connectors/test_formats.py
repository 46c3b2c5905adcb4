"""What hangs on a post of our own as networks tell it, as a format."""

import pytest

from cmlite.connectors import bluesky_records, mastodon_statuses


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ({}, "text"),
        ({"media_attachments": [], "card": {"type": "link"}}, "text"),
        ({"media_attachments": [{"type": "image"}]}, "photo"),
        ({"media_attachments": [{"type": "image"}, {"type": "image"}]}, "carousel"),
        ({"media_attachments": [{"type": "gifv"}]}, "video"),
        ({"media_attachments": [{"type": "unknown"}]}, ""),
        ({"poll": {"id": "1"}}, "poll"),
    ],
)
def test_a_status_of_mastodon(status, wanted):
    assert mastodon_statuses.format_of(status) == wanted


@pytest.mark.parametrize(
    ("embed", "wanted"),
    [
        (None, "text"),
        ({"$type": "app.bsky.embed.external"}, "text"),
        ({"$type": "app.bsky.embed.record"}, "text"),
        ({"$type": "app.bsky.embed.images", "images": [{}]}, "photo"),
        ({"$type": "app.bsky.embed.images", "images": [{}, {}]}, "carousel"),
        ({"$type": "app.bsky.embed.recordWithMedia", "media": {"$type": "app.bsky.embed.video"}}, "video"),
    ],
)
def test_a_record_of_bluesky(embed, wanted):
    assert bluesky_records.format_of({"text": "Hallo", "embed": embed}) == wanted
