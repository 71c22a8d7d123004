"""A screening → terminal, xlsx, html, jsonl, csv, or the original file with comments."""
