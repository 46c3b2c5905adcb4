"""Rules on hashtags: how many, which, where they stand, whether they can be read aloud."""

from cmlite.domain.checks.rules import Hit, over, rule
from cmlite.domain.checks.subject import Subject

_LONG = 14
"""A hashtag of small letters longer than this is several words in one."""


@rule("any.post.hashtag_count", "tags", limits=("hashtag_count",))
def hashtag_count(subject: Subject) -> Hit | None:
    """More hashtags than the network counts."""
    return over(subject, "hashtag_count", len(subject.tags))


@rule("any.post.hashtag_dead", "tags", shows=("hashtags",))
def hashtag_dead(subject: Subject) -> Hit | None:
    """Hashtags where they lead nowhere."""
    return Hit() if subject.tags and "hashtags" not in subject.network.shows.value else None


@rule("threads.post.topic_tag", "tags", limits=("topic_tag_count",))
def topic_tag(subject: Subject) -> Hit | None:
    """On Threads only one hashtag becomes a topic."""
    return over(subject, "topic_tag_count", len(subject.tags))


@rule("any.post.hashtag_band", "tags", from_line=True)
def hashtag_band(subject: Subject) -> Hit | None:
    """More or fewer hashtags than the line wants."""
    n, line = len(subject.tags), subject.line
    high = line.hashtag_max
    outside = n < line.hashtag_min or (high is not None and n > high)
    if not outside or not subject.words or hashtag_dead(subject):  # where they lead nowhere, that is said already
        return None
    return Hit({"n": n, "low": line.hashtag_min, "high": n if high is None else high})


@rule("any.post.hashtag_foreign", "tags", from_line=True)
def hashtag_foreign(subject: Subject) -> Hit | None:
    """Hashtags that stand in none of the line's groups."""
    known = subject.line.known_tags
    strange = [tag for tag in subject.tags if tag.casefold() not in known] if known else []
    return Hit({"tags": " ".join(f"#{tag[:40]}" for tag in strange[:5])}) if strange else None


@rule("any.post.hashtag_place", "tags", from_line=True)
def hashtag_place(subject: Subject) -> Hit | None:
    """Hashtags inside the sentences although the line wants them at the end, or the other way round."""
    place = subject.line.hashtag_place
    if not subject.tags or place == "anywhere":
        return None
    words = subject.text.rstrip().split()
    last = next((n for n, word in enumerate(reversed(words)) if not word.lstrip("(").startswith("#")), len(words))
    inside = len(subject.tags) > last
    wrong = inside if place == "end" else last > 0 if place == "inside" else True
    return Hit({"place": place}) if wrong else None


@rule("any.post.hashtag_twice", "tags")
def hashtag_twice(subject: Subject) -> Hit | None:
    """The same hashtag more than once."""
    small = [tag.casefold() for tag in subject.tags]
    twice = next((tag for tag in small if small.count(tag) > 1), "") if len(small) < 200 else ""
    return Hit({"tag": twice}) if twice else None


@rule("any.post.hashtag_words", "tags")
def hashtag_words(subject: Subject) -> Hit | None:
    """Several words in small letters in one hashtag: screen readers read them as one long word."""
    known = subject.line.known_tags
    long = (tag for tag in subject.tags if len(tag) > _LONG and tag.islower() and tag not in known)
    tag = next(long, "")
    return Hit({"tag": tag[:40]}) if tag else None
