"""Files in one ZIP, not compressed: how well a machine's zlib presses is no part of a briefing. Pure."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime


def zipped(files: Iterable[tuple[str, bytes]], at: datetime) -> bytes:
    """`at`: the date that every file bears."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, payload in files:
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.create_system = 3  # the same on every system
            archive.writestr(info, payload)
    return held.getvalue()
