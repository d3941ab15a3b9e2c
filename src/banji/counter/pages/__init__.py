"""The counter's pages: a guided form, a refusal, the visits of a station."""
