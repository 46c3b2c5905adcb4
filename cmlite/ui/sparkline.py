"""A line without axes on a card; the start page draws with it, as a chart library would double its time to load."""

import json
from collections.abc import Sequence

import streamlit as st

_SCRIPT = """
const width = 300, height = 44, margin = 2
export default function ({ data, parentElement }) {
  const svg = parentElement.querySelector("svg")
  svg.setAttribute("aria-label", data.alt)
  const points = JSON.parse(data.points)
  const known = points.filter((value) => value !== null)
  const low = Math.min(...known), span = Math.max(...known) - low
  const step = width / Math.max(points.length - 1, 1)
  const rise = (value) => span ? height - margin - (value - low) / span * (height - 2 * margin) : height / 2
  let line = "", area = "", begun = null, last = null
  const close = () => { if (begun !== null) area += `L${last},${height}L${begun},${height}Z` }
  points.forEach((value, place) => {
    if (value === null) { close(); begun = null; return }
    const here = `${begun === null ? "M" : "L"}${place * step},${rise(value)}`
    line += here; area += here
    begun ??= place * step; last = place * step
  })
  close()
  svg.querySelector(".line").setAttribute("d", line)
  svg.querySelector(".area").setAttribute("d", area)
}
"""

_STYLE = """
svg { display: block; width: 100%; height: 44px; }
.line {
  fill: none; stroke: var(--st-primary-color); stroke-width: 2; vector-effect: non-scaling-stroke;
  stroke-linejoin: round; stroke-linecap: round;
}
.area { fill: var(--st-primary-color); opacity: 0.12; }
"""

_component = st.components.v2.component(
    "cmlite_sparkline",
    html='<svg role="img" viewBox="0 0 300 44" preserveAspectRatio="none">'
    '<path class="area"/><path class="line"/></svg>\n',
    css=_STYLE,
    js=_SCRIPT,
)


def sparkline(points: Sequence[float | None], *, alt: str, key: str) -> None:
    """Values at equal distances, the oldest first; the line breaks where one is None.

    `alt` says the course in words, for those who do not see it.
    """
    # As text: of a list Streamlit would ask pandas whether it is a table, and loading that is half of the first page.
    _component(key=key, data={"points": json.dumps(points), "alt": alt}, height=44)
