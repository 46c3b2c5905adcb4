"""Settings that are known before the store is open: where the data lies and on which port the app listens."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "cmlite" / "store" / "migrations"
VIEWS = ROOT / "cmlite" / "store" / "views.sql"
REFERENCE = ROOT / "data" / "reference"
EXAMPLES = ROOT / "data" / "examples"


class Settings(BaseModel):
    """One model for everything an owner can set from outside (environment variables of the same name)."""

    model_config = ConfigDict(frozen=True)

    data_dir: Path = ROOT / "data"
    """CMLITE_DATA: the folder of the data file, the backups and the running app's address."""

    port: int = 8501
    """CMLITE_PORT: the first port that is tried."""

    backups_kept: int = 7
    """CMLITE_BACKUPS_KEPT: how many automatic daily backups stay before the oldest goes."""

    upload_limit_mb: int = 200
    """CMLITE_UPLOAD_LIMIT_MB: the largest file an import takes, in megabytes."""

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.data_dir / "cmlite.duckdb"

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.data_dir / "backups"

    @property
    def secrets(self) -> Path:
        """The encrypted file of sign-ins, where the operating system has no keyring."""
        return self.data_dir / "secrets.bin"

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the environment; a value that does not fit raises pydantic's ValidationError at the start."""
        names = {"data_dir": "CMLITE_DATA"} | {
            field: f"CMLITE_{field.upper()}" for field in cls.model_fields if field != "data_dir"
        }
        given = {field: os.environ[name] for field, name in names.items() if os.environ.get(name)}
        settings = cls.model_validate(given)
        return settings.model_copy(update={"data_dir": settings.data_dir.expanduser().resolve()})
