"""Frames from the facts of the networks, what a cut takes, the room a network gives."""

from hypothesis import given
from hypothesis import strategies as st

from cmlite import config
from cmlite.domain.media import Media
from cmlite.domain.networks import read_networks
from cmlite.domain.pictures import Cut, Room, frames, room_on, tightest

NETWORKS = read_networks((config.REFERENCE / "networks.toml").read_text(encoding="utf-8"))
sides = st.integers(1, 9_000)


def test_the_frames_are_those_the_facts_name_and_a_square():
    found = {one.name: one.networks for one in frames(NETWORKS.values())}
    assert {"9:16", "4:5", "1:1", "1.91:1", "2:3"} <= found.keys()
    assert "Instagram" in found["1:1"]
    assert found["2:3"] == ("Pinterest",)
    assert frames([NETWORKS["bluesky"]]) == ()


@given(sides, sides, st.floats(0.1, 5), st.floats(0, 1), st.floats(0, 1), st.floats(1, 4))
def test_a_cut_lies_inside_the_picture_has_the_frame_and_keeps_near_the_focus(width, height, ratio, x, y, zoom):
    left, top, right, bottom = Cut(ratio=ratio, x=x, y=y, zoom=zoom).box(width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    if min(right - left, bottom - top) > 50:
        assert abs((right - left) / (bottom - top) - ratio) < ratio * 0.05
    if zoom == 1 and min(width, height) > 50:
        assert right - left == width or bottom - top == height or abs(right - left - width) <= 1


@given(sides, sides)
def test_a_cut_of_nothing_is_the_whole_picture(width, height):
    assert Cut().box(width, height) == (0, 0, width, height)


@given(sides, sides, st.integers(100, 10**8), st.integers(10, 5000), st.integers(10, 5000))
def test_what_was_scaled_fits(width, height, pixels, most, side):
    scale = Room(pixels=pixels, width=most, side=side).scale(width, height)
    assert 0 < scale <= 1
    assert width * scale <= most + 1e-6
    assert max(width, height) * scale <= side + 1e-6
    assert width * height * scale * scale <= pixels * 1.000001


def test_a_picture_that_fits_is_left_as_it_is():
    assert Room().scale(9_000, 9_000) == 1
    assert Room().takes("image/webp")
    instagram = room_on(NETWORKS["instagram"])
    assert instagram.width == 1_440
    assert not instagram.takes("image/png")
    assert room_on(NETWORKS["bluesky"]).size_bytes == 2_000_000


def test_what_fits_several_networks_fits_each_of_them():
    rooms = [room_on(NETWORKS[key]) for key in ("instagram", "facebook", "google_business")]
    both = tightest(rooms)
    assert (both.size_bytes, both.width, both.types) == (4_000_000, 1_440, ("image/jpeg",))
    assert tightest([]) == Room()
    photo = Media(media_id="m", kind="image", media_type="image/jpeg", size_bytes=3_000_000, width=1_400, height=1_400)
    assert both.holds(photo)
    assert not both.holds(photo.model_copy(update={"media_type": "image/png"}))
    assert not both.holds(photo.model_copy(update={"width": 3_000}))
    assert not both.holds(photo.model_copy(update={"size_bytes": 5_000_000}))
