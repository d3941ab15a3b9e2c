"""One folder per outside party: how its lists are read, what is sent to it, and honest samples. Siblings, never importing
each other; what every list of persons needs is in `lists/`.
"""
