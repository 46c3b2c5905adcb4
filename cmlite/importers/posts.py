"""Turns a table of posts into canonical columns, described by one `PostSpec` per format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from cmlite.importers.base import (
    POST_COLUMNS,
    Finding,
    Parsed,
    ReadOptions,
    Table,
    note,
    question,
    refusal,
    rows_left_out,
    warning,
)
from cmlite.importers.dates import Dates, read_dates, to_utc
from cmlite.importers.ids import TIME_IN_ID, damaged, id_from_link
from cmlite.importers.metrics import Metric, read_metric
from cmlite.importers.numbers import Numbers

POST_TYPES: Final = {
    "photo": "photo", "photos": "photo", "image": "photo", "ig image": "photo", "ig bild": "photo",
    "reel": "reel", "reels": "reel", "ig reel": "reel", "video": "video", "videos": "video",
    "ig video": "video", "carousel": "carousel", "ig carousel": "carousel", "ig karussell": "carousel",
    "multi-photo": "carousel", "album": "carousel", "multi-image": "carousel", "story": "story",
    "stories": "story", "ig story": "story", "link": "link", "links": "link", "article": "link",
    "text": "text", "status": "text", "live": "live", "poll": "poll", "document": "document",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostSpec:
    """One format of posts as data. `clock` is "meta", "own" (an owner's own table), "UTC" or "day"."""

    network: str
    external_id: str
    text: tuple[str, ...]
    published_at: str
    metrics: Mapping[str, Metric]
    clock: str = "day"
    permalink: str = "permalink"
    format: str = ""
    usual_format: str = "other"
    account_id: str = ""
    account_handle: str = ""
    account_name: str = ""
    comment: str = ""
    usual_day_first: bool | None = None
    totals: frozenset[str] = frozenset()


@dataclass(slots=True)
class Draft:
    """Posts while they are being read: canonical columns, and one array of numbers per metric."""

    table: Table
    spec: PostSpec
    options: ReadOptions
    posts: pd.DataFrame
    metrics: dict[str, Numbers] = field(default_factory=dict)
    file_totals: dict[str, float] = field(default_factory=dict)
    account: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    walls: bool = False

    def warn(self, finding: Finding) -> None:
        """Add a finding to the table's."""
        self.table.findings.append(finding)


def read_posts(
    table: Table,
    format_id: str,
    spec: PostSpec,
    options: ReadOptions,
    *,
    refine: Callable[[Draft], None] | None = None,
    total_row: list[str] | None = None,
) -> Parsed:
    """Posts and their values; `refine` corrects what is special about a format before rows get their ids."""
    draft = Draft(table, spec, options, pd.DataFrame({"line": table.lines}))
    _refuse_shifted(table, spec)
    _texts(draft)
    _times(draft)
    for metric, source in spec.metrics.items():
        column = read_metric(table, source)
        if column is not None:
            draft.metrics[metric] = column
    if total_row:
        _total_row(draft, total_row)
    if refine:
        refine(draft)
    _mend_ids(draft)
    _times_from_ids(draft)
    return finish_posts(draft, format_id)


def _refuse_shifted(table: Table, spec: PostSpec) -> None:
    links = table.column(*spec.permalink.split("|"))
    for link, line in zip(links, table.lines, strict=True):
        if link.startswith("<") or "</" in link:
            raise refusal("shifted_columns", line=line)


def _texts(draft: Draft) -> None:
    table, spec, posts = draft.table, draft.spec, draft.posts
    posts["external_id"] = [cell.lstrip("'") for cell in table.column(*spec.external_id.split("|"))]
    columns = [table.column(heading) for heading in spec.text]
    posts["text"] = [
        "\n\n".join(dict.fromkeys(column[at] for column in columns if column[at])) for at in range(len(posts))
    ]
    posts["permalink"] = table.column(*spec.permalink.split("|"))
    types = table.column(*spec.format.split("|")) if spec.format else [""] * len(posts)
    posts["format"] = [POST_TYPES.get(cell.casefold(), "other") if cell else spec.usual_format for cell in types]
    posts["is_reply"] = False
    posts["is_shared"] = False
    for name in ("account_id", "account_handle", "account_name"):
        heading = getattr(spec, name)
        cells = pd.Series(table.column(*heading.split("|"))) if heading else pd.Series([], dtype=str)
        cells = cells[cells != ""]
        draft.account[name] = "" if cells.empty else str(cells.mode().iloc[0])


def _times(draft: Draft) -> None:
    table, spec, options = draft.table, draft.spec, draft.options
    heading = spec.published_at.split("|") if spec.published_at else []
    dates = read_dates(table.column(*heading), day_first=options.day_first, usual=spec.usual_day_first)
    place = table.place(*heading)
    name = table.headings[place] if place is not None else ""
    if dates.undecided:
        first, second = dates.undecided
        draft.warn(question("date_order", column=name, a=first, b=second))
    if dates.bad:
        draft.warn(warning("unreadable_dates", n=len(dates.bad), column=name, line=table.lines[dates.bad[0]]))
    draft.walls = spec.clock in ("meta", "own") and any(dates.walls)
    draft.zone = _clock(draft, dates)
    draft.posts["published_at"] = to_utc(dates, draft.zone or "UTC")
    draft.posts["wall"] = to_utc(dates, "UTC")
    if spec.clock == "own" and draft.walls:
        draft.warn(note("zone_assumed", zone=draft.zone))
    known = draft.posts["published_at"].notna()
    draft.posts["published_precision"] = pd.Series(dates.precision).where(known, "")


def _clock(draft: Draft, dates: Dates) -> str:
    """The zone times are read in; own tables of days alone have none."""
    if draft.spec.clock == "own":
        return draft.options.own_zone if draft.walls else "UTC" if any(dates.aware) else ""
    return {"meta": draft.options.meta_zone, "UTC": "UTC"}.get(draft.spec.clock, "")


def _total_row(draft: Draft, total_row: list[str]) -> None:
    table = draft.table
    alone = Table(table.name, table.headings, table.keys, [total_row], [0], table.delimiter)
    for metric, source in draft.spec.metrics.items():
        values = read_metric(alone, source)
        if values is not None and values[0] == values[0]:
            draft.file_totals[metric] = float(values[0])


def _mend_ids(draft: Draft) -> None:
    """Take ids a spreadsheet damaged from the link; refuse the file when some cannot be told any more."""
    posts, network = draft.posts, draft.spec.network
    broken = damaged(posts["external_id"].tolist())
    found = {index: id_from_link(network, posts["permalink"].iloc[index]) for index in broken}
    lost = [index for index, value in found.items() if not value]
    if lost:
        cell = posts["external_id"].iloc[lost[0]]
        raise refusal("ids_damaged", cell=cell, n=len(lost), total=len(posts))
    for index, value in found.items():
        posts.loc[index, "external_id"] = value
    if found:
        draft.warn(warning("ids_from_links", n=len(found)))
    empty = posts["external_id"] == ""
    links = posts.loc[empty, "permalink"].map(lambda link: id_from_link(network, link))
    posts.loc[empty, "external_id"] = links


def _times_from_ids(draft: Draft) -> None:
    """Give X and TikTok posts the time inside their ids, which is exact to the second."""
    inside = TIME_IN_ID.get(draft.spec.network)
    if inside is None:
        return
    posts = draft.posts
    times = pd.Series([inside(value) for value in posts["external_id"]], dtype="datetime64[us]")
    use = times.notna() & (posts["published_precision"] != "second")
    posts["published_at"] = posts["published_at"].mask(use, times)
    posts["published_precision"] = posts["published_precision"].mask(use, "second")
    if use.any():
        draft.zone, draft.walls = "UTC", False


def finish_posts(draft: Draft, format_id: str) -> Parsed:
    """Leave out rows without identity and repeated rows, and put the result together."""
    table, posts = draft.table, draft.posts
    seen = len(posts)
    wide = pd.DataFrame(draft.metrics, index=posts.index, dtype="float64")
    nameless = posts["external_id"] == ""
    if nameless.any():
        lines = posts.loc[nameless, "line"].tolist()
        table.left_out += [(line, "imports.row.without_id", "") for line in lines]
        draft.warn(warning("rows_without_id", n=len(lines), line=lines[0]))
    keep = ~nameless & ~_repeated(draft, wide, ~nameless)
    posts, wide = posts[keep].reset_index(drop=True), wide[keep].reset_index(drop=True)
    values = long_values(posts["external_id"], wide)
    days = posts["published_at"].dropna().dt.date
    if len(untimed := posts[posts["published_at"].isna()]):
        draft.warn(note("posts_without_time", n=len(untimed)))
    return Parsed(
        table.name,
        format_id,
        "posts",
        draft.spec.network or None,
        account_id=draft.account["account_id"],
        account_handle=draft.account["account_handle"],
        account_name=draft.account["account_name"],
        headings=tuple(table.headings),
        rows=seen,
        posts=posts[list(POST_COLUMNS)],
        values=values,
        refused=rows_left_out(table.left_out),
        totals={name: float(column.sum()) for name, column in wide.items() if column.notna().any()},
        file_totals=draft.file_totals,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        zone=draft.zone,
        walls=draft.walls,
        preview=table.preview(),
        findings=tuple(table.findings),
    )


def _repeated(draft: Draft, wide: pd.DataFrame, named: pd.Series) -> pd.Series:
    """Rows that a later row replaces; silent for identical rows, told where numbers differ."""
    posts, table = draft.posts, draft.table
    repeated = posts["external_id"].duplicated(keep="last") & named
    if not repeated.any():
        return repeated
    content = posts[["external_id", "text", "published_at", "permalink"]].join(wide)
    identical = content.duplicated(keep="last") & named
    draft.warn(note("rows_repeated", n=int(repeated.sum()), line=int(posts.loc[repeated, "line"].iloc[0])))
    if different := int((repeated & ~identical).sum()):
        draft.warn(warning("same_id_other_numbers", n=different))
    lines = posts.loc[repeated, "line"]
    table.left_out += [(int(line), "imports.row.repeated", "") for line in lines]
    return repeated


def long_values(ids: pd.Series, wide: pd.DataFrame) -> pd.DataFrame:
    """Frame of external_id, metric, value: one row for each known value."""
    long = wide.assign(external_id=ids).melt("external_id", var_name="metric", value_name="value")
    long = long.dropna(subset="value").reset_index(drop=True)
    return long.astype({"external_id": "str", "metric": "str", "value": "float64"})
