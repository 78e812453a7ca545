"""Keeps the garbage collector from looking through all that is kept: a full look would take longer than a pass may."""

import gc


def settle() -> None:
    """What is there now is kept for long. What nobody refers to any more is freed as ever; the collector's next full
    look is at what came since."""
    gc.collect()
    gc.freeze()
