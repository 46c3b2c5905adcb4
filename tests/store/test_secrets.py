"""Sign-ins: encrypted and for the owner's eyes, whole or not at all; the keyring where the system has one."""

import stat

import keyring
import keyring.backend
import pytest

from cmlite.errors import RuleError, SecretsError
from cmlite.store.secrets import KEY_VARIABLE, Secrets

WORDS = "ein gutes Kennwort"
VALUES = {"handle": "sonne.example", "password": "abcd-efgh", "access": "eyJ…"}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "secrets.bin"


def test_nothing_can_be_kept_before_a_passphrase_is_chosen(file):
    secrets = Secrets(file, use_keyring=False)
    assert secrets.state == "unset"
    with pytest.raises(SecretsError, match="unset"):
        secrets.put("c1", VALUES)
    assert not file.exists()


def test_a_short_passphrase_is_refused(file):
    with pytest.raises(RuleError, match="short"):
        Secrets(file, use_keyring=False).unlock("kurz")
    assert not file.exists()


def test_what_was_kept_is_read_after_a_restart_with_the_passphrase_only(file):
    secrets = Secrets(file, use_keyring=False)
    secrets.unlock(WORDS)
    secrets.put("c1", VALUES)
    secrets.put("c2", {"token": "t"})
    again = Secrets(file, use_keyring=False)
    assert again.state == "locked"
    with pytest.raises(SecretsError, match="locked"):
        again.get("c1")
    with pytest.raises(SecretsError, match="wrong"):
        again.unlock("ein anderes Kennwort")
    assert again.state == "locked"
    again.unlock(WORDS)
    assert again.get("c1") == VALUES
    again.drop("c1")
    again.drop("c1")
    assert again.get("c1") == {}
    assert again.get("c2") == {"token": "t"}


def test_the_file_is_unreadable_for_others_and_shows_nothing(file):
    secrets = Secrets(file, use_keyring=False, passphrase=WORDS)
    secrets.put("c1", VALUES)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    assert not any(value.encode() in content for value in (*VALUES.values(), WORDS))
    assert [one.name for one in file.parent.iterdir()] == ["secrets.bin"], "no half-written file stays"


def test_a_damaged_file_is_said_to_be_damaged_and_left_alone(file):
    file.write_bytes(b"something else")
    secrets = Secrets(file, use_keyring=False)
    with pytest.raises(SecretsError, match="damaged"):
        secrets.unlock(WORDS)
    assert file.read_bytes() == b"something else"


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(SecretsError, match="write"):
        Secrets(blocked / "secrets.bin", use_keyring=False).unlock(WORDS)


def test_the_environment_can_hold_the_passphrase(file, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, WORDS)
    Secrets(file, use_keyring=False).put("c1", VALUES)
    assert Secrets(file, use_keyring=False).get("c1") == VALUES
    monkeypatch.setenv(KEY_VARIABLE, "falsch geschrieben")
    assert Secrets(file, use_keyring=False).state == "locked"


class _Ring(keyring.backend.KeyringBackend):
    """Stands in for the keyring of a desktop: this machine has none."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError
        del self.kept[service, username]


@pytest.fixture
def ring():
    before = keyring.get_keyring()
    made = _Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_keyring_is_used_where_there_is_one_and_needs_no_passphrase(file, ring):
    secrets = Secrets(file)
    assert secrets.in_keyring
    assert secrets.state == "open"
    secrets.put("c1", VALUES)
    assert Secrets(file).get("c1") == VALUES
    assert not file.exists()
    secrets.drop("c1")
    secrets.drop("c1")
    assert ring.kept == {}
