"""Access and erasure: everything that is kept about somebody, files of it, the question before it is erased, proofs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from cmlite.domain.networks import Network
from cmlite.domain.people import Handle
from cmlite.domain.rights import NAMED, Erasure
from cmlite.ui import text
from cmlite.ui.cards import escaped, network_name
from cmlite.ui.text import t

_SHOWN = 200
"""So many rows of others are shown; all of them are counted."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def table_name(table: str) -> str:
    """A table in the visitor's words."""
    plain = table.removeprefix(NAMED)
    words = t(f"rights.table.{plain}") if text.has(f"rights.table.{plain}") else plain
    return t("rights.named_in", table=words) if table.startswith(NAMED) else words


def everything(own: Rows, naming: Rows) -> None:
    """Every row by table, and how often others name the person."""
    for table, rows in own.items():
        with st.expander(f"{escaped(table_name(table))} ({text.number(len(rows))})", key=f"kept_{table}"):
            st.dataframe(
                _filled(rows),
                hide_index=True,
                key=f"kept_rows_{table}",
                alt=t("rights.table_alt", table=table_name(table), n=len(rows)),
            )
    if naming:
        st.caption(t("rights.naming"))
    for table, rows in naming.items():
        label = f"{escaped(table_name(f'{NAMED}{table}'))} ({text.number(len(rows))})"
        with st.expander(label, key=f"naming_{table}"):
            st.dataframe(
                _filled(rows[:_SHOWN]),
                hide_index=True,
                key=f"naming_rows_{table}",
                alt=t("rights.table_alt", table=table_name(f"{NAMED}{table}"), n=len(rows)),
            )


def _filled(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Rows without the columns that are empty in all of them."""
    names = [name for name in rows[0] if name != "brand_id" and any(row[name] not in (None, "") for row in rows)]
    return [{name: row[name] for name in names} for row in rows]


def take_home(make: Callable[[], bytes], file_name: str) -> None:
    """Everything as a JSON file, made at the click."""
    st.download_button(
        t("rights.as_json"),
        data=text.as_now(make),
        file_name=file_name,
        mime="application/json",
        key="rights_json",
        on_click="ignore",
        icon=":material/data_object:",
    )


def alike(found: Sequence[Handle], facts: Mapping[str, Network]) -> None:
    """Accounts with a like name: whether they are the same person only the owner knows."""
    if found:
        lines = [f"{one.handle} ({network_name(one.network, facts)})" for one in found]
        st.info(t("rights.alike", accounts=escaped(text.listed(lines))), icon=":material/join_inner:")


def enter(person_id: str) -> None:
    """Open the question whether somebody is to be erased."""
    st.session_state["erasing"] = person_id


def leave() -> None:
    """Close it."""
    st.session_state.pop("erasing", None)


def asked(person_id: str) -> bool:
    """Whether the question is open for this person."""
    return st.session_state.get("erasing") == person_id


def confirm(who: str, own: Rows, naming: Rows, backups: Sequence[str]) -> bool:
    """What goes and what stays; whether the owner wants it."""
    st.markdown(t("rights.goes", who=escaped(who)))
    st.markdown("\n".join(f"- {escaped(table_name(table))}: {text.number(len(rows))}" for table, rows in own.items()))
    if naming:
        st.markdown(t("rights.replaced", n=sum(len(rows) for rows in naming.values())))
    st.markdown(t("rights.stays"))
    st.caption(t("rights.outside"))
    if backups:
        st.caption(t("rights.backups", n=len(backups)))
    sure = st.checkbox(t("rights.sure"), key="erase_sure")
    return st.button(
        t("rights.erase_do"), key="erase_do", type="primary", icon=":material/delete_forever:", disabled=not sure
    )


def proofs(found: Sequence[Erasure], whole: bool, zone: str) -> None:
    """The proofs, newest first, and whether they are as they were written."""
    if not found:
        st.caption(t("rights.no_proofs"))
        return
    if whole:
        st.caption(f":material/verified: {t('rights.chain_whole', n=len(found))}")
    else:
        st.warning(t("rights.chain_broken"), icon=":material/gpp_maybe:")
    for one in found[:20]:
        label = t("rights.proof", moment=text.moment(one.happened_at, zone, year=True), n=one.people)
        with st.expander(f"{escaped(label)} · {t(f'rights.cause.{one.cause}')}", key=f"proof_{one.erasure_id}"):
            st.markdown(t("rights.proof_who", who=escaped(text.who(one.actor)), rows=one.rows, places=one.places))
            lines = [f"- {escaped(table_name(table))}: {text.number(n)}" for table, n in one.counts.items()]
            st.markdown("\n".join(lines))
            if one.backups:
                st.caption(t("rights.proof_backups", names=escaped(", ".join(one.backups))))
            st.code(one.proof, language=None, wrap_lines=True)
    if len(found) > 20:
        st.caption(t("rights.more_proofs", n=len(found) - 20))
