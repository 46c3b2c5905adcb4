"""Read the invented business of `data/examples/` and place its year so that it ends today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd

from cmlite.domain.clocks import to_utc, to_wall

_METRIC_SHARES = ((1, 0.55), (4, 0.85))
"""Part of the final figures that is there after so many days: the curve of the last weeks."""


@dataclass(frozen=True, slots=True)
class Example:
    """Frames in the columns of the tables of the same name, without brand and actor; times naive UTC."""

    posts: pd.DataFrame
    publications: pd.DataFrame
    metrics: pd.DataFrame
    days: pd.DataFrame
    people: pd.DataFrame
    conversations: pd.DataFrame
    messages: pd.DataFrame


def read_example(folder: Path, brand_id: str, channels: Mapping[str, str], *, now: datetime, zone: str) -> Example:
    """All frames; `channels` gives the channel id of each network. Rows whose time is still to come are left out."""
    posts = _posts(folder, brand_id, now, zone)
    publications = _publications(posts, channels, now)
    messages = _messages(folder, brand_id, now, zone)
    return Example(
        posts=posts.drop(columns=["networks", "when", "state"]),
        publications=publications.drop(columns=["post_key"]),
        metrics=_metrics(folder, publications, now),
        days=_days(folder, channels, now, zone),
        people=_people(messages),
        conversations=_conversations(messages, publications, channels, now),
        messages=messages[
            ["message_id", "conversation_id", "person_id", "direction", "state", "text", "sent_at", "actor"]
        ],
    )


def _posts(folder: Path, brand_id: str, now: datetime, zone: str) -> pd.DataFrame:
    past = pd.read_csv(folder / "posts.csv", dtype=str, keep_default_na=False)
    past["when"] = [
        _latest(int(week), int(weekday), clock, now, zone)
        for week, weekday, clock in zip(past["week"], past["weekday"], past["time"], strict=True)
    ]
    past["state"] = "published"
    ahead = pd.read_csv(folder / "planned.csv", dtype=str, keep_default_na=False)
    today = to_wall(now, zone).date()
    ahead["when"] = [
        _instant(today + timedelta(days=int(days)), clock, zone)
        for days, clock in zip(ahead["days_ahead"], ahead["time"], strict=True)
    ]
    posts = pd.concat([past, ahead], ignore_index=True)
    planned = posts["state"] != "published"
    when = pd.to_datetime(posts["when"])
    wall = [to_wall(instant, zone) for instant in posts["when"]]
    return pd.DataFrame(
        {
            "post_id": f"post_{brand_id}_" + posts["post_key"],
            "stage": posts["state"].map(
                {"published": "planned", "scheduled": "planned", "draft": "draft", "idea": "idea"}
            ),
            "title": posts["title"],
            "text": posts["text"],
            "pillar_id": posts["pillar"],
            "format": posts["format"],
            "planned_utc": when.where(planned),
            "planned_zone": planned.map({True: zone, False: ""}),
            "planned_wall": pd.to_datetime(pd.Series(wall)).where(planned),
            "created_at": (when - pd.Timedelta(days=7)).clip(upper=pd.Timestamp(now)),
            "changed_at": (when - pd.Timedelta(days=7)).clip(upper=pd.Timestamp(now)),
            "networks": posts["networks"],
            "when": when,
            "state": posts["state"],
        }
    )


def _publications(posts: pd.DataFrame, channels: Mapping[str, str], now: datetime) -> pd.DataFrame:
    rows = posts.assign(network=posts["networks"].str.split()).explode("network").dropna(subset=["network"])
    rows = rows[rows["network"].isin(list(channels))].reset_index(drop=True)
    out = rows["state"] == "published"
    late = (rows["state"] == "scheduled") & (rows["when"] < pd.Timestamp(now) - pd.Timedelta(hours=2))
    state = rows["state"].where(rows["state"].isin(["published", "scheduled"]), "draft").mask(late, "missed")
    return pd.DataFrame(
        {
            "publication_id": rows["post_id"].str.replace("post_", "publication_", n=1) + "_" + rows["network"],
            "post_id": rows["post_id"],
            "post_key": rows["post_id"],
            "channel_id": rows["network"].map(dict(channels)),
            "network": rows["network"],
            "state": state,
            "format": rows["format"],
            "planned_utc": rows["planned_utc"],
            "planned_zone": rows["planned_zone"],
            "planned_wall": rows["planned_wall"],
            "published_at": rows["when"].where(out),
            "published_precision": out.map({True: "minute", False: ""}),
            "permalink": "",
            "changed_at": rows["changed_at"],
        }
    )


def _metrics(folder: Path, publications: pd.DataFrame, now: datetime) -> pd.DataFrame:
    values = pd.read_csv(folder / "values.csv", dtype={"post_key": str, "network": str, "metric": str})
    out = publications[publications["state"] == "published"]
    keyed = out.assign(key=out["post_id"].str.rsplit("_", n=1).str[-1])
    joined = values.merge(
        keyed[["key", "network", "publication_id", "published_at"]],
        left_on=["post_key", "network"],
        right_on=["key", "network"],
    )
    final = joined.assign(fetched_at=pd.Timestamp(now) - pd.Timedelta(hours=6))
    fresh = joined[joined["published_at"] > pd.Timestamp(now) - pd.Timedelta(days=90)]
    early = [
        fresh.assign(fetched_at=fresh["published_at"] + pd.Timedelta(days=days), value=(fresh["value"] * share).round())
        for days, share in _METRIC_SHARES
    ]
    snapshots = pd.concat([final, *early], ignore_index=True)
    snapshots = snapshots[snapshots["fetched_at"] > snapshots["published_at"]]
    snapshots = snapshots[snapshots["fetched_at"] <= pd.Timestamp(now)]
    return snapshots[["publication_id", "metric", "fetched_at", "value"]].assign(definition="example")


def _days(folder: Path, channels: Mapping[str, str], now: datetime, zone: str) -> pd.DataFrame:
    days = pd.read_csv(folder / "channel_days.csv", dtype={"network": str, "metric": str})
    yesterday = pd.Timestamp(to_wall(now, zone).date()) - pd.Timedelta(days=1)
    return pd.DataFrame(
        {
            "channel_id": days["network"].map(dict(channels)),
            "metric": days["metric"],
            "day": yesterday + pd.to_timedelta(days["day_index"], unit="D"),
            "fetched_at": pd.Timestamp(now) - pd.Timedelta(hours=6),
            "value": days["value"].astype(float),
            "definition": "example",
        }
    ).dropna(subset=["channel_id"])


def _messages(folder: Path, brand_id: str, now: datetime, zone: str) -> pd.DataFrame:
    old = pd.read_csv(folder / "conversations.csv", dtype=str, keep_default_na=False)
    old["sent_at"] = pd.to_datetime(pd.Series(_thread_times(old, now, zone), index=old.index))
    waiting = pd.read_csv(folder / "open_conversations.csv", dtype=str, keep_default_na=False)
    waiting["sent_at"] = pd.Timestamp(now) - pd.to_timedelta(waiting["hours_ago"].astype(float), unit="h")
    messages = pd.concat([old, waiting], ignore_index=True)
    messages["sent_at"] = messages["sent_at"].astype("datetime64[us]")
    messages = messages[messages["sent_at"].notna() & (messages["sent_at"] <= pd.Timestamp(now))].copy()
    incoming = messages["direction"] == "in"
    first_in = messages[incoming].groupby("thread_key")["author"].first()
    messages["author"] = messages["thread_key"].map(first_in)
    messages = messages[messages["author"].notna()].reset_index(drop=True)
    incoming = messages["direction"] == "in"
    messages["conversation_id"] = f"conversation_{brand_id}_" + messages["thread_key"]
    messages["message_id"] = f"message_{brand_id}_" + messages["thread_key"] + "_" + messages["message_no"]
    messages["person_id"] = f"{brand_id}:" + messages["network"] + ":" + messages["author"]
    messages["state"] = incoming.map({True: "received", False: "sent"})
    messages["actor"] = incoming.map({True: "", False: "owner"})
    return messages


def _thread_times(rows: pd.DataFrame, now: datetime, zone: str) -> list[datetime | None]:
    """A thread keeps its order: the first message goes to its latest week, the others follow from there."""
    times: list[datetime | None] = []
    starts: dict[str, tuple[int, datetime]] = {}
    for row in rows.itertuples():
        week, weekday = int(row.week), int(row.weekday)
        if row.thread_key not in starts:
            first = _latest(week, weekday, row.time, now, zone)
            starts[row.thread_key] = (to_wall(first, zone).isocalendar().year, first)
            times.append(first)
            continue
        year, first = starts[row.thread_key]
        instant = _instant(_iso_day(year, week, weekday), row.time, zone)
        times.append(instant if instant >= first else _instant(_iso_day(year + 1, week, weekday), row.time, zone))
    return times


def _people(messages: pd.DataFrame) -> pd.DataFrame:
    first = messages.sort_values("sent_at").groupby("person_id", as_index=False).first()
    return pd.DataFrame(
        {
            "person_id": first["person_id"],
            "network": first["network"],
            "handle": first["author"],
            "created_at": first["sent_at"],
        }
    )


def _conversations(
    messages: pd.DataFrame, publications: pd.DataFrame, channels: Mapping[str, str], now: datetime
) -> pd.DataFrame:
    ordered = messages.sort_values(["sent_at", "message_no"])
    grouped = ordered.groupby("conversation_id", as_index=False)
    first, last = grouped.first(), grouped.last()
    by_post = {
        (post_id.rsplit("_", 1)[-1], network): publication_id
        for post_id, network, publication_id in publications[["post_id", "network", "publication_id"]].itertuples(
            index=False
        )
    }
    about = [by_post.get(pair, "") for pair in zip(first["post_key"], first["network"], strict=True)]
    age = pd.Timestamp(now) - last["sent_at"]
    state = (
        last["direction"]
        .map({"in": "open", "out": "done"})
        .mask((last["direction"] == "out") & (age < pd.Timedelta(days=2)), "waiting")
    )
    return pd.DataFrame(
        {
            "conversation_id": first["conversation_id"],
            "channel_id": first["network"].map(dict(channels)).fillna(""),
            "network": first["network"],
            "person_id": first["person_id"],
            "publication_id": about,
            "kind": first["kind"],
            "state": state.mask((state == "open") & (age > pd.Timedelta(days=21)), "done"),
            "last_message_at": last["sent_at"],
            "changed_at": last["sent_at"],
        }
    )


def _latest(week: int, weekday: int, clock: str, now: datetime, zone: str) -> datetime:
    """The most recent time, naive UTC, at which this weekday of this calendar week lay in the past."""
    year = to_wall(now, zone).isocalendar().year
    instant = _instant(_iso_day(year, week, weekday), clock, zone)
    return instant if instant <= now else _instant(_iso_day(year - 1, week, weekday), clock, zone)


def _iso_day(year: int, week: int, weekday: int) -> date:
    return date.fromisocalendar(year, min(week, 52), weekday)


def _instant(day: date, clock: str, zone: str) -> datetime:
    hour, minute = clock.split(":")
    return to_utc(datetime(day.year, day.month, day.day, int(hour), int(minute)), zone)[0]
