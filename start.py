#!/usr/bin/env python3
"""One click: makes .venv, installs what cmlite needs, starts it and opens the browser. Standard library only.

python3 start.py [--no-browser] [--port N] [--data DIR]
python3 start.py test [what pytest takes]
"""

import argparse
import errno
import hashlib
import json
import locale
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
NEEDED_MB = 900
LARGEST_LOG = 5_000_000
NUMBERS = ("CMLITE_PORT", "CMLITE_BACKUPS_KEPT", "CMLITE_UPLOAD_LIMIT_MB")
"""What of the environment must be a number."""
NO_NETWORK = (
    "Name or service not known",
    "Temporary failure in name",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "getaddrinfo",
    "Network is unreachable",
    "No route to host",
    "Connection refused",
)
"""What pip says when nothing comes from outside."""
GERMAN = (
    (
        os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG")
        or (locale.getlocale()[0] or "")
    )
    .lower()
    .startswith(("de", "german"))
)

TEXTS = {
    "old": (
        "cmlite braucht Python 3.11 oder neuer, hier läuft {have}. Die aktuelle Fassung gibt es auf python.org.",
        "cmlite needs Python 3.11 or newer, this is {have}. The current version is on python.org.",
    ),
    "venv": ("Die Umgebung für cmlite wird angelegt …", "Setting up the environment of cmlite …"),
    "install": (
        "Die Bausteine werden geladen, das dauert beim ersten Mal ein bis zwei Minuten …",
        "Fetching the parts, this takes a minute or two the first time …",
    ),
    "part": ("  {n:>3}  {name}", "  {n:>3}  {name}"),
    "installed": ("Fertig eingerichtet.", "All set up."),
    "no_venv": (
        "Die Umgebung in {path} ließ sich nicht anlegen ({why}). Unter Debian und Ubuntu hilft: sudo apt install python3-venv",
        "The environment in {path} could not be made ({why}). On Debian and Ubuntu this helps: sudo apt install python3-venv",
    ),
    "no_network": (
        "Die Bausteine ließen sich nicht laden: keine Verbindung ins Internet. Verbinden Sie den Rechner und starten Sie noch einmal.",
        "The parts could not be fetched: no connection to the internet. Connect the computer and start again.",
    ),
    "no_install": (
        "Das Einrichten ist fehlgeschlagen. Löschen Sie den Ordner {path} und starten Sie noch einmal. Letzte Meldung: {why}",
        "Setting up failed. Delete the folder {path} and start again. Last message: {why}",
    ),
    "repair": (
        "Die Umgebung ist beschädigt und wird neu angelegt …",
        "The environment is damaged and is made again …",
    ),
    "not_writable": (
        "In den Ordner {path} darf nicht geschrieben werden. Verschieben Sie cmlite in Ihren eigenen Ordner oder nehmen Sie --data mit einem anderen.",
        "The folder {path} may not be written. Move cmlite to a folder of your own, or use --data with another one.",
    ),
    "not_writable_here": (
        "In den Ordner {path} darf nicht geschrieben werden. Verschieben Sie cmlite in Ihren eigenen Ordner und starten Sie noch einmal.",
        "The folder {path} may not be written. Move cmlite to a folder of your own and start again.",
    ),
    "full": (
        "Auf dem Datenträger von {path} sind nur noch {have} MB frei, zum Einrichten braucht es etwa {need}. Schaffen Sie Platz und starten Sie noch einmal.",
        "Only {have} MB are free on the disk of {path}; setting up needs about {need}. Make room and start again.",
    ),
    "no_room": (
        "Auf dem Datenträger von {path} ist kein Platz mehr. Schaffen Sie Platz und starten Sie noch einmal.",
        "There is no room left on the disk of {path}. Make room and start again.",
    ),
    "waiting": (
        "Ein anderer Start ist noch dabei, cmlite einzurichten. Bitte einen Moment …",
        "Another start is still setting up cmlite. One moment …",
    ),
    "running": ("cmlite läuft schon: {url}", "cmlite is already running: {url}"),
    "taken": (
        "Anschluss {port} ist von einem anderen Programm belegt, cmlite nimmt {free}.",
        "Port {port} is taken by another program, cmlite uses {free}.",
    ),
    "no_port": ("Kein freier Anschluss ab {port} gefunden.", "No free port found from {port} on."),
    "ready": ("cmlite ist bereit: {url}\nBeenden mit Strg+C.", "cmlite is ready: {url}\nStop with Ctrl+C."),
    "died": (
        "cmlite ist nicht gestartet. Letzte Meldung: {why}",
        "cmlite did not start. Last message: {why}",
    ),
    "settings": (
        "Eine Umgebungsvariable hat einen Wert, mit dem cmlite nichts anfangen kann: {why}. Ändern oder löschen Sie sie und starten Sie noch einmal.",
        "An environment variable has a value that cmlite cannot use: {why}. Change or remove it and start again.",
    ),
    "slow": (
        "cmlite antwortet nach einer Minute noch nicht. Starten Sie noch einmal.",
        "cmlite does not answer after a minute. Start again.",
    ),
    "not_understood": (
        "Das ist nicht zu verstehen: {given}. Es gibt --no-browser, --port mit einer Zahl und --data mit einem Ordner.",
        "This cannot be understood: {given}. There are --no-browser, --port with a number and --data with a folder.",
    ),
    "no_folder": (
        "{path} ist eine Datei und kein Ordner. Nehmen Sie --data mit einem anderen Namen.",
        "{path} is a file, not a folder. Use --data with another name.",
    ),
    "help": (
        "Startet cmlite und öffnet den Browser; beim ersten Mal wird alles Nötige geladen.",
        "Starts cmlite and opens the browser; the first time it fetches everything that is needed.",
    ),
    "help_no_browser": ("öffnet den Browser nicht", "do not open the browser"),
    "help_port": ("erster Anschluss, der versucht wird (8501)", "first port to try (8501)"),
    "help_data": ("Ordner Ihrer Daten", "folder of your data"),
    "broke_off": (
        "cmlite ist unerwartet abgebrochen. Was gespeichert war, ist da; starten Sie noch einmal.",
        "cmlite broke off unexpectedly. What was saved is there; start again.",
    ),
    "stopped": ("cmlite ist beendet.", "cmlite has stopped."),
}


