"""Where sign-ins are kept: the keyring of the operating system, else an encrypted file; never the data file."""

import base64
import contextlib
import json
import os
import secrets
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import keyring
import keyring.errors
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cmlite.errors import RuleError, SecretsError

SERVICE = "cmlite"
KEY_VARIABLE = "CMLITE_SECRETS_KEY"
SHORTEST = 8
_MAGIC = b"cmlite-secrets-1\n"
_SALT_BYTES = 16
State = Literal["open", "locked", "unset"]


class Secrets:
    """One set of values (text by name) a channel.

    With a keyring they lie there, and `file` with the ending .list names the channels, since a keyring cannot be
    listed. Without one they lie in `file` (mode 0600), encrypted with a key made from a
    passphrase: from CMLITE_SECRETS_KEY, or typed once after each start (`unlock`); it is kept in memory only.
    `state`: open; locked: there is a file and nobody has given its passphrase; unset: none was chosen yet.
    """

    def __init__(self, file: Path, *, use_keyring: bool | None = None, passphrase: str | None = None) -> None:
        self._file = file
        self._list = file.with_suffix(".list")
        self._lock = threading.RLock()
        self._fernet: Fernet | None = None
        self._salt = b""
        self._use_keyring = use_keyring
        self._found: bool | None = None
        self._given = os.environ.get(KEY_VARIABLE, "") if passphrase is None else passphrase

    @property
    def in_keyring(self) -> bool:
        """Whether they lie in the system's keyring; looked for at first need, as that takes a tenth of a second."""
        with self._lock:
            if self._found is None:
                self._found = _has_keyring() if self._use_keyring is None else self._use_keyring
                if not self._found and self._given:
                    with contextlib.suppress(SecretsError, RuleError):  # a wrong key leaves it locked; pages say so
                        self._open(self._given)
            return self._found

    @property
    def state(self) -> State:
        """Whether sign-ins can be read and saved."""
        if self.in_keyring or self._fernet is not None:
            return "open"
        return "locked" if self._file.exists() else "unset"

    def unlock(self, passphrase: str) -> None:
        """Open the file with its passphrase, or begin one with a new passphrase of at least eight characters.

        Raises SecretsError when the passphrase is wrong or the file damaged, RuleError when a new one is too short.
        """
        if not self.in_keyring:  # the passphrase given at the start is tried first
            self._open(passphrase)

    def _open(self, passphrase: str) -> None:
        with self._lock:
            if not self._file.exists():
                if len(passphrase) < SHORTEST:
                    raise RuleError("errors.secrets.short", n=SHORTEST)
                self._salt = secrets.token_bytes(_SALT_BYTES)
                self._fernet = _fernet(passphrase, self._salt)
                try:
                    self._write({})
                except SecretsError:
                    self._fernet = None
                    raise
                return
            content = _read_whole(self._file)
            if not content.startswith(_MAGIC):
                raise SecretsError("errors.secrets.damaged")
            salt = content[len(_MAGIC) : len(_MAGIC) + _SALT_BYTES]
            fernet = _fernet(passphrase, salt)
            _decrypted(fernet, content)
            self._salt, self._fernet = salt, fernet

    def get(self, channel_id: str) -> dict[str, str]:
        """The values of a channel; {} when there are none. Raises SecretsError while locked."""
        with self._lock:
            if self.in_keyring:
                with _asking_the_keyring():
                    found = keyring.get_password(SERVICE, channel_id)
                    return dict(json.loads(found)) if found else {}
            return dict(self._read().get(channel_id, {}))

    def put(self, channel_id: str, values: Mapping[str, str]) -> None:
        """Save the values of a channel. Raises SecretsError while locked or when the place refuses."""
        with self._lock:
            if self.in_keyring:
                self._save_list(self._listed() | {channel_id})
                with _asking_the_keyring():
                    keyring.set_password(SERVICE, channel_id, json.dumps(dict(values)))
                return
            self._write(self._read() | {channel_id: dict(values)})

    def replace(self, channel_id: str, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        """Save new values only where the present ones are `before`; returns whether they were.

        So a piece of work that began with an old sign-in neither brings back one that was forgotten meanwhile nor
        overwrites a newer one.
        """
        with self._lock:
            if self.get(channel_id) != dict(before):
                return False
            if dict(after) != dict(before):
                self.put(channel_id, after)
            return True

    def drop(self, channel_id: str) -> None:
        """Forget a channel; nothing happens when it is not there. Raises SecretsError when it may still be there."""
        with self._lock:
            if self.in_keyring:
                with _asking_the_keyring():
                    _delete_password(channel_id)
                self._save_list(self._listed() - {channel_id})
                return
            known = self._read()
            if known.pop(channel_id, None) is not None:
                self._write(known)

    def keep_only(self, channel_ids: Collection[str]) -> None:
        """Forget every channel but these. Raises SecretsError while locked or when the place refuses."""
        with self._lock:
            known = self._listed() if self.in_keyring else self._read().keys()
            for channel_id in set(known) - set(channel_ids):
                self.drop(channel_id)

    def _listed(self) -> set[str]:
        return set(_read_whole(self._list).decode().split()) if self._list.exists() else set()

    def _save_list(self, channel_ids: set[str]) -> None:
        if channel_ids != self._listed():
            _write_whole(self._list, "\n".join(sorted(channel_ids)).encode())

    def _read(self) -> dict[str, dict[str, str]]:
        if self._fernet is None:
            raise SecretsError("errors.secrets.locked" if self._file.exists() else "errors.secrets.unset")
        return _decrypted(self._fernet, _read_whole(self._file))

    def _write(self, content: Mapping[str, Mapping[str, str]]) -> None:
        assert self._fernet is not None
        _write_whole(self._file, _MAGIC + self._salt + self._fernet.encrypt(json.dumps(content).encode()))


@contextmanager
def _asking_the_keyring() -> Iterator[None]:
    """Whatever a keyring fails with becomes one error: backends let through those of D-Bus, Windows and macOS."""
    try:
        yield
    except Exception as error:
        raise SecretsError("errors.secrets.keyring") from error


def _delete_password(channel_id: str) -> None:
    try:
        keyring.delete_password(SERVICE, channel_id)
    except keyring.errors.PasswordDeleteError:  # there was none, or it could not be deleted
        if keyring.get_password(SERVICE, channel_id) is not None:
            raise


def _read_whole(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SecretsError("errors.secrets.read", path=str(file)) from error


def _write_whole(file: Path, content: bytes) -> None:
    """Whole or not at all: into a new file first, which then takes the place of the old one."""
    fresh = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    except OSError as error:
        raise SecretsError("errors.secrets.write", path=str(file)) from error


def _fernet(passphrase: str, salt: bytes) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def _decrypted(fernet: Fernet, content: bytes) -> dict[str, dict[str, str]]:
    try:
        found: dict[str, dict[str, str]] = json.loads(fernet.decrypt(content[len(_MAGIC) + _SALT_BYTES :]))
    except InvalidToken as error:
        raise SecretsError("errors.secrets.wrong") from error
    return found


def _has_keyring() -> bool:
    """Whether the operating system has a place for secrets that answers."""
    try:
        if keyring.get_keyring().priority < 1:
            return False
        keyring.get_password(SERVICE, "probe")
    except Exception:  # a desktop without its service fails in as many ways as there are desktops
        return False
    return True
