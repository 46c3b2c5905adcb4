"""What a batch did is taken home in the owner's words."""

import pandas as pd

from cmlite.ui import text
from cmlite.ui.imports_batches import named_changes

ROWS = [
    ("post", "facebook:1", "", "2026-09-01", None, ""),
    ("value", "facebook:1", "views", "", 12.0, ""),
    ("changed text", "post:1", "", "", None, "Brot"),
    ("refused", "line 7", "imports.row.unreadable_date", "", None, "morgen"),
]


def test_what_a_batch_did_is_named_in_the_language_of_the_page():
    text.use_language("de")
    named = named_changes(pd.DataFrame(ROWS, columns=["what", "subject", "metric", "day", "value", "before"]))
    assert list(named.columns) == ["Was", "Kennung", "Kennzahl", "Tag", "Wert", "vorher"]
    assert named["Was"].tolist() == ["neuer Beitrag", "Zahl zu einem Beitrag", "geändert", "abgelehnt"]
    assert named["Kennung"].tolist()[2:] == ["post:1", "Zeile 7"]
    assert named["Kennzahl"].tolist() == ["", "Aufrufe", "", "Datum nicht lesbar („morgen“)"]
    assert named["Wert"].tolist()[1] == 12.0
