"""Papers that go out under a number: issued, kept as they were, withdrawn, verified by anybody who holds one.

printing.issue(Paper(kind="cancellation_proof", …), draw=…, by=by)      # see `operations`
A room that issues papers registers their kinds in its `ready`: what they are called, and whether what one of them says
still holds (`kinds`).
"""
