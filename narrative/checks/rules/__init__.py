"""The checks themselves, one module a topic; found by looking through this folder."""
