"""The sheets of the reference workbook, one file each; `write(context)` adds the sheet to the book."""
