"""See what each post did, compare one with its like, and say which pillar it belongs to."""

import streamlit as st

from cmlite.services import channels, exports, kpis, posts, strategy
from cmlite.ui import frame
from cmlite.ui.downloads import csv_download
from cmlite.ui.kpis import Names, choose_filters, choose_period
from cmlite.ui.posts import choose_pillar, close_look, named_posts, post_table
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("posts")
frame.no_brand(here.brand)
assert here.brand is not None
plan = strategy.in_force(here.store, here.brand_id)
names = Names(networks(), channels.channels(here.store, here.brand_id, closed=True), plan)

with st.container(horizontal=True, vertical_alignment="bottom", key="posts_row"):
    period = choose_period(kpis.today_of(here.brand, here.now))
    chosen = choose_filters(names)
    words = st.text_input(
        t("posts.search"), key="posts_text", placeholder=t("posts.search_hint"), bind="query-params", width=260
    )

shown = posts.published(here.store, here.brand, period, chosen.model_copy(update={"text": (words or "").strip()}))
if shown.empty:
    if posts.any_published(here.store, here.brand_id):
        st.info(t("posts.none_found"), icon=":material/search_off:")
    else:
        frame.empty_state("posts", icon="article", page="imports")
    st.stop()

st.caption(t("posts.found", n=len(shown)))
place = post_table(shown, names)
csv_download(
    lambda style: exports.as_csv(named_posts(posts.take_home(shown), names), "de" if style == "de" else "en"),
    exports.file_name("posts", here.brand.name, here.now, "csv"),
    key="posts_csv",
)

if place is None:
    st.caption(f":material/touch_app: {t('posts.choose')}")
    st.stop()

post = shown.iloc[place]
with st.container(border=True, key="post_detail"):
    close_look(post, posts.detail(here.store, here.brand, post, now=here.now), names, here.brand.zone)
    pillar = choose_pillar(post, names)
    if pillar is not None and frame.attempt(
        lambda: posts.set_pillar(
            here.store, here.brand_id, plan, post["post_id"], pillar, now=here.now, actor=here.actor
        ),
        done=t("posts.pillar_saved"),
    ):
        st.rerun()
