"""Exports of YouTube Studio's advanced mode, English and German."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cmlite.importers.base import Parsed, ReadOptions, Table, note
from cmlite.importers.days import BreakdownSpec, DaySpec, read_breakdown, read_days
from cmlite.importers.grids import without_total_rows
from cmlite.importers.metrics import Metric, counts, read_metric
from cmlite.importers.posts import Draft, PostSpec, read_posts

_TOTALS: Final = frozenset({"total", "gesamt"})
_FOOTERS: Final = ("showing top", "ergebnisse werden angezeigt")
_IDS: Final = "content|video|videos"
_GAINED: Final = Metric(("subscribers gained", "gewonnene abonnenten"))
_LOST: Final = Metric(("subscribers lost", "verlorene abonnenten"))

METRICS: Final = {
    **counts(
        views="views|aufrufe",
        impressions="impressions|impressionen",
        reach="unique viewers|einzelne zuschauer",
        likes="likes",
        comments="comments added|comments|kommentare",
        shares="shares",
        follows="subscribers|abonnenten",
    ),
    "watch_hours": Metric(("watch time (hours)", "wiedergabezeit (stunden)"), "amount"),
}
SHARES: Final = {
    "views": Metric(("views (%)",), "percent"),
    "watch_hours": Metric(("watch time (hours) (%)",), "percent"),
}
TABLE: Final = PostSpec(
    network="youtube",
    external_id=_IDS,
    text=("video title", "videotitel"),
    published_at="video publish time|veröffentlichungszeitpunkt des videos",
    metrics={**METRICS, "video_seconds": Metric(("duration", "dauer"), "amount")},
    usual_format="video",
    usual_day_first=False,
)
BREAKDOWNS: Final = {
    "yt_chart_video": BreakdownSpec("youtube", "video", ("content", "video", "videos"), METRICS, daily=True),
    "yt_cities": BreakdownSpec("youtube", "city", ("city name",), METRICS),
    "yt_traffic": BreakdownSpec("youtube", "traffic_source", ("traffic source",), METRICS),
    "yt_viewer_age": BreakdownSpec("youtube", "age", ("viewer age",), SHARES),
    "yt_viewer_gender": BreakdownSpec("youtube", "gender", ("viewer gender",), SHARES),
    "yt_subscription": BreakdownSpec("youtube", "subscription", ("subscription status",), METRICS),
    "yt_subscription_chart": BreakdownSpec("youtube", "subscription", ("subscription status",), METRICS, daily=True),
}
DAYS: Final = DaySpec("youtube", METRICS)


def read(table: Table, format_id: str, options: ReadOptions) -> Parsed:
    """One YouTube table; total row and footer sentence are taken out before anything is summed.

    Values by video and day come as a breakdown with a `day` column: the listed videos are not the channel.
    """
    if format_id == "yt_table_video":
        return _read_videos(table, options)
    if format_id in BREAKDOWNS:
        spec = BREAKDOWNS[format_id]
        place = table.place(spec.label[0] if format_id != "yt_cities" else "cities", *spec.label) or 0
        without_total_rows(table, place, _TOTALS, _FOOTERS)
        return read_breakdown(table, format_id, spec, options)
    without_total_rows(table, table.place("date", "datum") or 0, _TOTALS, _FOOTERS)
    return read_days(table, format_id, DAYS, options)


def _read_videos(table: Table, options: ReadOptions) -> Parsed:
    place = table.place(*_IDS.split("|"))
    total = without_total_rows(table, place or 0, _TOTALS, _FOOTERS)
    parsed = read_posts(table, "yt_table_video", TABLE, options, refine=_refine, total_row=total)
    views = parsed.totals.get("views")
    listed = parsed.file_totals.get("views")
    if views is None or not listed or views == listed:
        return parsed
    share = note("listed_share", percent=round(100 * views / listed))
    return replace(parsed, findings=(*parsed.findings, share))


def _refine(draft: Draft) -> None:
    ids = draft.posts["external_id"]
    draft.posts["permalink"] = ("https://www.youtube.com/watch?v=" + ids).where(ids != "", "")
    if "follows" in draft.metrics:
        return
    gained, lost = read_metric(draft.table, _GAINED), read_metric(draft.table, _LOST)
    if gained is not None and lost is not None:
        draft.metrics["follows"] = gained - lost
