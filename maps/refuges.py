"""Words by which a refuge is known, so that none is loaded, drawn or told apart. Spanish and English. Pure."""

import re
import unicodedata

# Folded and without spaces or signs, so that neither accents nor hyphens hide a word.
REFUGES = re.compile(
    r"refugi|refuge|shelter|sanctuary|(safe|transition|halfway)house|accommodation"
    r"|albergue|alojamiento|hospedaje|acogid|acogimiento|resguardo|confidencial"
    r"|(vivienda|residencia|domicilio|estancia)s?(de)?(protegid|proteccion|tempora|segur|transit|reservad)"
    r"|(casa|hogar)(es|s)?(de)?(la)?(acog|emergencia|transi|paso|proteg|protec|segur|tempora|puente|hogar|mediocamino"
    r"|mujer(es)?maltratada)"
)


def names_refuge(*texts: str) -> bool:
    """Whether any of the texts, or all of them in a row, speak of a refuge, in Spanish or English."""
    return any(REFUGES.search(_folded(text)) for text in (*texts, "".join(texts)))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum() and sign.isascii())
