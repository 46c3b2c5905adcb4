"""Rules on what the law asks for: advertising is named as such, a competition has conditions."""

from cmlite.domain.checks.rules import Hit, rule
from cmlite.domain.checks.subject import Subject


@rule("any.post.ad_label", "legal", from_line=True)
def ad_label(subject: Subject) -> Hit | None:
    """Words of paid advertising without a label that says so."""
    lists = subject.words_of_language
    word = subject.says(lists.advertising)
    labelled = subject.line.legal.ad_label.casefold() or next(iter(lists.labels))
    said = {*subject.small_words, *(tag.casefold() for tag in subject.tags)}
    if not word or said & {*lists.labels, labelled}:
        return None
    return Hit({"word": word, "label": subject.line.legal.ad_label or "Anzeige"})


@rule("any.post.ad_label_hidden", "legal", from_line=True)
def ad_label_hidden(subject: Subject) -> Hit | None:
    """The label stands among the hashtags at the end, where courts have found it hidden."""
    labels = {*subject.words_of_language.labels, subject.line.legal.ad_label.casefold()} - {""}
    hidden = any(tag.casefold() in labels for tag in subject.tags)
    return Hit() if hidden and not set(subject.small_words) & labels else None


@rule("any.post.competition", "legal", from_line=True)
def competition(subject: Subject) -> Hit | None:
    """A competition without a word on its conditions."""
    word = subject.says(subject.words_of_language.competition)
    return Hit({"word": word}) if word and not subject.says(subject.words_of_language.conditions) else None
