"""Rules on pictures and videos: how many, how large, of which kind, in which shape."""

from collections.abc import Iterator

from cmlite.domain.checks.rules import Hit, is_sure, over, rule, shows_video_only
from cmlite.domain.checks.subject import Subject
from cmlite.domain.media import Media

_PICTURES = {"image", "gif"}
_NEEDS = {"photo": _PICTURES, "carousel": {*_PICTURES, "video"}, "video": {"video"}, "reel": {"video"}}
_SHAPES_APART = 0.06
"""How far a shape may be from the recommended one before it is worth a word: a few pixels of a crop are not."""


@rule("any.post.media_missing", "media", blocks="live", limits=("media_min",))
def media_missing(subject: Subject) -> Hit | None:
    """The network takes no text alone."""
    row = subject.row("media_min")
    return Hit(sure=True) if row is not None and not subject.draft.media else None


@rule("any.post.media_count", "media", blocks="live", limits=("media_count",))
def media_count(subject: Subject) -> Hit | None:
    """More attachments than the network takes."""
    return over(subject, "media_count", len(subject.draft.media))


@rule("any.post.carousel_min", "media", limits=("carousel_min",))
def carousel_min(subject: Subject) -> Hit | None:
    """A carousel of one picture is none."""
    n = len(subject.draft.media)
    return over(subject, "carousel_min", n, under=True) if subject.draft.format == "carousel" and n else None


@rule("any.post.video_count", "media", blocks="live", limits=("video_count",))
def video_count(subject: Subject) -> Hit | None:
    """More videos than the network takes; some take none."""
    return over(subject, "video_count", len(list(_of(subject, "video"))))


@rule("any.post.video_only", "media", blocks="live")
def video_only(subject: Subject) -> Hit | None:
    """A picture where only videos are shown."""
    only = shows_video_only(subject.network)
    return Hit(sure=True) if only and any(one.kind in _PICTURES for one in subject.draft.media) else None


@rule("x.post.gif_count", "media", limits=("gif_count",))
def gif_count(subject: Subject) -> Hit | None:
    """More than one GIF."""
    return over(subject, "gif_count", len(list(_of(subject, "gif"))))


@rule("any.post.document_count", "media", blocks="live", limits=("document_count",))
def document_count(subject: Subject) -> Hit | None:
    """Documents where the network has no place for them, or too many."""
    documents = len(list(_of(subject, "document")))
    if documents and "document" not in subject.network.formats:
        return Hit({"n": documents, "limit": 0}, sure=True)
    return over(subject, "document_count", documents)


@rule("any.post.mixed_media", "media", blocks="live", particulars=("mixed_media",))
def mixed_media(subject: Subject) -> Hit | None:
    """Pictures and a video together, where the network drops one of them without a word."""
    kinds = {one.kind for one in subject.draft.media}
    mixed = "video" in kinds and bool(kinds & _PICTURES)
    return Hit(sure=True) if mixed and subject.holds("mixed_media") is False else None


@rule("any.post.format_unknown", "media")
def format_unknown(subject: Subject) -> Hit | None:
    """A format the network does not have."""
    format_ = subject.draft.format
    known = format_ in {"", "other"} or format_ in subject.network.formats
    return None if known else Hit({"format": format_})


@rule("any.post.format_media", "media")
def format_media(subject: Subject) -> Hit | None:
    """The chosen format and what is attached do not fit."""
    draft = subject.draft
    wanted = _NEEDS.get(draft.format)
    fits = wanted is None or not draft.media or any(one.kind in wanted for one in draft.media)
    return None if fits else Hit({"format": draft.format})


@rule("any.post.image_bytes", "media", limits=("image_bytes",))
def image_bytes(subject: Subject) -> Hit | None:
    """A picture larger than the network takes; where cmlite sends it, it is made smaller on the way."""
    return None if subject.draft.is_live else _largest(subject, "image", "image_bytes")


@rule("any.post.gif_bytes", "media", blocks="live", limits=("gif_bytes",))
def gif_bytes(subject: Subject) -> Hit | None:
    """A GIF larger than the network takes."""
    return _largest(subject, "gif", "gif_bytes")


