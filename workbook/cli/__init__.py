"""The `equery` command: words in, a call of calc, the answer printed."""
