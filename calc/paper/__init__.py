"""The paper itself: its draws replayed, its studies, every published figure beside ours.

Internal: whoever uses calc imports `calc` itself.
"""
