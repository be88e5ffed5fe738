"""The functions a cell calls: one registry, and one way to call them for every host.

`addin.registry` says what there is, `addin.dispatch` answers; both import nothing heavy before the first answer.
Internal, but for the functions' names and arguments.
"""
