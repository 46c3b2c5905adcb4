"""Pictures are shrunk to a network's limits only as far as needed, and never past them."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cmlite.domain.pictures import Room
from cmlite.errors import ImportRefused
from cmlite.importers.picture_shapes import fit
from tests import media_samples as made

NOISE = made.noise((700, 500), quality=95)
CLEAR = made.picture("PNG", (300, 200))


def opened(shaped):
    with Image.open(io.BytesIO(shaped.data)) as image:
        image.load()
        return image


def test_what_fits_goes_out_byte_for_byte():
    shaped = fit(NOISE, "image/jpeg", Room(size_bytes=len(NOISE), width=700, types=("image/jpeg",)))
    assert shaped.data == NOISE


def test_first_the_quality_gives_way_then_the_size():
    little = fit(NOISE, "image/jpeg", Room(size_bytes=len(NOISE) * 3 // 4))
    assert (little.width, little.height) == (700, 500)
    much = fit(NOISE, "image/jpeg", Room(size_bytes=20_000))
    assert len(much.data) <= 20_000
    assert 150 < much.width < 700
    assert abs(much.width / much.height - 1.4) < 0.02


def test_a_type_that_is_not_taken_becomes_jpeg_and_holes_become_white():
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    shaped = fit(out.getvalue(), "image/png", Room(types=("image/jpeg",)))
    assert shaped.media_type == "image/jpeg"
    assert min(opened(shaped).getpixel((5, 5))) > 250


@settings(max_examples=25, deadline=None)
@given(st.integers(10_000, 400_000), st.sampled_from(["image/jpeg", "image/png"]), st.integers(50, 900))
def test_the_limits_are_kept_and_the_shape_stays(limit, media_type, width):
    # from 10 kB on: no network takes less, and noise of 200 pixels, where shrinking ends, needs 8
    data = NOISE if media_type == "image/jpeg" else CLEAR
    shaped = fit(data, media_type, Room(size_bytes=limit, width=width))
    assert len(shaped.data) <= limit
    assert shaped.width <= width
    image = opened(shaped)
    assert image.size == (shaped.width, shaped.height)
    assert abs(shaped.width / shaped.height - (1.4 if media_type == "image/jpeg" else 1.5)) < 0.05


def test_a_moving_picture_is_sent_as_it_is_or_not_at_all():
    data = made.moving()
    assert fit(data, "image/gif", Room(size_bytes=len(data))).data == data
    with pytest.raises(ImportRefused):
        fit(data, "image/gif", Room(size_bytes=len(data) - 1))


def test_what_can_never_fit_is_refused():
    with pytest.raises(ImportRefused):
        fit(NOISE, "image/jpeg", Room(size_bytes=100))
