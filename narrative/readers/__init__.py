"""A file of any format → a Document of paragraphs and grids.  One module a format; knows schema alone."""
