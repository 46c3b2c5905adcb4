"""The last day against what is usual at its hours: bars for what came in, a band and a line for earlier weeks."""

from datetime import timedelta
from functools import lru_cache
from statistics import median
from typing import Any

import altair as alt

from cmlite.domain.alerts import LEAST_WEEKS, Hours, Kind, credible
from cmlite.domain.clocks import to_wall
from cmlite.ui import text
from cmlite.ui.chart_axes import number_axis
from cmlite.ui.charts import MUTED, Drawn, finished, tips
from cmlite.ui.text import t

HEIGHT = 240


def last_day(hours: Hours, kind: Kind) -> Drawn:
    """Twenty-four hours, oldest first; without enough history only what came in."""
    rows = []
    known = hours.weeks >= LEAST_WEEKS
    for ago in reversed(range(24)):
        begin = to_wall(hours.end - timedelta(hours=ago + 1), hours.zone)
        earlier = credible(hours.earlier(kind, 1, ago=ago)) if known else []
        count = hours.window(kind, 1, ago=ago)
        rows.append(
            {
                "hour": begin.isoformat(),
                "count": count,
                "usual": float(median(earlier)) if earlier else None,
                "low": float(min(earlier)) if earlier else None,
                "high": float(max(earlier)) if earlier else None,
                "when": text.clock(begin),
                "label": text.number(count),
                "norm": text.number(median(earlier), digits=0) if earlier else "–",
                "range": f"{min(earlier)}–{max(earlier)}" if earlier else "–",
            }
        )
    return rows, _spec(text.language(), known)


def words(hours: Hours, kind: Kind) -> dict[str, Any]:
    """What the chart shows, for its alt and its note."""
    return {"n": hours.window(kind, 24), "weeks": hours.weeks}


@lru_cache(maxsize=8)
def _spec(language: str, known: bool) -> dict[str, Any]:
    axis = alt.Axis(title=None, format="%H", tickCount=12, grid=False)
    base = alt.Chart().encode(
        x=alt.X("hour:T", axis=axis),
        tooltip=tips(
            when="alerts.tip.from", label="alerts.tip.count", norm="alerts.tip.usual", range="alerts.tip.range"
        ),
    )
    title = t("alerts.tip.count")
    bars = base.mark_bar(size=9, cornerRadiusEnd=3).encode(y=alt.Y("count:Q", axis=number_axis(title)))
    if not known:
        return finished(alt.layer(bars), HEIGHT)
    band = base.mark_area(opacity=0.18, interpolate="step-after", color=MUTED).encode(
        y=alt.Y("low:Q", axis=number_axis(title)), y2="high:Q"
    )
    line = base.mark_line(interpolate="step-after", color=MUTED, strokeDash=[5, 3]).encode(y="usual:Q")
    return finished(alt.layer(band, bars, line), HEIGHT)
