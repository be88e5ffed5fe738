"""The report workbook: a company's usage on pages to hand on, live from every input, traced to rows of its files.

Report (the page to hand on) <- Groups, Models <- Ledger (one row a group of the files' rows, and the calls that were
typed) <- Inputs, Places, Services, Trials of usage. Expected values are closed; ranges are percentiles of draws that
`calc.usage` makes too, so that workbook, command and cells say the same.
"""
