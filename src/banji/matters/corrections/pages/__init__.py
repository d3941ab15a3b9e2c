"""The citizen's pages: which field is wrong, what is right and why, how the request stands, taking it back."""
