"""A Document of blocks → its forms and sections.  Labels are data (data/layouts/*.toml); knows no format."""