def say(key: str, **values: object) -> None:
    """Print a sentence in the language of the system, in the letters its window has; a closed one hears nothing."""
    sentence = words(key).format(**values)
    with suppress(OSError):
        try:
            print(sentence, flush=True)
        except UnicodeEncodeError:
            print(sentence.encode("ascii", "replace").decode(), flush=True)


def words(key: str) -> str:
    """A sentence in the language of the system."""
    return TEXTS[key][0 if GERMAN else 1]


def stop(key: str, **values: object) -> "NoReturn":
    """Say what is wrong and what to do, and end."""
    say(key, **values)
    raise SystemExit(1)


def main() -> int:
    """Do what the command line says; an end that is asked for from outside is no failure, at any moment."""
    at_the_end_asked_for(signal.default_int_handler)
    try:
        return begin()
    except KeyboardInterrupt:
        say("stopped")
        return 130


def at_the_end_asked_for(act: "Callable[[int, FrameType | None], object]") -> None:
    """What to do when the system or a closed window ends this program; Ctrl+C is heard anyway."""
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), act)


def begin() -> int:
    """Parse the command line, prepare what is missing, start the app and stay with it."""
    if sys.version_info < OLDEST:
        stop("old", have=".".join(map(str, sys.version_info[:3])))
    if sys.argv[1:2] == ["test"]:
        prepare("requirements-test.txt")
        return subprocess.call([str(PYTHON), "-m", "pytest", *sys.argv[2:]], cwd=ROOT)
    options = command_line().parse_args()
    data = Path(options.data or os.environ.get("CMLITE_DATA") or ROOT / "data").expanduser().resolve()
    check_folder(data)
    with alone():
        url = running(data)
        if url is not None:
            say("running", url=url)
            show(url, options.no_browser)
            return 0
        prepare("requirements.txt")
        port = free_port(options.port)
        url = f"http://127.0.0.1:{port}"
        app = launch(port, data, lambda: show(url, options.no_browser))
        if app is None:
            at_the_end_asked_for(signal.default_int_handler)
            say("repair")
            remove_environment()
            prepare("requirements.txt")
            app = launch(port, data, lambda: show(url, options.no_browser), again=True)
            assert app is not None
    return accompany(app, url)


