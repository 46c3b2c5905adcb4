"""Write the data file anew once somebody was erased: deleted rows would lie in its free places until it is reused."""

from cmlite.store.brands import APP, drop_setting, read_settings
from cmlite.store.db import Store
from cmlite.store.erasing import REWRITE_DUE


def is_due(store: Store) -> bool:
    """Whether something was erased since the file was written."""
    return bool(read_settings(store, APP).get(REWRITE_DUE))


def rewrite(store: Store) -> None:
    """Write the file anew, which takes seconds for a large one. Raises StoreError; then the present one stays."""
    store.rewrite()
    with store.write() as cursor:
        drop_setting(cursor, APP, REWRITE_DUE)


def rewrite_if_due(store: Store) -> bool:
    """At the start, before anybody reads; returns whether it was done."""
    if not is_due(store):
        return False
    rewrite(store)
    return True
