"""Who somebody is on paper: citizen numbers, names and rare characters, code tables, masks. Plain Python.

numbers · prefixes · names (with characters, pinyin) · codes · ages · masking · organisations · words
"""
