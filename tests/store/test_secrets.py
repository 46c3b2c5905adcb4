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

    priority = 0  # chosen by nobody: only the fixture raises it

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
def ring(monkeypatch):
    monkeypatch.setattr(_Ring, "priority", 5)
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


def test_values_are_replaced_only_where_they_are_still_those_one_began_with(file, ring):
    for secrets in (Secrets(file), Secrets(file, use_keyring=False, passphrase=WORDS)):
        secrets.put("c1", VALUES)
        assert secrets.replace("c1", VALUES, VALUES | {"access": "new"})
        assert not secrets.replace("c1", VALUES, VALUES | {"access": "late"})
        assert secrets.get("c1")["access"] == "new"
        secrets.drop("c1")
        assert not secrets.replace("c1", VALUES | {"access": "new"}, VALUES)
        assert secrets.get("c1") == {}


def test_what_has_not_changed_is_not_written_again(file):
    secrets = Secrets(file, use_keyring=False, passphrase=WORDS)
    secrets.put("c1", VALUES)
    before = file.read_bytes()
    assert secrets.replace("c1", VALUES, dict(VALUES))
    assert file.read_bytes() == before


def test_all_but_some_are_forgotten_in_either_place_also_after_a_restart(file, ring):
    for how in ({}, {"use_keyring": False, "passphrase": WORDS}):
        for channel_id in ("c1", "c2", "c3"):
            Secrets(file, **how).put(channel_id, VALUES)
        Secrets(file, **how).keep_only(["c2", "c9"])
        assert [bool(Secrets(file, **how).get(one)) for one in ("c1", "c2", "c3")] == [False, True, False]
    assert list(ring.kept) == [("cmlite", "c2")]


def test_two_data_folders_do_not_clear_each_others_place_in_the_keyring(tmp_path, ring):
    Secrets(tmp_path / "a" / "secrets.bin").put("c1", VALUES)
    Secrets(tmp_path / "b" / "secrets.bin").keep_only([])
    assert Secrets(tmp_path / "a" / "secrets.bin").get("c1") == VALUES


def test_a_file_that_was_taken_away_is_said_and_fits_again_when_it_is_back(file):
    secrets = Secrets(file, use_keyring=False, passphrase=WORDS)
    secrets.put("c1", VALUES)
    content = file.read_bytes()
    file.unlink()
    for action in (lambda: secrets.get("c1"), lambda: secrets.put("c2", VALUES), lambda: secrets.drop("c1")):
        with pytest.raises(SecretsError, match=r"secrets\.read"):
            action()
    file.write_bytes(content)
    assert secrets.get("c1") == VALUES


def test_a_file_that_cannot_be_read_does_not_stop_the_start(file):
    file.mkdir()
    secrets = Secrets(file, use_keyring=False, passphrase=WORDS)
    assert secrets.state == "locked"
    with pytest.raises(SecretsError, match=r"secrets\.read"):
        secrets.unlock(WORDS)


def test_a_passphrase_that_could_not_be_saved_opens_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    secrets = Secrets(tmp_path / "file" / "secrets.bin", use_keyring=False, passphrase=WORDS)
    assert secrets.state == "unset"


@pytest.mark.parametrize("failure", [RuntimeError("DBus"), OSError("service"), keyring.errors.KeyringLocked("locked")])
def test_whatever_a_keyring_fails_with_is_said_and_nothing_counts_as_forgotten(file, ring, monkeypatch, failure):
    secrets = Secrets(file)
    secrets.put("c1", VALUES)

    def fails(*_):
        raise failure

    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(_Ring, name, fails)
    for action in (
        lambda: secrets.get("c1"),
        lambda: secrets.put("c1", VALUES),
        lambda: secrets.drop("c1"),
        lambda: secrets.keep_only([]),
    ):
        with pytest.raises(SecretsError, match=r"secrets\.keyring"):
            action()
    monkeypatch.undo()
    secrets.keep_only([])
    assert ring.kept == {}


def test_a_keyring_that_does_not_delete_is_not_believed(file, ring, monkeypatch):
    secrets = Secrets(file)
    secrets.put("c1", VALUES)

    def refuses(*_):
        raise keyring.errors.PasswordDeleteError

    monkeypatch.setattr(_Ring, "delete_password", refuses)
    with pytest.raises(SecretsError, match=r"secrets\.keyring"):
        secrets.drop("c1")
