"""What every answer tells the browser it may not do."""

import base64
import re
from hashlib import sha256

from starlette.datastructures import MutableHeaders

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), display-capture=(), browsing-topics=()"
YEAR = 31_536_000  # seconds


PLAIN = (  # of everything but Streamlit's page
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'self'; base-uri 'none'"
)


def policy(page: str) -> str:
    """The tightest content security policy under which Streamlit's page works: nothing from another host, no eval.

    `page`: its HTML, whose inline scripts may run, by their hashes. A component's module reaches the browser as a
    blob; its styles, and Streamlit's own, are written into the page.
    """
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts]
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self' blob:", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
            "base-uri 'self'",
        ]
    )


def protect(headers: MutableHeaders, policy: str, *, secure: bool, about_people: bool) -> None:
    """`about_people`: the answer may say something of somebody, and no cache may keep it."""
    headers.setdefault("content-security-policy", policy)
    headers["x-content-type-options"] = "nosniff"
    headers.setdefault("referrer-policy", "no-referrer")
    headers["permissions-policy"] = PERMISSIONS
    headers["cross-origin-opener-policy"] = "same-origin"
    headers["cross-origin-resource-policy"] = "same-origin"
    if secure:
        headers["strict-transport-security"] = f"max-age={YEAR}"
    if about_people:
        headers["cache-control"] = "no-store"
