"""Which post that is there already a row of a plan means: by its id, by what it says and when, by its place."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from cmlite.domain.plans import Known, PlanRow

Content = tuple[object, ...]


class Index:
    """Posts that are there already, each found by one row at most; a row without a title means one with any.

    A post on several channels leaves for most other tools as one row a channel: such rows each find their part of it,
    and each channel of a post is found once.
    """

    def __init__(self, known: Iterable[Known], layout: str) -> None:
        self._by_id: dict[str, Known] = {}
        self._by_key: dict[str, Known] = {}
        self._by_content: dict[Content, list[Known]] = {}
        self._by_part: dict[Content, list[Known]] = {}
        self._layout = layout
        for one in known:
            self._by_id[one.post_id] = one
            if one.plan_key:
                self._by_key[one.plan_key] = one
            for title in {one.draft.title, ""}:
                for channels in ((one.draft.channel_ids,), ()):
                    self._by_content.setdefault((one.instant, title, one.draft.text, *channels), []).append(one)
                for channel_id in one.draft.channel_ids:
                    words = one.draft.texts.get(channel_id) or one.draft.text
                    self._by_part.setdefault((one.instant, title, words, channel_id), []).append(one)
        self._taken: set[str] = set()
        self._taken_parts: set[tuple[str, str]] = set()
        self._in_parts: set[str] = set()

    def match(
        self,
        rows: Sequence[PlanRow],
        keys: Sequence[str],
        instants: Sequence[datetime | None],
        channels: Sequence[tuple[str, ...]],
    ) -> list[Known | None]:
        """The post of each row. Of a part of a post its draft has the channels of the row alone, each with the text
        it gets there."""
        found: list[Known | None] = [
            self._take(self._by_id.get(row.post_id) or self._by_key.get(key)) if row.post_id else None
            for row, key in zip(rows, keys, strict=True)
        ]
        said = [(instant, row.title.strip(), row.text.strip()) for instant, row in zip(instants, rows, strict=True)]
        open_rows = [place for place, row in enumerate(rows) if found[place] is None and not row.problem]
        for place in open_rows:
            found[place] = self._same_content((*said[place], channels[place]), read_before=False)
        for place in open_rows:
            if found[place] is None and not (rows[place].texts or rows[place].comments or rows[place].options):
                found[place] = self._part(said[place], channels[place])
        for place in open_rows:
            if found[place] is None:
                found[place] = self._same_content(said[place], read_before=True)
        for place, key in enumerate(keys):
            if found[place] is None:
                found[place] = self._take(self._by_key.get(key))
        return found

    def _same_content(self, content: Content, *, read_before: bool) -> Known | None:
        """With `read_before` only a post that came from a plan of this layout: its channels may have been changed."""
        for one in self._by_content.get(content, ()):
            if read_before and not one.plan_key.startswith(f"{self._layout}:"):
                continue
            if (taken := self._take(one)) is not None:
                return taken
        return None

    def _part(self, said: Content, channels: tuple[str, ...]) -> Known | None:
        """The post that says this on all of these channels and on others besides, or in words of their own."""
        per_channel = [self._by_part.get((*said, channel_id), []) for channel_id in channels]
        for one in per_channel[0] if per_channel else ():
            parts = {(one.post_id, channel_id) for channel_id in channels}
            if one.post_id in self._taken or parts & self._taken_parts:
                continue
            if all(one in others for others in per_channel):
                self._taken_parts |= parts
                self._in_parts.add(one.post_id)
                part = one.draft.model_copy(update={"channel_ids": channels, "text": said[2], "texts": {}})
                return replace(one, draft=part, is_part=True)
        return None

    def _take(self, one: Known | None) -> Known | None:
        if one is None or one.post_id in self._taken or one.post_id in self._in_parts:
            return None
        self._taken.add(one.post_id)
        return one
