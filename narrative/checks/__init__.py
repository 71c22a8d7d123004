"""Form, with its quantities and tags → Finding*.  One function a check, found by folder."""
