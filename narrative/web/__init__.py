"""The report as a local web page (extra web)."""
