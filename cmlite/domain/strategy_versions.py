"""What changed from one version of the strategy to the next."""

from pydantic import BaseModel, ConfigDict

from cmlite.domain.strategy import MESSAGE_KINDS, Culture, Goal, Strategy


class Difference(BaseModel):
    """One thing that changed between two versions: which part, before and after as short plain values."""

    model_config = ConfigDict(frozen=True)

    part: str
    name: str = ""
    before: object = None
    after: object = None


def differences(old: Strategy, new: Strategy) -> list[Difference]:
    """What changed from one version to the next, part by part; empty when nothing did."""
    found = [
        Difference(part=f"culture.{field}", before=before, after=after)
        for field in Culture.model_fields
        if (before := getattr(old.culture, field)) != (after := getattr(new.culture, field))
    ]
    for part, key in (
        ("audiences", "name"),
        ("goals", "measure"),
        ("networks", "network"),
        ("pillars", "pillar_id"),
    ):
        before_by = {getattr(one, key): one for one in getattr(old, part)}
        after_by = {getattr(one, key): one for one in getattr(new, part)}
        for name in dict.fromkeys([*before_by, *after_by]):
            before, after = before_by.get(name), after_by.get(name)
            if before != after and not (isinstance(before, Goal) and before.is_same(after)):
                found.append(Difference(part=part, name=name, before=before, after=after))
    for kind in MESSAGE_KINDS:
        if old.answer_minutes.get(kind) != new.answer_minutes.get(kind):
            found.append(
                Difference(
                    part="answers",
                    name=kind,
                    before=old.answer_minutes.get(kind),
                    after=new.answer_minutes.get(kind),
                )
            )
    for field in ("hours_per_week", "media", "review_on"):
        if getattr(old, field) != getattr(new, field):
            found.append(Difference(part=field, before=getattr(old, field), after=getattr(new, field)))
    return found