def command_line() -> argparse.ArgumentParser:
    """What may be asked for. The folder is a text: an empty one is the usual folder, as if nothing was said."""
    for name in NUMBERS:
        if not os.environ.get(name, "0").strip().isdecimal() and os.environ[name]:
            stop("settings", why=name + "=" + os.environ[name])
    parser = CommandLine(prog="start.py", description=words("help"))
    port = os.environ.get("CMLITE_PORT") or "8501"
    parser.add_argument("--no-browser", action="store_true", help=words("help_no_browser"))
    parser.add_argument("--port", type=int, metavar="N", default=port, help=words("help_port"))
    parser.add_argument("--data", metavar="DIR", default="", help=words("help_data"))
    return parser


class CommandLine(argparse.ArgumentParser):
    """One that says in the language of the system what it does not understand."""

    def error(self, message: str) -> "NoReturn":
        """End with a sentence instead of the library's English lines."""
        say("not_understood", given=" ".join(sys.argv[1:]))
        raise SystemExit(2)


def check_folder(folder: Path) -> None:
    """The data folder must exist or be made, and take a file."""
    try:
        file = next((place for place in (folder, *folder.parents) if place.is_file()), None)
        if file:
            stop("no_folder", path=file)
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".cmlite-probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        refuse_to_write(folder, error)


def refuse_to_write(folder: Path, error: OSError) -> "NoReturn":
    """Say whether there is no room or no right to write here, and end."""
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        stop("no_room", path=folder)
    stop("not_writable_here" if folder == ROOT else "not_writable", path=folder)


@contextmanager
def alone() -> "Iterator[None]":
    """One start at a time: a second one, clicked in impatience, waits until the first is through.

    The system lets go of the lock when a start ends, however it ends.
    """
    lock = ROOT / ".starting"
    told = False
    while True:
        try:
            file = lock.open("ab")
        except OSError as error:
            refuse_to_write(ROOT, error)
        try:
            seized = seize(file) and os.path.samestat(os.fstat(file.fileno()), lock.stat())
        except OSError:  # the start before has just taken the file away
            seized = False
        if seized:
            break
        file.close()
        if not told:
            say("waiting")
            told = True
        time.sleep(0.3)
    try:
        yield
    finally:
        if os.name != "nt":
            lock.unlink(missing_ok=True)
        file.close()


def seize(file: "BinaryIO") -> bool:
    """Lock an open file, unless another start has done so."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def running(data: Path) -> "str | None":
    """Address of the cmlite that already runs on this data folder."""
    try:
        port = int(json.loads((data / "running.json").read_text())["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    report = health(port)
    return f"http://127.0.0.1:{port}" if report and report.get("data") == str(data) else None


def health(port: int) -> "dict[str, object] | None":
    """What /health says, or None when no cmlite answers there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
            report = json.load(answer)
    except urllib.error.HTTPError as error:
        try:
            report = json.load(error)
        except ValueError:
            return None
    except (OSError, ValueError):
        return None
    return report if isinstance(report, dict) and report.get("app") == "cmlite" else None


def free_port(wanted: int) -> int:
    """The wanted port or the next free one."""
    for port in range(wanted, min(wanted + 50, 65536)) if wanted > 0 else ():
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != wanted:
            say("taken", port=wanted, free=port)
        return port
    stop("no_port", port=wanted)
    return 0


def prepare(requirements: str) -> None:
    """Make .venv and install what the file names, unless that was done before with the same lists."""
    mark = VENV / f".installed-{requirements}"
    wanted = fingerprint()
    if mark.exists() and mark.read_text() == wanted and works():
        return
    if VENV.exists() and not works("import pip"):
        say("repair")
        remove_environment()
    room = shutil.disk_usage(ROOT).free // 1_000_000
    if room < NEEDED_MB:
        stop("full", path=ROOT, have=room, need=NEEDED_MB)
    if not VENV.exists():
        make_environment()
    install(requirements)
    try:
        mark.write_text(wanted)
    except OSError as error:
        refuse_to_write(ROOT, error)
    say("installed")


def make_environment() -> None:
    """An empty .venv; half of one is taken away again, also when somebody stops us."""
    say("venv")
    done = False
    try:
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, errors="replace", check=False
        )
        done = not made.returncode
        if not done:
            stop("no_venv", path=VENV, why=last_line(made.stderr + made.stdout))
    except OSError as error:
        stop("no_venv", path=VENV, why=error)
    finally:
        if not done:
            remove_environment()


