"""twarc2 flattened JSONL: one post a line, with its author and the posts it refers to inside."""

from xsentiment.ingest.x_api_v2 import read
from xsentiment.ingest.x_api_v2 import sniff_flat as sniff

__all__ = ["read", "sniff"]
