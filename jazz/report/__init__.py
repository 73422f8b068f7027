"""Words and tables for people: each function turns a result into text, and prints nothing.

Plain ASCII apart from what charts and files bring along. This room knows the results of the pipeline and no terminal.
"""

from jazz.report.evaluation import copying_facts, copying_table, rows_table, style_table, verdicts_page
from jazz.report.solos import model_page, solo_facts, solo_page
from jazz.report.training import corpus_page, parted_line, progress_line, words

__all__ = [
    "copying_facts",
    "copying_table",
    "corpus_page",
    "model_page",
    "parted_line",
    "progress_line",
    "rows_table",
    "solo_facts",
    "solo_page",
    "style_table",
    "verdicts_page",
    "words",
]
