"""One folder per matter 事项. Siblings never import each other: they meet through events."""
