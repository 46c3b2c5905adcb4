"""See what each post did, compare one with its like, and say which pillar it belongs to."""

from functools import partial

import streamlit as st

from cmlite.services import channels, exports, kpis, posts, strategy
from cmlite.ui import filters, frame
from cmlite.ui.downloads import csv_download
from cmlite.ui.kpis import Names
from cmlite.ui.posts import choose_pillar, close_look, named_posts, post_table
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("posts")
brand = frame.needs_brand(here.brand)
plan = strategy.in_force(here.store, here.brand_id)
names = Names(networks(), channels.channels(here.store, here.brand_id, closed=True), plan)

today = kpis.today_of(brand, here.now)

with filters.filter_row(names, today, key="posts_row") as (period, chosen):
    words = st.text_input(
        t("posts.search"), key="posts_text", placeholder=t("posts.search_hint"), bind="query-params", width=260
    )
chosen = chosen.model_copy(update={"text": (words or "").strip()})

shown = posts.published(here.store, brand, period, chosen)
if shown.empty:
    last = kpis.last_period(here.store, brand, period, chosen, today=today, only_posts=True)
    if last is None and posts.any_published(here.store, here.brand_id):
        st.info(t("posts.none_found"), icon=":material/search_off:")
    else:
        filters.nothing_there("posts", last, icon="article")
    st.stop()

apart = shown["post_id"].nunique()
st.caption(t("posts.found", n=len(shown)) if apart == len(shown) else t("posts.found_apart", n=len(shown), posts=apart))
place = post_table(shown, names)
csv_download(
    lambda style: exports.as_csv(
        named_posts(posts.take_home(shown), names, brand.zone), "de" if style == "de" else "en"
    ),
    exports.file_name("posts", brand.name, here.now, "csv"),
    key="posts_csv",
)

if place is None:
    st.caption(f":material/touch_app: {t('posts.choose')}")
    st.stop()

post = shown.iloc[place]
with st.container(border=True, key="post_detail"):
    close_look(post, posts.detail(here.store, brand, post, now=here.now), names, brand.zone)
    pillar = choose_pillar(post, names)
    if pillar is not None and frame.attempt(
        partial(
            posts.set_pillar, here.store, here.brand_id, plan, post["post_id"], pillar, now=here.now, actor=here.actor
        ),
        done=t("posts.pillar_saved"),
    ):
        st.rerun()
