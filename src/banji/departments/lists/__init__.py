"""Reading a list of persons, whoever sends it: a department describes its list (`shape.Shape`), `feeds.list_feed` makes
a feed of it. Nothing is guessed: what cannot be read is set aside with a reason, what is odd goes on with a note.

`shape` the description · `columns` columns that many lists have · `reading` from file to rows · `lines` what a line is ·
`cleaning` one row · `villages` unknown villages · `reasons` the sentences.
"""
