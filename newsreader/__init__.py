"""A terminal news reader that tells you who said what."""

__version__ = "0.1.0"
