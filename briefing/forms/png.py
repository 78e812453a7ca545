"""Page one as a picture, for whoever reads it on a telephone."""

from briefing.forms.edition import Edition
from briefing.forms.pdf import compiled

DOTS = 144.0  # an inch


def png(edition: Edition) -> bytes:
    first: bytes = compiled(edition, format="png", ppi=DOTS)[0]
    return first
