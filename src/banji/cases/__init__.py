"""A case is what an officer decides under a clock; the procedure table says how; one small runner runs it."""
