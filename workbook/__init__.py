"""The workbook and the command line: what a person opens and types.

Internal, but for the command `equery`.
"""
