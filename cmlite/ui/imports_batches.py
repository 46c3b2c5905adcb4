"""What was taken over so far: each batch with what it did, its file of changes, and the way back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from cmlite.domain.imports import Batch, Counts
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.downloads import Style, csv_download
from cmlite.ui.imports_words import format_name, metric_name, summary
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
                        partial(make_csv, batch.import_id),
                        file_name(batch),
                        key=f"batch_csv_{batch.import_id}",
                        holds="imports.changes_help",
                    )
                    if st.button(t("imports.undo"), key=f"batch_undo_{batch.import_id}", icon=":material/undo:"):
                        undo = batch.import_id
    return undo


def _line(batch: Batch, zone: str, facts: Mapping[str, Network]) -> None:
    state = f" :gray-badge[{t('imports.undone')}]" if batch.state == "undone" else ""
    st.markdown(f"**{text.moment(batch.created_at, zone, year=True)}** · {escaped(batch.file_name)}{state}")
    clock = f" · {t('imports.read_as', zone=batch.zone)}" if batch.zone else ""
    st.caption(f"{network_name(batch.network, facts)} · {format_name(batch.format_id)}{clock}")
    counts = Counts(new=batch.rows_new, changed=batch.rows_changed, same=batch.rows_same, refused=batch.rows_refused)
    summary(batch.rows_read, batch.first_day, batch.last_day, counts, {})


def named_changes(frame: Any) -> Any:
    """What a batch did, in the visitor's words: kinds, figures and reasons; ids stay what they are."""
    rows = zip(frame["what"], frame["subject"], frame["metric"], frame["before"], strict=True)
    words = [_named(what, str(subject), str(metric), str(before)) for what, subject, metric, before in rows]
    frame = frame.assign(**{name: [row[n] for row in words] for n, name in enumerate(("what", "subject", "metric"))})
    return frame.rename(columns={column: t(f"imports.csv.{column}") for column in frame.columns})


def _named(what: str, subject: str, metric: str, before: str) -> tuple[str, str, str]:
    kind = t(f"imports.did.{what.split()[0]}")
    if what == "refused":
        reason = t(metric, detail=before) if text.has(metric) else metric
        return kind, t("imports.line", line=subject.removeprefix("line ")), reason
    return kind, subject, metric_name(metric)
