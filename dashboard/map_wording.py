"""The map's words, in Spanish and in English. `{name}` stands for a value that the browser fills in."""

import settings
from dashboard.map_en import EN
from dashboard.map_es import ES

LANGUAGES = {"es": ES, "en": EN}


def spoken(language: str | None) -> str:
    """The language that the page's address names, else that of VIGIA_LANGUAGE."""
    return language if language in LANGUAGES else settings.get("VIGIA_LANGUAGE")
