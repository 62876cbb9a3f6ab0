"""How Sphinx makes the site of docs/ (`python tools/build_site.py`)."""

import kitchen_dream as kd

project = "Kitchen Dream"
author = "The Kitchen Dream developers"
project_copyright = f"{author}; MIT license"
version = release = kd.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "tools.docstrings",
    "tools.source_pages",
]
exclude_patterns = ["_build", "results/training.md", "**.ipynb_checkpoints"]
default_role = "code"
suppress_warnings = ["misc.highlighting_failure"]  # output that quotes code of a user, mistakes and all

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # tests run the notebooks; what they stored is shown

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True, "exclude-members": "model_config"}
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 100

html_theme = "furo"
html_title = f"Kitchen Dream {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f6feb", "color-brand-content": "#1f6feb"},
    "dark_css_variables": {"color-brand-primary": "#5cb0ff", "color-brand-content": "#5cb0ff"},
}
