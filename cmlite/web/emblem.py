"""The emblem of cmlite: the icon in the browser's tab and the logo above the navigation, each an address of our own.

`page_icon` and `st.logo` would load numpy and Pillow before the first page is drawn, for pictures nobody changes.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Logo_pb2 import Logo
from streamlit.proto.PageConfig_pb2 import PageConfig
from streamlit.runtime.scriptrunner import get_script_run_ctx

_HERE = Path(__file__).parent
_LOGO = "/logo.svg"
_ICON = "/favicon.png"
"""Where Streamlit's page looks for the icon of the tab by itself."""


def show() -> None:
    """Icon and logo, the icon alone where the navigation is folded: what `page_icon` and `st.logo` send, too.

    Without an icon of the app each page would show its own one, which is fetched from a server elsewhere.
    """
    if (context := get_script_run_ctx()) is None:
        return
    context.enqueue(ForwardMsg(page_config_changed=icon_alone()))
    kind = Logo.ImageType.IMAGE
    logo = Logo(image=_LOGO, image_type=kind, icon_image=_ICON, icon_image_type=kind, size="large")
    context.enqueue(ForwardMsg(logo=logo))


def icon_alone() -> PageConfig:
    """The icon, and nothing about width and sidebar: what is not said would mean the narrow page."""
    return PageConfig(favicon=_ICON, layout=PageConfig.LAYOUT_UNSET, initial_sidebar_state=PageConfig.SIDEBAR_UNSET)


def _file(request: Request) -> FileResponse:
    name = {_LOGO: "logo.svg", _ICON: "icon.png"}[request.url.path]
    return FileResponse(_HERE / name, headers={"cache-control": "max-age=86400"})


routes = [Route(_LOGO, _file), Route(_ICON, _file)]
