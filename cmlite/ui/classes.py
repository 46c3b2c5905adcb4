"""Classes of message in words: their names, where a class comes from, what the plan says about it."""

from collections.abc import Mapping

from cmlite.domain.moderation import MessageClass, Plan
from cmlite.ui import text
from cmlite.ui.cards import escaped
from cmlite.ui.text import t

ICONS = {
    "question": "help",
    "complaint": "sentiment_dissatisfied",
    "praise": "favorite",
    "lead": "handshake",
    "spam": "block",
    "insult": "mood_bad",
    "threat": "gpp_maybe",
    "crisis": "crisis_alert",
    "off_topic": "alt_route",
    "other": "more_horiz",
}
_COLOURS = {"complaint": "orange", "insult": "orange", "threat": "red", "crisis": "red", "praise": "green"}


def name_of(class_id: str, plan: Plan) -> str:
    """What a class is called: the owner's word, else ours; '' is no class yet."""
    found = plan.class_of(class_id)
    if found is not None and found.name:
        return found.name
    if not class_id:
        return t("classes.none")
    return t(f"classes.name.{class_id}") if text.has(f"classes.name.{class_id}") else t("classes.gone")


def icon(class_id: str) -> str:
    """A sign for a class; own ones share one."""
    return f":material/{ICONS.get(class_id, 'label')}:"


def badge(class_id: str, plan: Plan) -> str:
    """A class as a Markdown badge."""
    return f":{_COLOURS.get(class_id, 'gray')}-badge[{icon(class_id)} {escaped(name_of(class_id, plan))}]"


def tag_badge(tag: str) -> str:
    """A tag as a Markdown badge."""
    return f":blue-badge[:material/sell: {escaped(tag)}]"


def why(class_from: str, class_why: str, rules: Mapping[str, str]) -> str:
    """Where a class comes from, in one sentence; `rules` are the names of rules by id."""
    source, _, source_id = class_from.partition(":")
    said = {"why": escaped(class_why), "rule": escaped(rules.get(source_id, "") or t("classes.rule_gone"))}
    kind = source if source in {"person", "rule", "model", "words"} else "none"
    if kind in {"rule", "model"}:
        kind = f"{kind}_why" if class_why else kind
    return t(f"classes.from.{kind}", **said)


def span(minutes: int) -> str:
    """Business minutes in words: a business day has no fixed length, so hours are the largest unit."""
    if minutes < 90:
        return t("units.minutes", n=minutes)
    hours = round(minutes / 60, 1)
    return t("units.hours", n=text.amount(hours))


def advice(one: MessageClass) -> str:
    """What the plan says is done with a class, in one line of Markdown."""
    return advice_plain(one.model_copy(update={"who": escaped(one.who)}))


def advice_plain(one: MessageClass) -> str:
    """The same as plain text."""
    parts = [t(f"moderation.action.{one.action}")]
    parts.append(t("moderation.within", time=span(one.deadline)) if one.deadline else t("moderation.no_deadline"))
    if one.who:
        parts.append(t("moderation.by", who=one.who))
    if one.cool_off:
        parts.append(t("moderation.cool", n=one.cool_off))
    return " · ".join(parts)
