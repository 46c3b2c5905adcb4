"""What is kept about people, counted for the record of processing."""

from cmlite.store.db import Store

_COUNTED = {
    "people": "select count(*) from person where brand_id = $brand",
    "received": "select count(*) from message where brand_id = $brand and direction = 'in' and text <> ''",
    "sent": "select count(*) from message where brand_id = $brand and direction = 'out' and state <> 'draft'",
    "judged": "select count(*) from triage_judgement where brand_id = $brand",
    "evidence": "select count(*) from alert_evidence where brand_id = $brand",
    "notes": """select count(*) from message where brand_id = $brand and direction = 'note'""",
    "own_notes": """select count(*) from person where brand_id = $brand and (note <> '' or coalesce(tags, '') <> '')""",
    "consents": "select count(*) from person_consent where brand_id = $brand",
    "leads": "select count(*) from lead where brand_id = $brand and deleted_at is null and interest <> ''",
    "scores": "select count(*) from satisfaction where brand_id = $brand",
    "acts": "select count(*) from network_act where brand_id = $brand",
    "media": "select count(*) from media where brand_id = $brand and has_persons and deleted_at is null",
    "members": "select count(*) from member where brand_id = $brand",
    "erasures": "select count(*) from erasure where brand_id = $brand",
}


def count_kept(store: Store, brand_id: str) -> dict[str, int]:
    """How many rows there are of everything that has to do with people."""
    columns = ", ".join(f"({sql}) as {name}" for name, sql in _COUNTED.items())
    row = store.row(f"select {columns}", {"brand": brand_id})
    return {name: int(value) for name, value in (row or {}).items()}