@rule("any.post.image_type", "media", limits=("image_types",))
def image_type(subject: Subject) -> Hit | None:
    """A kind of picture the network does not read; where cmlite sends it, it is converted on the way."""
    return None if subject.draft.is_live else _type(subject, "image", "image_types")


@rule("any.post.gif_still", "media", limits=("image_types",))
def gif_still(subject: Subject) -> Hit | None:
    """An animation where only still pictures are shown; where cmlite sends it, its connection says what it takes."""
    row = subject.row("image_types")
    if subject.draft.is_live or row is None or not is_sure(subject, row):
        return None
    return _type(subject, "gif", "image_types")


@rule("any.post.image_size", "media", limits=("image_width_min", "image_height_min"))
def image_size(subject: Subject) -> Hit | None:
    """A picture with fewer pixels than the network wants."""
    for one in _of(subject, "image"):
        for key, pixels in (("image_width_min", one.width), ("image_height_min", one.height)):
            if pixels and (hit := over(subject, key, pixels, under=True)):
                return hit
    return None


@rule("any.post.ratio", "media", limits=("ratio_min", "ratio_max", "video_ratio_min", "video_ratio_max"))
def ratio(subject: Subject) -> Hit | None:
    """A shape the network cuts off or refuses."""
    for one in subject.draft.media:
        shape = _shape(one)
        video = "video_" if one.kind == "video" else ""
        low = over(subject, f"{video}ratio_min", shape, under=True) if shape else None
        if hit := low or (over(subject, f"{video}ratio_max", shape) if shape else None):
            return hit
    return None


@rule("any.post.ratio_best", "media", limits=("ratio_best",))
def ratio_best(subject: Subject) -> Hit | None:
    """Another shape than the one that fills the screen there."""
    row = subject.row("ratio_best")
    if row is None or isinstance(row.value, tuple):
        return None
    for one in subject.draft.media:
        shape = _shape(one)
        if shape and abs(shape - row.value) > _SHAPES_APART * row.value:
            return Hit({"n": shape, "limit": row.value})
    return None


@rule("any.post.video_type", "media", blocks="live", limits=("video_types",))
def video_type(subject: Subject) -> Hit | None:
    """A kind of video the network does not read."""
    return _type(subject, "video", "video_types")


@rule("any.post.video_bytes", "media", blocks="live", limits=("video_bytes", "video_bytes_min"))
def video_bytes(subject: Subject) -> Hit | None:
    """A video larger than the network takes."""
    return _largest(subject, "video", "video_bytes")


@rule("any.post.video_seconds_max", "media", blocks="live", limits=("video_seconds_max",))
def video_seconds_max(subject: Subject) -> Hit | None:
    """A video longer than the network takes."""
    return _first(over(subject, "video_seconds_max", one.seconds) for one in _of(subject, "video"))


@rule("any.post.video_seconds_min", "media", blocks="live", limits=("video_seconds_min",))
def video_seconds_min(subject: Subject) -> Hit | None:
    """A video shorter than the network takes."""
    return _first(over(subject, "video_seconds_min", one.seconds, under=True) for one in _of(subject, "video"))


def _of(subject: Subject, kind: str) -> Iterator[Media]:
    return (one for one in subject.draft.media if one.kind == kind)


def _first(hits: Iterator[Hit | None]) -> Hit | None:
    return next((hit for hit in hits if hit is not None), None)


def _largest(subject: Subject, kind: str, key: str) -> Hit | None:
    """Too many bytes, said in megabytes."""
    hit = over(subject, key, max((one.size_bytes for one in _of(subject, kind)), default=None))
    if hit is None:
        return None
    values = {name: round(float(str(value)) / 1_000_000, 1) for name, value in hit.values.items()}
    return Hit(values, sure=hit.sure)


def _type(subject: Subject, kind: str, key: str) -> Hit | None:
    row = subject.row(key)
    if row is None or not isinstance(row.value, tuple):
        return None
    for one in _of(subject, kind):
        if one.media_type not in row.value:
            short = [name.rpartition("/")[2] for name in (one.media_type, *row.value)]
            return Hit({"type": short[0], "types": ", ".join(short[1:])}, sure=is_sure(subject, row))
    return None


def _shape(one: Media) -> float:
    """Width by height; 0 where it is not known."""
    return round(one.width / one.height, 3) if one.width and one.height and one.kind != "document" else 0.0
