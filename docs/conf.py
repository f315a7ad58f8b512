"""How Sphinx builds this documentation: Markdown (MyST) to HTML, every link checked."""

from __future__ import annotations

import mailintake

project = "mailintake"
author = "The mailintake contributors"
project_copyright = author
version = release = mailintake.__version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["make"]
myst_enable_extensions = ["colon_fence"]
# Every heading down to the third level can be linked to, and a link to none is an error.
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "mailintake"
html_copy_source = False
html_show_sphinx = False
# Nothing is loaded from elsewhere: the pages work without a network.
html_static_path: list[str] = []
