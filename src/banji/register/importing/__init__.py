"""Taking over a city through the page: files as they come become the loader's format, and nothing is written before a
named officer has seen the counts.

`operations` (hand in, say which column is which, try out, load, drop) · `laying_out` a file becomes parquet of text ·
`columns`, `vocabulary` what the format's columns mean and which words stand for codes · `guessing`, `mapping` which
column of a file is which · `applying` the folder for `register.loading` · `completing` whom the register adds to it ·
`trial` the dry run · `taking` the load · `tasks` the jobs · `pages`.
"""
