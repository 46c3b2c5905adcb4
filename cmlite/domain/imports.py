"""A batch: one table of one file that was taken over, and what it did."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class Counts(BaseModel):
    """What taking over a table does, or did, to the rows it speaks of."""

    model_config = ConfigDict(frozen=True)

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0

    @property
    def does_nothing(self) -> bool:
        """Whether everything in it is there already."""
        return self.new == 0 and self.changed == 0


class Origin(BaseModel):
    """Where rows come from: the batch, the format that defines their meaning, when (naive UTC), by whom."""

    model_config = ConfigDict(frozen=True)

    import_id: str
    definition: str
    now: datetime
    actor: str


class Batch(BaseModel):
    """One row of the table `import_batch`; times are naive UTC."""

    model_config = ConfigDict(frozen=True)

    import_id: str
    brand_id: str
    file_name: str
    file_hash: str
    format_id: str
    kind: str
    network: str
    channel_id: str
    zone: str
    first_day: date | None
    last_day: date | None
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_refused: int
    findings: str
    state: str
    created_at: datetime
    undone_at: datetime | None
    actor: str
