"""What is old leaves the store for files: closed stretches of the journal as Parquet, beside one manifest."""

from journal.archive.archive import Archive

__all__ = ["Archive"]
