"""Every error that Vigía raises on purpose.

VigiaError
 ├── BadFrame      a centre sent something that is not a fact we know
 ├── BadProfile    a site's profile cannot be used
 ├── BadSetting    a setting is missing or cannot be used
 ├── MixedStore    a demo and a real site, or two sites' kinds, meet in one store
 ├── MarkMoved     a batch does not continue the journal's mark of its source
 ├── LeaseLost     another watch holds the lease
 ├── StoreDown     the store cannot be reached, or refuses to promise durability
 ├── BadArchive    the archive lacks entries, holds damaged ones, or is in use
 ├── BadBackup     a backup cannot be made, does not open, or may not be restored here
 ├── BadNote       a note of the desk is too long to keep, or does not open
 ├── BadRow        a call log cannot be replayed (in feeds/replay/rows.py, whose rows it names)
 ├── BadFile       no row of a dropped file can be read (in feeds/adapters/files.py)
 ├── BadSpan       a briefing's period cannot be read (in briefing/spans.py)
 └── ViewAway      a registry's view cannot be read (in feeds/adapters/sql.py)
"""


class VigiaError(Exception):
    """Base of every error raised on purpose; its text is a whole sentence for the person on duty."""


class BadFrame(VigiaError):
    """Raised when a frame is malformed or names something unknown.

    The text names the field and what kind of value stood there, never the value:
    the reason is journaled in quarantine, and a value may identify a woman.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class BadProfile(VigiaError):
    """Raised when a profile is refused; names the file, the line where known, the field and the value.

    `path` leads to the value in the profile's TOML, where one value is to blame; `reason` is the text without the file.
    """

    def __init__(self, text: str, path: tuple[str | int, ...] = (), reason: str = "") -> None:
        super().__init__(text)
        self.path = path
        self.reason = reason or text


class BadSetting(VigiaError):
    """Raised when a setting is missing or wrong; names the key and the value."""


class MixedStore(VigiaError):
    """Raised when a store already belongs to a site of the other kind (demo, real)."""


class MarkMoved(VigiaError):
    """Raised when a batch neither continues its source's mark nor declares a gap; nothing was written."""


class LeaseLost(VigiaError):
    """Raised when a fenced write carries a token that is no longer the lease's; nothing was written."""


class StoreDown(VigiaError):
    """Raised when the store is unreachable, nearly full, or configured without durability."""


class BadArchive(VigiaError):
    """Raised when the archive cannot give what the store no longer has, or may not be changed now; names the file."""


class BadBackup(VigiaError):
    """Raised when a backup is refused: wrong key, cut off, altered, or a store that is not empty."""


class BadNote(VigiaError):
    """Raised when a note is too long to keep, or its ciphertext does not open with our keys; never names its text."""
