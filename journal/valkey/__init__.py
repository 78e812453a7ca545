"""The journal on Valkey 8+ or Redis 7+; the only room that imports redis."""

from journal.valkey.adapter import ValkeyJournal

__all__ = ["ValkeyJournal"]
