"""The vocabulary in which sheets are written: book, sheet, styles, charts, print set-up."""
