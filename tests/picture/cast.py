"""A site to fold for, and facts that read like sentences."""

from picture.events import AnyData, Entry, Fact
from picture.fold import apply
from picture.picture import Picture
from picture.profile import Profile, profile_of

T0 = 1_770_000_000_000 - 1_770_000_000_000 % 1_800_000  # a half hour's start
SOURCE = "nl/070"
MINUTE = 60_000


def a_profile(**changes: object) -> Profile:
    return profile_of(
        {
            "code": "prueba",
            "name": "Prueba",
            "room": "Sala",
            "zone": "America/Monterrey",
            "shift": [{"code": "dia", "name": "Día", "starts": "00:00"}],
            "centre": [
                {
                    "source": SOURCE,
                    "name": "070",
                    "about": "orientación",
                    "url": "ws://127.0.0.1:1",
                    "service_level": {"target": 80, "within": 20},
                    "queue": [
                        {"code": "psicologia", "name": "Psicología"},
                        {"code": "nahuatl", "name": "Náhuatl", "language": "nah"},
                        {"code": "hombres", "name": "Línea para hombres", "apart": True},
                    ],
                }
            ],
            **changes,
        },
        "prueba.toml",
    )


def a_fact(time: int, subject: str, data: AnyData, source: str = SOURCE) -> Fact:
    return Fact(time=time, source=source, subject=subject, data=data)


def folded(facts: list[Fact], picture: Picture | None = None) -> Picture:
    picture = picture or Picture(profile=a_profile(zone="UTC"))
    for fact in facts:
        apply(picture, Entry(picture.position + 1, fact.time, fact))
    return picture
