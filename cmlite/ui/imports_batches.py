"""What was taken over so far: each batch with what it did, its file of changes, and the way back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from cmlite.domain.imports import Batch, Counts
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.downloads import Style, csv_download
from cmlite.ui.imports_parts import format_name, summary
from cmlite.ui.text import t

_SHOWN = 30


def batch_cards(
    batches: Sequence[Batch],
    zone: str,
    facts: Mapping[str, Network],
    make_csv: Callable[[str, Style], bytes],
    file_name: Callable[[Batch], str],
) -> str | None:
    """The newest batches; gives back the one that is to be undone. `make_csv` takes batch id and style."""
    undo = None
    if not batches:
        st.caption(t("imports.batches_none"))
    for batch in batches[:_SHOWN]:
        with st.container(border=True, key=f"batch_{batch.import_id}"):
            _line(batch, zone, facts)
            with st.container(horizontal=True, key=f"batch_buttons_{batch.import_id}"):
                if batch.state == "done":
                    csv_download(
                        partial(make_csv, batch.import_id), file_name(batch), key=f"batch_csv_{batch.import_id}"
                    )
                    if st.button(t("imports.undo"), key=f"batch_undo_{batch.import_id}", icon=":material/undo:"):
                        undo = batch.import_id
    return undo


def _line(batch: Batch, zone: str, facts: Mapping[str, Network]) -> None:
    state = f" :gray-badge[{t('imports.undone')}]" if batch.state == "undone" else ""
    st.markdown(f"**{text.moment(batch.created_at, zone, year=True)}** · {escaped(batch.file_name)}{state}")
    st.caption(f"{network_name(batch.network, facts)} · {format_name(batch.format_id)}")
    counts = Counts(new=batch.rows_new, changed=batch.rows_changed, same=batch.rows_same, refused=batch.rows_refused)
    summary(batch.rows_read, batch.first_day, batch.last_day, counts, {})
