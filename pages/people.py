"""Find the people who wrote, see who they are, and read how satisfied they were."""

import streamlit as st

from cmlite.domain.people import Wanted
from cmlite.services import channels, people
from cmlite.ui import frame
from cmlite.ui import people as parts
from cmlite.ui.text import t
from cmlite.wiring import networks, visit

here = visit()
frame.show_notices()
frame.page_title("people")
frame.no_brand(here.brand)
frame.link_to("rights", f":material/policy: {t('people.to_rights')}", {})
facts = networks()
_, everybody = people.people(here.store, here.brand_id, Wanted(), page=1)
if not everybody:
    frame.empty_state("people", icon="group", page="imports")
    st.stop()

used = sorted({one.network for one in channels.channels(here.store, here.brand_id, closed=True)})
wanted = parts.filter_bar(people.tags(here.store, here.brand_id), used, facts)
place = st.session_state.get("people_page", 1)
found, total = people.people(here.store, here.brand_id, wanted, page=int(place))
st.caption(t("people.found", n=total))
if not found:
    st.info(t("people.none_filtered"), icon=":material/person_search:")
parts.rows(found, facts, here.brand.zone)
if (pages := people.pages_of(total)) > 1:
    st.pagination(pages, key="people_page")
