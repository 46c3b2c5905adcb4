"""Words by which the rules know what a text does: ask for something, advertise, announce a prize."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordList:
    """Beginnings of words in small letters; `labels` and `empty_alt` are whole words."""

    calls: tuple[str, ...]
    advertising: tuple[str, ...]
    labels: frozenset[str]
    competition: tuple[str, ...]
    conditions: tuple[str, ...]
    hollow: tuple[str, ...]
    empty_alt: frozenset[str]
    placeholders: tuple[str, ...]


WORDS: dict[str, WordList] = {
    "de": WordList(
        calls=(
            *("komm", "schau", "schreib", "ruf", "bestell", "reservier", "buch", "meld", "besuch", "sag", "erzähl"),
            *("teil", "markier", "frag", "verrat", "probier", "sicher", "lies", "lest", "lesen", "klick", "folg"),
            *("vereinbar", "bewirb", "bewerb", "abonnier", "entdeck", "erfahr", "hol", "nehm", "nimm", "mach", "stimm"),
            *(
                "schmeck",
                "freu",
                "genieß",
                "gönn",
                "lass",
                "denk",
                "bring",
                "nutz",
                "schick",
                "kontaktier",
                "vorbei",
                "anruf",
                "vorbestell",
                "termin",
                "speicher",
                "antwort",
                "kommentier",
                "spend",
            ),
        ),
        advertising=(
            "rabattcode",
            "gutscheincode",
            "affiliate",
            "provision",
            "gesponsert",
            "kooperation",
            "partnerlink",
        ),
        labels=frozenset({"anzeige", "werbung"}),
        competition=("gewinnspiel", "verlos", "gewinner", "gewinnt", "gewinne", "preisausschreiben"),
        conditions=("teilnahmebedingung", "teilnahmeschluss", "bedingungen", "einsendeschluss", "teilnahmeberechtigt"),
        hollow=(
            *("einzigartig", "unglaublich", "sensationell", "revolutionär", "weltklasse", "bahnbrechend", "mega"),
            *("maßgeschneidert", "ganzheitlich", "synergie", "innovativ", "erstklassig", "unvergesslich", "exklusiv"),
        ),
        empty_alt=frozenset(
            {"bild", "foto", "photo", "image", "grafik", "logo", "video", "bild1", "img", "screenshot"}
        ),
        placeholders=("todo", "lorem", "xxx", "platzhalter"),
    ),
    "en": WordList(
        calls=(
            *(
                "come",
                "visit",
                "call",
                "write",
                "book",
                "order",
                "reserve",
                "tell",
                "share",
                "tag",
                "ask",
                "try",
                "read",
            ),
            *("click", "follow", "join", "apply", "subscribe", "discover", "learn", "get", "save", "vote", "reply"),
            *("comment", "donate", "message", "drop", "pop", "see", "check", "contact", "sign"),
        ),
        advertising=("affiliate", "sponsor", "commission", "gifted", "partnership", "promocode", "discountcode"),
        labels=frozenset({"ad", "advert", "advertisement", "anzeige", "werbung"}),
        competition=("giveaway", "competition", "contest", "raffle", "prize", "winner"),
        conditions=("terms", "conditions", "closing", "deadline", "eligible", "t&c"),
        hollow=(
            *("unique", "unbelievable", "sensational", "revolutionary", "groundbreaking", "amazing", "awesome"),
            *("bespoke", "holistic", "synerg", "innovativ", "unforgettable", "exclusive", "mindblowing"),
        ),
        empty_alt=frozenset({"image", "photo", "picture", "pic", "graphic", "logo", "video", "img", "screenshot"}),
        placeholders=("todo", "lorem", "xxx", "placeholder"),
    ),
}
