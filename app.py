"""Launcher: `python app.py`, `streamlit run app.py` and `uvicorn app:app` all start cmlite."""

from pathlib import Path

import streamlit as st

from cmlite.config import Settings
from cmlite.web import server

app = st.App(
    Path(__file__).resolve().parent / "cmlite" / "web" / "router.py",
    lifespan=server.lifespan,
    routes=server.routes,
    middleware=server.middleware,
    on_script_error=server.show_error_page,
)

if __name__ == "__main__":
    app.run(config={"server.port": Settings.from_environment().port})
