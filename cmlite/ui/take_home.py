"""Tables to take home in the visitor's words: headings, codes, and times of the zone that their heading names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cmlite.domain.clocks import to_wall
from cmlite.domain.networks import Network
from cmlite.ui import text
from cmlite.ui.cards import network_name
from cmlite.ui.downloads import Style, csv_download
from cmlite.ui.text import t

Rows = list[dict[str, object]]


def at_place(heading: str, zone: str) -> str:
    """A heading over times, with the zone they are told in."""
    return t("export.at_place", heading=heading, zone=zone)


def wall_times(instants: Any, zone: str) -> Any:
    """A column of a frame in naive UTC as what clocks in the zone showed."""
    return instants.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)


def named_messages(frame: Any, networks: Mapping[str, Network], zone: str) -> Any:
    """Every message of the inbox's conversations; ids stay what they are."""
    frame = frame.assign(
        network=_words(frame["network"], lambda code: network_name(code, networks)),
        kind=_words(frame["kind"], lambda code: t(f"inbox.kind_{code}")),
        state=_words(frame["state"], lambda code: t(f"inbox.is_{code}")),
        direction=_words(frame["direction"], lambda code: t(f"inbox.way.{code}")),
        sent_at=wall_times(frame["sent_at"], zone),
    )
    heading = {name: t(f"inbox.csv.{name}") for name in frame.columns}
    return frame.rename(columns=heading | {"sent_at": at_place(heading["sent_at"], zone)})


def messages_download(
    read: Callable[[], Any],
    as_csv: Callable[[Any, Style], bytes],
    file_name: str,
    networks: Mapping[str, Network],
    zone: str,
) -> None:
    """The button that takes messages home; `read` is called at the click."""
    csv_download(lambda style: as_csv(named_messages(read(), networks, zone), style), file_name, key="inbox_csv")


def named_leads(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], networks: Mapping[str, Network], zone: str
) -> tuple[Rows, list[str]]:
    """Leads and the headings over them."""
    heading = {name: t(f"leads.csv.{name}") for name in columns}
    heading |= {name: at_place(heading[name], zone) for name in ("created_at", "stage_at")}
    made: Rows = []
    for row in rows:
        said = dict(row) | {
            "stage": t(f"leads.stage.{row['stage']}"),
            "network": network_name(row["network"], networks) if row["network"] else "",
            **{name: to_wall(row[name], zone) for name in ("created_at", "stage_at")},
        }
        made.append({heading[name]: said[name] for name in columns})
    return made, list(heading.values())


def named_campaigns(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> tuple[Rows, list[str]]:
    """Campaigns with what came of them, and the headings over them."""
    heading = {name: t(f"campaigns.csv.{name}") for name in columns}
    made: Rows = []
    for row in rows:
        goal, sources = f"measures.{row['goal']}", str(row["sources"]).split()
        said = dict(row) | {
            "goal": t(goal) if text.has(goal) else row["goal"],
            "closed": t("campaigns.phase.closed") if row["closed"] else "",
            "sources": ", ".join(t(one) if text.has(one := f"kpis.source.{code}") else code for code in sources),
        }
        made.append({heading[name]: said[name] for name in columns})
    return made, list(heading.values())


def _words(codes: Any, word: Callable[[str], str]) -> Any:
    """A column of codes in words, each looked up once."""
    return codes.map({code: word(code) for code in codes.unique()})
