"""Answer nine short questions; each is saved at once and together they become the strategy."""

import streamlit as st

from cmlite.domain.brands import BusinessHours
from cmlite.domain.clocks import to_wall
from cmlite.domain.strategy import STEPS, Strategy, step_to_go_on
from cmlite.services import onboarding, strategy
from cmlite.ui import frame
from cmlite.ui.onboarding import business, networks, plan, review, words
from cmlite.ui.onboarding import goals as goal_form
from cmlite.ui.onboarding.frame import begin, begun_here, buttons, head, is_touched, steps_bar
from cmlite.ui.text import t
from cmlite.wiring import networks as network_facts
from cmlite.wiring import visit

here = visit()
frame.show_notices()
own = "own" in st.query_params  # the way back after the first step leads here again: to the business it began
brand = here.brand if not own or begun_here(here.brand) else None
unfinished = strategy.draft(here.store, brand.brand_id) if brand else None
content = unfinished or (strategy.in_force(here.store, brand.brand_id) if brand else Strategy())
done = content.done
step = STEPS[0] if own else st.query_params.get("step", step_to_go_on(done, is_draft=unfinished is not None))
step = step if step in STEPS and brand else STEPS[0]
trade = (brand.trade if brand else "") or "other"
st.session_state["wizard_of"] = brand.brand_id if brand else "new"
today = to_wall(here.now, brand.zone if brand else "Europe/Berlin").date()


def go_to(other: str) -> None:
    st.query_params.from_dict({"step": other})  # one step of the browser's way back, not two
    st.rerun()


jump = steps_bar(step, done) if brand else None
head(step, done)

blocked = False
missing: list[str] = []
edit = None
values: dict[str, object] = {}
if step == "business":
    values = business.form(brand)
elif step == "culture":
    edit = words.culture(content, trade)
elif step == "audiences":
    edit = words.audiences(content, trade)
elif step == "goals":
    known = onboarding.present_values(here.store, brand, now=here.now) if brand else {}
    edit, blocked = goal_form.form(content, today, known)
elif step == "networks":
    edit = networks.form(content, network_facts(), trade)
elif step == "pillars":
    edit, blocked = plan.pillars(content, trade)
elif step == "cadence":
    edit = plan.cadence(content, network_facts())
elif step == "answers":
    edit = plan.answers(content, brand.business_hours if brand else BusinessHours())
else:
    edit, missing = review.form(content, today)

touched = is_touched(step, edit(content) if edit else values)
back, save = buttons(step, last=step == STEPS[-1], blocked=blocked or bool(missing))
if jump or back:
    with frame.refusals():
        if touched and brand and edit is None:
            onboarding.save_business(here.store, brand, values, now=here.now, actor=here.actor)
        elif touched and brand and edit and not (blocked and step == "goals"):  # topics that lack a share are asked for
            strategy.save_step(here.store, brand.brand_id, step, edit, finished=False, now=here.now, actor=here.actor)
        go_to(jump or STEPS[STEPS.index(step) - 1])
if save:
    with frame.refusals():
        if step == "business" or brand is None:
            brand = begin(onboarding.save_business(here.store, brand, values, now=here.now, actor=here.actor))
        strategy.save_step(
            here.store, brand.brand_id, step, edit or (lambda base: base), now=here.now, actor=here.actor
        )
        if step == STEPS[-1]:
            decided = strategy.decide(here.store, brand.brand_id, now=here.now, actor=here.actor)
            if decided.decided_at != here.now:
                frame.say_later(t("strategy.same", n=decided.version))
            frame.go_to("strategy")
        go_to(STEPS[STEPS.index(step) + 1])
