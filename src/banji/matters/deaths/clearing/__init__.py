"""The clean-up in numbers: one row of facts per case as of a day, the sets these fall into, and what is counted.

A number and the list behind it are asked of the same facts with the same condition (`sets.SETS`), so they agree.
"""
