"""A sheet with what its forms need besides: the profile that names its codes, a language, for whom, and a map."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from briefing.sheet import Sheet, fingerprint
from maps.documents import INSIDE, PUBLISHED, MapDocument
from picture.profile import Profile

Language = Literal["es", "en"]
Audience = Literal["internal", "published"]  # the sheet was suppressed for it by whoever made it


class Edition(Struct, frozen=True):
    """`map`: what the hotspots are drawn on, of the same instant as the sheet; None: none is drawn. See `shown_map`.
    `texts`: what each decision asks for, by its id; where one is missing, paper says its id. `kept`: the fingerprint of
    the sheet as it is kept, before anything was hidden; "": this one is it."""

    sheet: Sheet
    profile: Profile
    language: Language = "es"
    audience: Audience = "internal"
    map: MapDocument | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    kept: str = ""

    @property
    def shown_map(self) -> MapDocument | None:
        """Not one that shows smaller groups than this audience may see."""
        return self.map if self.map and self.map.least >= self.least else None

    @property
    def mark(self) -> str:
        """One and the same on every form, in the list and of the file."""
        return self.kept or fingerprint(self.sheet)

    @property
    def least(self) -> int:
        """Smaller groups are hidden."""
        return INSIDE if self.audience == "internal" else PUBLISHED
