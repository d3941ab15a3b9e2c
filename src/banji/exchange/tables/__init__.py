"""Reading what departments send: any spreadsheet or CSV as a table of text, with the dirt named and nothing guessed.

`files.read_tables(path)` opens it safely, `headings.find_header(…)` sees through titles and merged headings,
`cells` reads dates and numbers as people write them.
"""
