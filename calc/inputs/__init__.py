"""What the model starts from: tables, names, assumptions, distributions, and the checks of every argument.

Internal: whoever uses calc imports `calc` itself.
"""