def remove_environment() -> None:
    """Take .venv away; where it is only linked from elsewhere, the link."""
    if VENV.is_symlink():
        VENV.unlink()
    shutil.rmtree(VENV, ignore_errors=True)


def fingerprint() -> str:
    """Changes when a list of parts or the Python changes."""
    lists = b"".join((ROOT / name).read_bytes() for name in ("requirements.txt", "requirements-test.txt"))
    return hashlib.sha256(lists + sys.version.encode()).hexdigest()


def works(code: str = "") -> bool:
    """Whether the Python inside .venv runs, and the code in it: one cut off while it was made has no pip yet."""
    alone = ["-S"] if not code else []
    try:
        done = subprocess.run([str(PYTHON), "-I", *alone, "-c", code], capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def install(requirements: str) -> None:
    """pip, one line a part, so that something is seen to happen."""
    say("install")
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--retries",
        "2",
    ]
    process = subprocess.Popen(
        [*command, "-r", str(ROOT / requirements)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=ROOT,
    )
    lines: list[str] = []
    count = 0
    assert process.stdout is not None
    try:
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith("Collecting "):
                count += 1
                say("part", n=count, name=re.split(r"[<>=!~\[; ]", line.split()[1])[0])
        failed = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
    if failed:
        output = "\n".join(lines)
        if any(words in output for words in ("No space left", "Errno 28", "Disk quota exceeded")):
            stop("full", path=ROOT, have=shutil.disk_usage(ROOT).free // 1_000_000, need=NEEDED_MB)
        if any(words in output for words in NO_NETWORK):
            stop("no_network")
        stop("no_install", path=VENV, why=last_line(output))


def launch(
    port: int, data: Path, answers: "Callable[[], object]", again: bool = False
) -> "subprocess.Popen[bytes] | None":
    """Start the app and wait until it is ready; from here on a signal to us ends it.

    Nothing is returned where a part of the environment turned out to be missing, unless this is tried `again`.
    `answers` is called as soon as the port answers: a browser loads its own part while the app opens its data.
    """
    environment = os.environ | {"CMLITE_PORT": str(port), "CMLITE_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    log = data / "cmlite.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(data / "cmlite.old.log")
    before = log.stat().st_size if log.exists() else 0
    with log.open("ab") as file:
        app = subprocess.Popen([str(PYTHON), str(ROOT / "app.py")], cwd=ROOT, env=environment, stdout=file, stderr=file)
    at_the_end_asked_for(lambda *_: app.terminate())
    try:
        if not wait_until_ready(app, port, answers):
            output = log.read_bytes()[before:].decode(errors="replace")
            missing = [line for line in output.splitlines() if line.startswith(("ModuleNotFoundError", "ImportError"))]
            if missing and not again:
                return None
            stop("died", why=missing[-1] if missing else last_line(output))
    except KeyboardInterrupt:
        app.terminate()
    return app


def accompany(app: "subprocess.Popen[bytes]", url: str) -> int:
    """Stay until the app ends."""
    try:
        if app.poll() is None:
            say("ready", url=url)
        code = app.wait()
    except KeyboardInterrupt:
        app.terminate()
        app.wait()
        code = 0
    if code in {0, -signal.SIGTERM, -signal.SIGINT}:
        say("stopped")
        return 0
    say("broke_off")
    return 1


def wait_until_ready(app: "subprocess.Popen[bytes]", port: int, answers: "Callable[[], object]") -> bool:
    """Ask /health until the data is open or known not to, a minute at most; whether the app lives."""
    limit = time.monotonic() + 60
    answered = False
    while time.monotonic() < limit:
        if app.poll() is not None:
            return False
        report = health(port)
        if report:
            if not answered:
                answers()
            answered = True
            if report.get("database") != "opening":
                return True
        time.sleep(0.05)
    app.terminate()
    stop("slow")
    return False


def show(url: str, no_browser: bool) -> None:
    """Open the browser unless asked not to."""
    if not no_browser:
        webbrowser.open(url)


def last_line(output: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "-"


if __name__ == "__main__":
    raise SystemExit(main())
