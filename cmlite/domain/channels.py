"""A channel: one account of the brand on one network."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Channel(BaseModel):
    """One row of the table `channel`; `mode` is 'assisted' (the owner posts by hand), `state` active or closed."""

    model_config = ConfigDict(frozen=True)

    channel_id: str
    brand_id: str
    network: str
    handle: str
    name: str = ""
    external_id: str = ""
    mode: str = "assisted"
    state: str = "active"
    created_at: datetime
    actor: str
    import_id: str = ""
