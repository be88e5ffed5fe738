"""The commands of `equery`: words in, a call of calc, the answer printed."""
