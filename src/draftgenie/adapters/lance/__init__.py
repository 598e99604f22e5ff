"""The vector index on LanceDB: opaque ids and vectors, never text; made anew from the store.

LanceDB neither syncs its files nor checks them, and its merge may add one key twice. So every
write happens under the writer lock, every row carries a checksum, and an index that cannot be
read is cleared: the rows that are missing are found by `ids` and added again.
"""

from draftgenie.adapters.lance.index import LanceIndex

__all__ = ["LanceIndex"]
