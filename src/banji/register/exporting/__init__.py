"""Lists of persons for a station's own work: of its own villages only, asked for with a reason, approved by somebody
else, encrypted, with a watermark, gone after some days; whoever stands on one can see who fetched it.

`operations` (ask, approve, refuse, withdraw, show the password, fetch) · `rights` who may · `people` who is on it ·
`workbook`, `passwords` the file · `making` the job · `expiring` the end · `queries`, `pages`.
"""
