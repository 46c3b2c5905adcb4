"""Where the data is and how it is put back, from the visitor's side."""

from datetime import timedelta

from cmlite import wiring
from cmlite.services import backups


def test_a_press_beside_a_backup_means_that_one_also_where_a_newer_one_was_made_meanwhile(open_page, example):
    folder, now = wiring.app().settings.backups, wiring.utc_now()
    seen = backups.back_up(wiring.app().store, folder, now=now - timedelta(hours=1)).path.name
    app = open_page("settings")
    backups.back_up(wiring.app().store, folder, now=now, automatic=True)
    app.button(key=f"backup_{seen}_restore").click().run()
    assert not app.exception
    assert seen in [one.value for one in app.code]
