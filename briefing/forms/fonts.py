"""The papers' type: Source Sans, as on the screens. It comes with Streamlit: every machine sets the same page."""

import functools
from importlib.util import find_spec
from pathlib import Path

from briefing.forms.woff2 import truetype

FAMILY = "SourceSans3VF"
PATTERN = "static/static/media/SourceSansVF-Upright*.woff2"


@functools.cache
def source_sans() -> bytes:
    """As TrueType, of every weight from 200 to 900. Raises FileNotFoundError where Streamlit ships it no longer."""
    spec = find_spec("streamlit")
    folder = Path(spec.origin or "").parent if spec else Path()
    for path in sorted(folder.glob(PATTERN)):
        return truetype(path.read_bytes())
    raise FileNotFoundError(f"the briefing's type, {PATTERN}, is not in Streamlit's folder {folder}")
