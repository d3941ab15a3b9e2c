"""The police register 公安户籍系统, where it is the register of record: its files are mirrored here, differences are put to
an officer, our own events go back to it as messages (design §3.5, docs/adr/0006-register-of-record.md).
"""
