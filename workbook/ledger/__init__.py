"""From a company's exports to sums of tokens: what was used, when, of which model, and which row of which file says so.

A *file* is found (`asked_files`), its *format* recognised by its header (`recognition`), its rows read by an embedded
engine (`embedded_engine`) and put into the one shape of `columns` by the format's own reader (`formats`, one file
each, which build on `row_reader`, or a `mapping`, which is a file of the company's own). That table is the *ledger*:
token classes are disjoint, nothing is dropped, what must not be counted carries its reason, and a row that contradicts
its format its fault, for which `reading` refuses the file. `sums` has the one expression that sums a ledger, on any
engine; `counted_once` says which sums are activity and which tell of the same usage again. The room for energy in calc
turns sums of tokens into it.
"""
