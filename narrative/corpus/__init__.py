"""Many files → tables, part by part, on any concurrent.futures executor."""
