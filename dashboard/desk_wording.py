"""The desk's words, in Spanish and in English; what they do not name is the wall's.

`{name}` stands for a value that the browser fills in. No word tells more of a woman than the watch does.
"""

import settings
from dashboard import (
    desk_acts_en,
    desk_acts_es,
    desk_alerts_en,
    desk_alerts_es,
    desk_past_en,
    desk_past_es,
    desk_screen_en,
    desk_screen_es,
    desk_terms_en,
    desk_terms_es,
    desk_turn_en,
    desk_turn_es,
    wording,
)

ES = desk_screen_es.ES | desk_terms_es.ES | desk_alerts_es.ES | desk_acts_es.ES | desk_turn_es.ES | desk_past_es.ES
EN = desk_screen_en.EN | desk_terms_en.EN | desk_alerts_en.EN | desk_acts_en.EN | desk_turn_en.EN | desk_past_en.EN
LANGUAGES = {"es": ES, "en": EN}


def chosen(language: str | None) -> dict[str, str]:
    """The wall's and the desk's words of the language that the page's address names, else of VIGIA_LANGUAGE."""
    spoken = language if language in LANGUAGES else settings.get("VIGIA_LANGUAGE")
    return wording.LANGUAGES[spoken] | LANGUAGES[spoken]
