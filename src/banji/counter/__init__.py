"""The counter: every visit leaves a record, papers are asked for once and from the closed list, a refusal has its
article, and each lawful event of a person or household is a short guided form (`domain.md` 2.10, 5.12, 8)."""
