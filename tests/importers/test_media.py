"""What an upload is, by its bytes; what is refused and why; what is taken out of it before it is kept."""

import io
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from cmlite.errors import ImportRefused
from cmlite.importers import media, pictures
from tests import media_samples as made


def read(tmp_path, data, name=""):
    path = tmp_path / "received"
    path.write_bytes(data)
    return media.read_media(path, name), path.read_bytes()


def refused(tmp_path, data, name=""):
    with pytest.raises(ImportRefused) as caught:
        read(tmp_path, data, name)
    return caught.value.key.removeprefix("errors.media.")


@pytest.mark.parametrize(
    ("data", "kind", "media_type"),
    [
        (made.picture("JPEG"), "image", "image/jpeg"),
        (made.picture("PNG"), "image", "image/png"),
        (made.picture("WEBP"), "image", "image/webp"),
        (made.picture("GIF"), "image", "image/png"),
        (made.picture("BMP"), "image", "image/jpeg"),
        (made.picture("TIFF"), "image", "image/jpeg"),
        (made.picture("AVIF"), "image", "image/jpeg"),
        (made.HEIC, "image", "image/jpeg"),
        (made.moving("GIF"), "gif", "image/gif"),
        (made.moving("WEBP"), "gif", "image/webp"),
        (made.moving("PNG"), "image", "image/png"),
        (made.film(), "video", "video/mp4"),
        (made.film(brand=b"qt  "), "video", "video/quicktime"),
        (made.webm(), "video", "video/webm"),
        (made.PDF, "document", "application/pdf"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_the_bytes_say_what_it_is_whatever_the_name_says(tmp_path, data, kind, media_type):
    found, kept = read(tmp_path, data, "Programm.exe")
    assert (found.kind, found.media_type) == (kind, media_type)
    if kind in {"image", "gif"}:
        with Image.open(io.BytesIO(kept)) as image:
            assert Image.MIME[image.format] == media_type
            assert image.size == (found.width, found.height)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (made.EXE, "program"),
        (b"PK\x03\x04" + bytes(90), "archive"),
        (made.SVG, "svg"),
        (b"\xef\xbb\xbf  <svg width='9'></svg>", "svg"),
        (b"Hallo, ich bin ein Text.", "unknown"),
        (made.film(sound_only=True), "audio"),
        (made.webm(doc_type=b"matroska"), "unknown"),
        (b"ID3\x03" + bytes(90), "audio"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_no_picture_video_or_document_is_refused_with_its_own_reason(tmp_path, data, key):
    assert refused(tmp_path, data, "Urlaub.jpg") == key


@pytest.mark.parametrize(
    "data",
    [
        made.noise(),
        made.noise(fmt="PNG"),
        made.noise(fmt="WEBP"),
        made.moving("GIF", frames=5, size=(90, 90)),
        made.moving("WEBP", frames=5, size=(90, 90)),
        made.film(),
        made.webm(),
        made.PDF,
    ],
    ids=["jpeg", "png", "webp", "gif", "moving-webp", "mp4", "webm", "pdf"],
)
def test_half_a_file_is_refused_and_says_so(tmp_path, data):
    assert refused(tmp_path, data[: len(data) * 2 // 3]) == "cut_short"


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_place_and_camera_are_taken_out_and_the_picture_stands_upright(tmp_path, fmt, orientation):
    data = made.with_place(fmt, orientation)
    assert b"Telefonmarke" in data
    found, kept = read(tmp_path, data)
    assert found.notes == ("place",)
    assert b"Telefonmarke" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == ((64, 48) if orientation == 1 else (48, 64))
        top_left, bottom_right = image.convert("RGB").getpixel((2, 2)), image.convert("RGB").getpixel((40, 40))
        assert sum(top_left) < 120
        assert sum(bottom_right) > 250 if orientation == 1 else True


def test_the_photo_of_an_iphone_becomes_a_jpeg_without_its_place(tmp_path):
    found, kept = read(tmp_path, made.HEIC, "IMG_0001.HEIC")
    assert (found.width, found.height, found.notes) == (64, 48, ("place", "converted"))
    assert b"Telefonmarke" not in kept
    assert refused(tmp_path, made.HEIC[:400]) in {"cut_short", "damaged"}


def test_what_is_taken_out_of_an_upright_photo_touches_no_pixel_and_keeps_its_colours(tmp_path):
    profile = b"a colour profile" * 20
    for how in ({}, {"progressive": True}, {"subsampling": 0, "restart_marker_blocks": 4}):
        data = made.noise(icc_profile=profile, exif=made.with_place_exif(), comment=b"geheim", **how)
        found, kept = read(tmp_path, data + b"a second picture of the camera", "a.jpg")
        with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(kept)) as after:
            assert before.tobytes() == after.tobytes()
            assert after.info["icc_profile"] == profile
        assert b"geheim" not in kept
        assert b"second picture" not in kept
        assert found.notes == ("place",)


def test_a_picture_without_a_place_is_not_said_to_have_had_one(tmp_path):
    assert read(tmp_path, made.picture("JPEG"), "a.jpg")[0].notes == ()


def test_a_wrong_ending_is_told(tmp_path):
    assert read(tmp_path, made.picture("PNG"), "Foto.jpg")[0].notes == ("renamed",)
    assert read(tmp_path, made.picture("JPEG"), "Foto.JPEG")[0].notes == ()


def test_a_moving_picture_loses_its_notes_and_nothing_else(tmp_path):
    exif = Image.Exif()
    exif[0x010F] = "Telefonmarke"
    data = made.moving("WEBP", exif=exif)
    _, kept = read(tmp_path, data)
    assert b"Telefonmarke" in data
    assert b"Telefonmarke" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert getattr(image, "n_frames", 1) == 3


@pytest.mark.parametrize("turned", [False, True])
def test_a_film_tells_length_and_size_as_shown_and_loses_its_place(tmp_path, turned):
    found, kept = read(tmp_path, made.film(1920, 1080, 12.5, turned=turned))
    assert (found.width, found.height) == ((1080, 1920) if turned else (1920, 1080))
    assert found.seconds == 12.5
    assert found.notes == ("place",)
    assert b"+47.9950" not in kept
    assert len(kept) == len(made.film(1920, 1080, 12.5, turned=turned))
    assert media.read_media(tmp_path / "received", "").notes == ()


def test_a_webm_film_tells_length_and_size(tmp_path):
    found, _ = read(tmp_path, made.webm(1280, 720, 7.25))
    assert (found.width, found.height, found.seconds) == (1280, 720, 7.25)


def test_sizes_are_bounded_before_anything_is_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "received"
    for data, limit, key in (
        (made.picture(), media.PICTURE_BYTES, "size_picture"),
        (made.film(), media.VIDEO_BYTES, "size_video"),
        (made.PDF, media.DOCUMENT_BYTES, "size_document"),
    ):
        path.write_bytes(data)
        with path.open("r+b") as file:
            file.truncate(limit + 1)
        with pytest.raises(ImportRefused) as caught:
            media.read_media(path, "")
        assert caught.value.key == f"errors.media.{key}"
    monkeypatch.setattr(pictures, "PIXELS", 64 * 48 - 1)
    assert refused(tmp_path, made.picture()) == "pixels"
    monkeypatch.setattr(pictures, "PIXELS", 10_000)
    monkeypatch.setattr(pictures, "FRAMES_PIXELS", 1_000)
    assert refused(tmp_path, made.moving()) == "frames"


def test_a_picture_that_unpacks_to_a_hundred_times_its_size_is_refused(tmp_path):
    small = made.picture("PNG", (8, 8))
    claims = b"IHDR" + struct.pack(">II", 30_000, 30_000) + small[24:29]
    assert refused(tmp_path, small[:12] + claims + struct.pack(">I", zlib.crc32(claims)) + small[33:]) == "pixels"


SAMPLES = [
    *(made.picture("JPEG"), made.picture("PNG"), made.picture("WEBP"), made.moving("GIF"), made.moving("WEBP")),
    *(made.film(), made.webm(), made.with_place("PNG"), made.HEIC),
]


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of damaged notes and goes on
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SAMPLES), st.data())
def test_whatever_is_damaged_is_read_or_refused_and_never_anything_else(tmp_path, sample, data):
    at = data.draw(st.integers(0, len(sample) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=8))
    broken = sample[:at] + patch + sample[at + data.draw(st.integers(0, 8)) :]
    path = tmp_path / "received"
    path.write_bytes(broken)
    try:
        found = media.read_media(path, "")
    except ImportRefused as error:
        assert error.key.startswith("errors.media.")
    else:
        assert found.kind in {"image", "gif", "video", "document"}
