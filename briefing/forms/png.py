"""Page one as a picture, for whoever reads it on a telephone."""

from briefing.forms.edition import Edition
from briefing.forms.pdf import compiled

DOTS = 144.0  # an inch


def png(edition: Edition) -> bytes:
    return pictures(edition)[0]


def pictures(edition: Edition) -> list[bytes]:
    """Of every page."""
    made = compiled(edition, format="png", ppi=DOTS)
    return made if isinstance(made, list) else [made]
