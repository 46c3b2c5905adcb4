"""The launcher: what it says before anything is installed, which port it takes, that it ends cleanly."""

import ast
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.conftest import ROOT

UNREACHABLE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "0",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_NO_CACHE_DIR": "1",
    "PIP_FIND_LINKS": "",
    "PIP_EXTRA_INDEX_URL": "",
}
"""For pip: nothing answers."""


def start(*arguments, cwd=ROOT, env=None, **how):
    return subprocess.Popen(
        [sys.executable, str(cwd / "start.py"), *arguments],
        cwd=cwd,
        env={**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8", "PYTHONUNBUFFERED": "1", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **how,
    )


def said(process, timeout=60):
    output, _ = process.communicate(timeout=timeout)
    return process.returncode, output


def wait_for_line(process, pattern):
    """Read until a line matches; fails with what was said when the process ends before."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if match := re.search(pattern, line):
            return match
    raise AssertionError("".join(lines))


def health(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
        return json.load(answer)


@pytest.fixture
def clone(tmp_path):
    """The files of the project in an empty folder, without .venv and data."""
    target = tmp_path / "cmlite app"
    names = ("start.py", "app.py", "requirements.txt", "requirements-test.txt")
    target.mkdir()
    for name in names:
        shutil.copy(ROOT / name, target)
    return target


def is_prepared():
    return sys.prefix == str(ROOT / ".venv")


pytestmark = pytest.mark.skipif(not is_prepared(), reason="runs inside the .venv that start.py made")


def test_it_starts_says_where_and_ends_cleanly(tmp_path):
    process = start("--no-browser", "--port", "8790", "--data", str(tmp_path))
    port = int(wait_for_line(process, r"http://127\.0\.0\.1:(\d+)")[1])
    report = health(port)
    assert (report["app"], report["database"]) == ("cmlite", "ok")
    end = time.monotonic() + 20
    while health(port)["worker"] != "alive" and time.monotonic() < end:
        time.sleep(0.1)
    assert health(port)["worker"] == "alive"
    second = start("--no-browser", "--port", "8790", "--data", str(tmp_path))
    code, output = said(second)
    assert code == 0
    assert f"already running: http://127.0.0.1:{port}" in output
    process.send_signal(signal.SIGTERM)
    code, output = said(process)
    assert (code, "has stopped" in output) == (0, True)
    assert not (tmp_path / "running.json").exists()
    assert not (tmp_path / "cmlite.duckdb.wal").exists()


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_ctrl_c_and_a_closed_terminal_stop_it_cleanly(tmp_path, name):
    process = start("--no-browser", "--port", "8795", "--data", str(tmp_path), start_new_session=True)
    wait_for_line(process, r"http://127\.0\.0\.1:(\d+)")
    os.killpg(process.pid, getattr(signal, name))
    said(process)
    assert not (tmp_path / "running.json").exists()
    assert not (tmp_path / "cmlite.duckdb.wal").exists()


def test_a_taken_port_makes_it_take_the_next_one_and_say_so(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start("--no-browser", "--port", str(port), "--data", str(tmp_path))
        match = wait_for_line(process, r"Port (\d+) is taken by another program, cmlite uses (\d+)")
        assert int(match[1]) == port
        assert int(match[2]) > port
        wait_for_line(process, rf"http://127\.0\.0\.1:{match[2]}")
        process.terminate()
        said(process)


def test_a_folder_that_cannot_be_written_is_named():
    code, output = said(start("--no-browser", "--data", "/dev/null/data"))
    assert code == 1
    assert "may not be written" in output
    assert "Traceback" not in output


def test_a_data_file_that_is_none_of_ours_is_answered_in_words(tmp_path):
    (tmp_path / "cmlite.duckdb").write_bytes(b"something else" * 1000)
    process = start("--no-browser", "--port", "8800", "--data", str(tmp_path))
    wait_for_line(process, r"http://127\.0\.0\.1:(\d+)")
    process.terminate()
    said(process)
    assert (tmp_path / "cmlite.duckdb").read_bytes() == b"something else" * 1000


def test_an_old_python_is_told_what_it_needs(clone):
    text = (clone / "start.py").read_text()
    (clone / "start.py").write_text(text.replace("OLDEST = (3, 11)", "OLDEST = (9, 0)"))
    code, output = said(start(cwd=clone))
    assert (code, "needs Python 3.11 or newer" in output) == (1, True)


def test_without_a_network_it_says_so_and_the_next_start_tries_again(clone):
    code, output = said(start("--no-browser", cwd=clone, env=UNREACHABLE), timeout=180)
    assert code == 1
    assert "no connection to the internet" in output
    assert "Traceback" not in output
    assert not list((clone / ".venv").glob(".installed-*"))


def test_a_damaged_environment_is_made_again(clone):
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").write_text("no python")
    code, output = said(start("--no-browser", cwd=clone, env=UNREACHABLE), timeout=180)
    assert code == 1
    assert "The environment is damaged and is made again" in output


def test_an_environment_that_was_cut_off_while_it_was_made_is_made_again(clone):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(clone / ".venv")], check=True)
    code, output = said(start("--no-browser", cwd=clone, env=UNREACHABLE), timeout=180)
    assert code == 1
    assert "The environment is damaged and is made again" in output
    assert "no connection to the internet" in output


def test_what_is_missing_from_the_environment_is_found_at_the_start_and_it_is_made_again(clone):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(clone / ".venv")], check=True)
    lists = b"".join((clone / name).read_bytes() for name in ("requirements.txt", "requirements-test.txt"))
    mark = clone / ".venv" / ".installed-requirements.txt"
    mark.write_text(hashlib.sha256(lists + sys.version.encode()).hexdigest())
    code, output = said(start("--no-browser", cwd=clone, env=UNREACHABLE), timeout=180)
    assert code == 1
    assert "The environment is damaged and is made again" in output
    assert "no connection to the internet" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "ModuleNotFoundError: No module named 'duckdb'\\nApplication shutdown failed.",
            "is damaged and is made again",
        ),
        ("something else", "cmlite did not start. Last message: something else"),
    ],
)
def test_a_missing_part_is_found_wherever_this_start_names_it_and_not_in_what_an_older_one_left(clone, lines, expected):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(clone / ".venv")], check=True)
    wanted = b"".join((clone / name).read_bytes() for name in ("requirements.txt", "requirements-test.txt"))
    mark = clone / ".venv" / ".installed-requirements.txt"
    mark.write_text(hashlib.sha256(wanted + sys.version.encode()).hexdigest())
    (clone / "app.py").write_text(f'raise SystemExit("{lines}")')
    (clone / "data").mkdir()
    (clone / "data" / "cmlite.log").write_text("ModuleNotFoundError: No module named 'pandas'\n")
    code, output = said(start("--no-browser", cwd=clone, env=UNREACHABLE), timeout=180)
    assert code == 1
    assert expected in output
    assert ("is made again" in output) == ("duckdb" in lines)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_it_can_be_stopped_while_it_sets_up_and_leaves_nothing_running(clone, name):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        nobody = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        process = start("--no-browser", cwd=clone, env=UNREACHABLE | {"PIP_INDEX_URL": nobody})
        wait_for_line(process, "Fetching the parts")
        asked, _ = silent.accept()
        with asked:
            process.send_signal(getattr(signal, name))
            code, output = said(process)
    assert (code, output.strip()) == (130, "cmlite has stopped.")
    assert not (clone / ".starting").exists()


def test_the_oldest_python_around_can_read_it_and_is_told_what_it_needs():
    """3.6 is the `python3` of some servers: it knows no future annotations, so none may be worked out by it."""
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    given = [one.returns for one in functions] + [each.annotation for one in functions for each in one.args.args]
    assert [ast.unparse(one) for one in given if isinstance(one, (ast.BinOp, ast.Subscript))] == []


@pytest.mark.parametrize(
    ("arguments", "env", "sentence"),
    [
        (["--prot", "1"], {}, "This cannot be understood: --prot 1. There are --no-browser, --port"),
        (["--port", "abc"], {}, "This cannot be understood: --port abc."),
        ([], {"CMLITE_PORT": "abc"}, "has a value that cmlite cannot use: CMLITE_PORT=abc. Change or remove it"),
        ([], {"CMLITE_BACKUPS_KEPT": "x"}, "a value that cmlite cannot use: CMLITE_BACKUPS_KEPT=x."),
        (["--data", "start.py/inside"], {}, "start.py is a file, not a folder. Use --data with another name."),
        (["--prot"], {"LC_MESSAGES": "de_DE.UTF-8", "LC_ALL": ""}, "Das ist nicht zu verstehen: --prot. Es gibt"),
    ],
)
def test_what_cannot_be_understood_is_answered_in_one_sentence(clone, arguments, env, sentence):
    code, output = said(start("--no-browser", *arguments, cwd=clone, env=env))
    assert code in {1, 2}
    assert sentence in output.replace(
        "This cannot be understood: --no-browser ", "This cannot be understood: "
    ).replace("verstehen: --no-browser ", "verstehen: ")
    assert len(output.splitlines()) == 1


def test_an_empty_folder_name_is_the_usual_folder(clone):
    (clone / "data").touch()
    _, output = said(start("--no-browser", "--data", "", cwd=clone, env={"CMLITE_DATA": ""}))
    assert f"{clone / 'data'} is a file, not a folder" in output


def test_a_window_without_our_letters_gets_the_sentence_in_its_own(clone):
    code, output = said(start("--wrong", cwd=clone, env={"LC_ALL": "de_DE", "PYTHONIOENCODING": "ascii"}))
    assert (code, "Das ist nicht zu verstehen" in output) == (2, True)
    (clone / "cmlite.txt").touch()
    code, output = said(start("--data", "cmlite.txt/Bücher", cwd=clone, env={"PYTHONIOENCODING": "ascii"}))
    assert (code, "Traceback" in output) == (1, False)


def test_the_file_for_a_double_click_works_through_a_link_and_from_another_folder(clone, tmp_path):
    shutil.copy(ROOT / "start.sh", clone)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "cmlite").symlink_to(clone / "start.sh")
    (tmp_path / "desk" / "data").touch()
    done = subprocess.run(
        ["./cmlite", "--data", "data"], cwd=tmp_path / "desk", capture_output=True, text=True, check=False
    )
    assert str(tmp_path / "desk" / "data") in done.stdout


@pytest.mark.parametrize("port", ["0", "-1", "70000"])
def test_a_port_that_cannot_be_is_refused_in_words(tmp_path, port):
    code, output = said(start("--no-browser", "--port", port, "--data", str(tmp_path)))
    assert (code, "Traceback" in output) == (1, False)
    assert f"No free port found from {port} on" in output


def test_a_start_that_was_ended_hard_holds_up_no_other_and_one_under_way_does(clone):
    (clone / ".starting").write_text("1")
    holder = (
        "import fcntl, time; file = open('.starting', 'ab'); fcntl.flock(file, 2); print(1, flush=True); time.sleep(99)"
    )
    with subprocess.Popen([sys.executable, "-c", holder], cwd=clone, stdout=subprocess.PIPE) as first:
        assert first.stdout
        first.stdout.readline()
        second = start("--no-browser", cwd=clone, env=UNREACHABLE)
        wait_for_line(second, "Another start is still setting up cmlite")
        first.kill()
        wait_for_line(second, "Setting up the environment")
        second.send_signal(signal.SIGINT)
        said(second)
    assert not (clone / ".starting").exists()


def test_an_app_whose_data_was_open_elsewhere_is_found_once_it_has_them(tmp_path):
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", holder, str(tmp_path / "cmlite.duckdb")], **pipes) as other:
        other.stdout.readline()
        process = start("--no-browser", "--port", "8815", "--data", str(tmp_path))
        wait_for_line(process, "Stop with Ctrl")
        assert not (tmp_path / "running.json").exists()
        other.stdin.close()
    limit = time.monotonic() + 30
    while not (tmp_path / "running.json").exists() and time.monotonic() < limit:
        time.sleep(0.1)
    _, output = said(start("--no-browser", "--data", str(tmp_path)))
    process.terminate()
    said(process)
    assert output.startswith("cmlite is already running: http://127.0.0.1:88")


def test_an_app_that_breaks_off_is_not_said_to_have_been_stopped(tmp_path):
    process = start("--no-browser", "--port", "8810", "--data", str(tmp_path))
    wait_for_line(process, "Stop with Ctrl")
    os.kill(json.loads((tmp_path / "running.json").read_text())["pid"], signal.SIGKILL)
    code, output = said(process)
    assert (code, output.strip()) == (1, "cmlite broke off unexpectedly. What was saved is there; start again.")


def test_the_second_start_installs_nothing(tmp_path):
    begun = time.monotonic()
    process = start("--no-browser", "--port", "8805", "--data", str(tmp_path))
    first = process.stdout.readline()
    wait_for_line(process, r"Stop with Ctrl")
    took = time.monotonic() - begun
    process.terminate()
    said(process)
    assert "cmlite is ready" in first
    assert took < 30
