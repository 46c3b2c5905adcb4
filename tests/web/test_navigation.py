"""Every page has its one place: in the navigation, beside a page of it, or behind a link of another page."""

import tomllib
from collections import Counter

from cmlite.web.navigation import APPROVALS, BESIDE, ICONS, LED_TO, SECTIONS
from tests.conftest import ROOT

THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


def test_every_page_has_exactly_one_place() -> None:
    shown = [word for words in SECTIONS.values() for word in words]
    beside = [word for words in BESIDE.values() for word in words]
    places = Counter([*shown, *beside, *LED_TO, APPROVALS])
    assert set(places.values()) == {1}
    assert set(places) == set(ICONS) == {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert set(BESIDE) <= set(shown)


def test_the_navigation_stays_short_enough_for_a_screen_of_900_points() -> None:
    """Each link takes 32, each section 36; brand, example and language need the rest."""
    links = sum(map(len, SECTIONS.values()))
    assert 70 + 32 * links + 36 * (len(SECTIONS) - 1) <= 760


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2."""
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _tinted(colour: str, ground: str) -> str:
    """A tenth of the colour over its ground, as behind what is selected."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(0.1 * over + 0.9 * under):02x}" for over, under in pairs)


def test_buttons_and_what_is_selected_can_be_read_in_the_light_and_in_the_dark() -> None:
    """White stands on the primary colour, and the primary colour on a tenth of itself: in the dark no colour reaches
    4.5 in both, so buttons keep it and what is selected comes as near as it can."""
    for scheme, least in (("light", 4.5), ("dark", 3.8)):
        primary, ground = THEME[scheme]["primaryColor"], THEME[scheme]["backgroundColor"]
        assert _contrast("#ffffff", primary) >= 4.5, scheme
        assert _contrast(primary, _tinted(primary, ground)) >= least, scheme
