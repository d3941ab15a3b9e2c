"""Papers of the register: the household book and its pages, the register sheet, certificates and proofs.

`offers` says which of them exist for somebody, `drafts` gathers what stands on one, `issuing` previews and issues it,
`standing` answers whether it still says what the register says. Only proofs that exist are printed: what the book or
the card proves needs no other paper (公通字〔2016〕21号).
"""

from banji.register.papers.permits import Permit, permit

__all__ = ["Permit", "permit"]
