"""The emblem changes nothing else of the page."""

from streamlit.proto.PageConfig_pb2 import PageConfig

from cmlite.web import emblem


def test_the_icon_says_nothing_about_the_width_of_the_page_and_its_sidebar():
    said = emblem.icon_alone()
    assert said.favicon == "/favicon.png"
    assert (said.layout, said.initial_sidebar_state) == (PageConfig.LAYOUT_UNSET, PageConfig.SIDEBAR_UNSET)
