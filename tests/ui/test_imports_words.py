"""What a file turned out to be is said in the owner's words."""

import pytest
from streamlit.testing.v1 import AppTest

from cmlite.importers import formats
from cmlite.ui import imports_words, text


def _script() -> None:
    from cmlite.importers.base import note, question
    from cmlite.ui import imports_words, text

    text.use_language("de")
    close = note("nearest_format", format="fb_page_insights_posts", n=2, total=6, missing="permalink, post *id*")
    imports_words.findings([close, question("date_order", column="Tag", a="2026-04-03", b="2026-03-04")])


def test_a_known_format_is_called_by_its_name_and_a_heading_of_the_file_stays_a_text():
    app = AppTest.from_function(_script).run()
    assert not app.exception
    (close,) = (one.value for one in app.caption)
    assert "Format Facebook-Beiträge (alte Seitenstatistik): 2 von 6" in close
    assert "post \\*id\\*" in close
    assert "(3. Apr. 2026 oder 4. März 2026)" in app.warning[0].value


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_format_that_is_recognised_has_a_name(language):
    text.use_language(language)
    ids = {*(one.id for one in formats.KNOWN), "linkedin_profile"}
    assert [one for one in sorted(ids) if imports_words.format_name(one) == one] == []
    text.use_language("de")
