"""What /metrics tells of the maps process."""

from prometheus_client import Counter, Gauge, Histogram

DOCUMENTS = Counter("vigia_maps_documents", "Documents published")
FOUND = Counter("vigia_maps_hotspots_found", "Facts of hotspots journaled")
STANDING = Gauge("vigia_maps_hotspots_standing", "Hotspots that stand")
MARKS = Gauge("vigia_maps_cases", "Cases that the map counts from")
SCAN = Histogram("vigia_maps_scan_seconds", "Length of a search for hotspots")
SHEET = Histogram("vigia_maps_document_seconds", "Making of a document and its play-back")
