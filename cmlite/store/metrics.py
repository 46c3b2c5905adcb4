"""Tables `publication_metric`, `channel_metric` and `channel_breakdown`."""

from datetime import date

from cmlite.store.db import Store
from cmlite.store.rows import Cursor


def newest_figure(store: Store, brand_id: str) -> date | None:
    """The last day the figures of a brand speak of; None before the first import.

    Figures of posts say when they were read; those of a file speak of days up to its last post, however late it is
    taken over.
    """
    row = store.row(
        """select max(until) as newest from (
            select cast(max(fetched_at) as date) as until from publication_metric
            where brand_id = $brand and import_id not in (
                select b.import_id from import_batch as b where b.brand_id = $brand and b.last_day is not null)
            union all select max(day) from channel_metric where brand_id = $brand
            union all select max(last_day) from import_batch
            where brand_id = $brand and state = 'done' and kind = 'posts') as known""",
        {"brand": brand_id},
    )
    return row["newest"] if row else None


def has_figures(cursor: Cursor, brand_id: str, publication_id: str) -> bool:
    """Whether a publication has any values, inside a transaction."""
    found = cursor.execute(
        "select 1 from publication_metric where brand_id = ? and publication_id = ? limit 1", [brand_id, publication_id]
    )
    return found.fetchone() is not None
