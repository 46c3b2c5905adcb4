"""Table `practice_try`."""

from cmlite.store.db import Store


def read_last(store: Store, brand_id: str, actor: str, language: str) -> dict[str, str]:
    """The rules somebody's last try of each exercise broke, by exercise id."""
    rows = store.rows(
        """select exercise_id, found from (
            select exercise_id, found,
                row_number() over (partition by exercise_id order by tried_at desc, try_id desc) as age
            from practice_try where brand_id = ? and actor = ? and language = ?
        ) as tries where age = 1""",
        [brand_id, actor, language],
    )
    return {row["exercise_id"]: row["found"] for row in rows}


def read_text(store: Store, brand_id: str, actor: str, language: str, exercise_id: str) -> str:
    """What somebody wrote last in an exercise, or ''."""
    row = store.row(
        """select text from practice_try
        where brand_id = ? and actor = ? and language = ? and exercise_id = ?
        order by tried_at desc, try_id desc limit 1""",
        [brand_id, actor, language, exercise_id],
    )
    return str(row["text"]) if row else ""
