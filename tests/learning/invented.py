"""Invented messages to a bakery, as many as a test wants."""

import random

_THINGS = ("Brot", "Brötchen", "Torte", "Croissant", "Kuchen", "Brezel", "Zopf", "Baguette")
_BAD = (
    "war leider steinhart",
    "war schon wieder verbrannt",
    "hat nach nichts geschmeckt",
    "war außen nass",
    "fehlte in der Tüte",
)
_BAD_ENDS = ("Ich bin enttäuscht.", "Das geht so nicht.", "Wer ist dafür zuständig?", "Schade um das Geld.")
_GOOD = (
    "war herrlich frisch",
    "hat uns allen geschmeckt",
    "ist jeden Umweg wert",
    "duftete wunderbar",
    "war knusprig und warm",
)
_GOOD_ENDS = ("Danke euch!", "Bis nächste Woche.", "Macht weiter so.", "Wir kommen wieder.")
_WHEN = ("gestern", "heute früh", "am Samstag", "letzte Woche", "zum Geburtstag")


def complaints_and_praise(count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """Texts and their labels, about two complaints to one praise, mixed."""
    chance = random.Random(seed)
    texts, labels = [], []
    for place in range(count):
        bad = place % 3 != 0
        said, end = (
            (chance.choice(_BAD), chance.choice(_BAD_ENDS))
            if bad
            else (chance.choice(_GOOD), chance.choice(_GOOD_ENDS))
        )
        texts.append(f"{chance.choice(_THINGS)} {chance.choice(_WHEN)} {said}. {end}")
        labels.append("complaint" if bad else "praise")
    return texts, labels
