"""Write the frames of the example into their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cmlite.store.rows import Cursor, insert_frame

if TYPE_CHECKING:  # loading pandas takes longer than the rest of the start
    import pandas as pd


class _Example(Protocol):
    @property
    def posts(self) -> pd.DataFrame: ...
    @property
    def publications(self) -> pd.DataFrame: ...
    @property
    def metrics(self) -> pd.DataFrame: ...
    @property
    def days(self) -> pd.DataFrame: ...
    @property
    def people(self) -> pd.DataFrame: ...
    @property
    def conversations(self) -> pd.DataFrame: ...
    @property
    def messages(self) -> pd.DataFrame: ...


def insert_example(cursor: Cursor, example: _Example, brand_id: str, actor: str) -> None:
    """Bulk rows go through registered frames."""
    own = {"brand_id": brand_id}
    insert_frame(cursor, "post", example.posts.assign(**own, actor=actor))
    insert_frame(cursor, "publication", example.publications.assign(**own, actor=actor))
    insert_frame(cursor, "publication_metric", example.metrics.assign(**own, source="example"))
    insert_frame(cursor, "channel_metric", example.days.assign(**own, source="example"))
    insert_frame(cursor, "person", example.people.assign(**own))
    insert_frame(cursor, "conversation", example.conversations.assign(**own, actor="network"))
    insert_frame(cursor, "message", example.messages.assign(**own))
