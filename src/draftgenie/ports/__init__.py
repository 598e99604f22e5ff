"""What the services need from the outside, as Protocols; adapters fulfil them."""

from draftgenie.ports.ambient import Clock, Progress
from draftgenie.ports.index import Embedder, Index
from draftgenie.ports.learned import ArrayStore
from draftgenie.ports.store import Store

__all__ = ["ArrayStore", "Clock", "Embedder", "Index", "Progress", "Store"]
