"""Tables `publication_metric`, `channel_metric` and `channel_breakdown`."""

from datetime import datetime

from cmlite.store.db import Store
from cmlite.store.rows import Cursor


def newest_figure(store: Store, brand_id: str) -> datetime | None:
    """When the newest figure of a brand was read (naive UTC); None before the first import."""
    row = store.row(
        """select max(fetched_at) as newest from (
            select max(fetched_at) as fetched_at from publication_metric where brand_id = $brand
            union all select max(fetched_at) from channel_metric where brand_id = $brand) as both_tables""",
        {"brand": brand_id},
    )
    return row["newest"] if row else None


def has_figures(cursor: Cursor, brand_id: str, publication_id: str) -> bool:
    """Whether a publication has any values, inside a transaction."""
    found = cursor.execute(
        "select 1 from publication_metric where brand_id = ? and publication_id = ? limit 1", [brand_id, publication_id]
    )
    return found.fetchone() is not None
