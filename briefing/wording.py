"""Every word of the briefing's forms, in Spanish and in English. Names of codes of the site come from its profile."""

from collections.abc import Mapping

from briefing import codes_en, codes_es, terms_en, terms_es
from briefing.wording_en import EN
from briefing.wording_es import ES


def _table(words: Mapping[str, str], **terms: Mapping[str, str]) -> dict[str, str]:
    return {**words, **{f"{kind}.{key}": said for kind, named in terms.items() for key, said in named.items()}}


def _codes(codes: Mapping[str, str], rules: Mapping[str, str]) -> dict[str, str]:
    return {**codes, **{f"rule.{key}": said for key, said in rules.items()}}


LANGUAGES = {
    "es": _table(ES, table=terms_es.TABLES, column=terms_es.COLUMNS, code=_codes(codes_es.CODES, codes_es.RULES)),
    "en": _table(EN, table=terms_en.TABLES, column=terms_en.COLUMNS, code=_codes(codes_en.CODES, codes_en.RULES)),
}
