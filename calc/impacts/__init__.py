"""What energy turns into: emissions on both bases, money, water, the making of nodes; and scenarios of it.

Internal: whoever uses calc imports `calc` itself.
"""
