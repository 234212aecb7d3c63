"""Files of other devices and tables of one's own, as entries of the log.

`read_import` reads a file and says what it would add, row by row, and what it cannot use and why;
nothing is written before that is seen. What each device's table holds is a TOML file in
``sources/``; anything that `nextstride.profile` reads as a sprint is taken as one.
"""

from nextstride.imports.found import Found, Import, LeftOut, Told
from nextstride.imports.read import read_import
from nextstride.imports.source import Source, sources

__all__ = ["Found", "Import", "LeftOut", "Source", "Told", "read_import", "sources"]
