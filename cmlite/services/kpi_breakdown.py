"""Key figures broken down: a row a network, channel, pillar and format."""

from collections.abc import Sequence

from cmlite.domain.intervals import MIN_POSTS, ratio, ratio_interval
from cmlite.domain.kpis import SUMS
from cmlite.domain.strategy import Strategy
from cmlite.services import kpi_cards as cards
from cmlite.store.kpis import Row

BREAKDOWN = (
    "section", "name", "posts", "reach", "reach_n", "views", "views_n", "impressions", "impressions_n",
    "interactions", "interactions_n", "rate", "rate_low", "rate_high", "rate_n", "lower", "median", "upper", "share",
    "planned", "posts_before", "interactions_before", "followers", "conversations", "answered", "response",
    "judged", "hits", "in_target",
)  # fmt: skip


def breakdown(
    posts: Sequence[Row], answers: Sequence[Row], stock: Sequence[Row], strategy: Strategy, clock: str
) -> list[Row]:
    """Rows with the columns BREAKDOWN as far as they are known; `clock` names the column of the response time."""
    return _joined(_of_posts(posts, strategy), _of_channels(answers, stock, clock))


def _of_posts(posts: Sequence[Row], strategy: Strategy) -> list[Row]:
    """One row a network, channel, pillar and format with posts; the one with most posts first."""
    planned = {pillar.pillar_id: pillar.share / 100 for pillar in strategy.pillars}
    rows: list[Row] = []
    for section, source, key in (
        ("network", "channel", "network"),
        ("channel", "channel", "channel_id"),
        ("pillar", "pillar", "pillar_id"),
        ("format", "format", "format"),
    ):
        now, before = (_grouped(cards.part(posts, name, source), key) for name in ("now", "before"))
        total = sum(row["posts"] for group in now.values() for row in group)
        found = [_breakdown_row(section, name, group) for name, group in now.items()]
        for row in sorted(found, key=lambda row: (-row["posts"], row["name"])):
            past = before.get(row["name"], [])
            rows.append(
                row
                | {
                    "share": row["posts"] / total,
                    "planned": planned.get(row["name"]) if section == "pillar" else None,
                }
                | {"posts_before": sum(one["posts"] for one in past) or None}
                | {"interactions_before": known.total if (known := cards.sum_of(past, "interactions")).n else None}
            )
    return rows


def _grouped(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def _breakdown_row(section: str, name: str, group: Sequence[Row]) -> Row:
    pairs = cards.pairs_of(group)
    low, high = ratio_interval(pairs) or (None, None)
    row: Row = {"section": section, "name": name, "posts": sum(one["posts"] for one in group)}
    for one in SUMS:
        total = cards.sum_of(group, one)
        row |= {one: total.total if total.n else None, f"{one}_n": total.n}
    row |= {
        "rate": ratio(pairs) if pairs.n >= MIN_POSTS else None,
        "rate_low": low,
        "rate_high": high,
        "rate_n": pairs.n,
    }
    return row | {one: group[0][one] if len(group) == 1 else None for one in ("lower", "median", "upper")}


def _of_channels(answers: Sequence[Row], stock: Sequence[Row], clock: str) -> dict[tuple[str, str], Row]:
    """Followers, conversations and answers by network and channel."""
    found: dict[tuple[str, str], Row] = {}
    for section, key in (("network", "network"), ("channel", "channel_id")):
        for row in cards.part(answers, "now", section):
            found[section, row[key]] = (
                {"conversations": row["n"], "response": row[clock]}
                | {name: row[name] for name in ("answered", "judged", "hits")}
                | {"in_target": row["hits"] / row["judged"] if row["judged"] else None}
            )
        newest = {row["channel_id"]: row for row in stock}
        for row in newest.values():
            one = found.setdefault((section, row[key]), {})
            one["followers"] = one.get("followers", 0.0) + row["value"]
    return found


def _joined(rows: Sequence[Row], more: dict[tuple[str, str], Row]) -> list[Row]:
    """Rows of posts with what is known of the same network or channel; those without posts come after them."""
    known = {(row["section"], row["name"]) for row in rows}
    others = [{"section": section, "name": name} for section, name in more if (section, name) not in known]
    order = {"network": 0, "channel": 1, "pillar": 2, "format": 3}
    together = [row | more.get((row["section"], row["name"]), {}) for row in [*rows, *others]]
    return sorted(together, key=lambda row: order[row["section"]])
