"""Cancelled but still paid: the dead on lists of pensions and payrolls (PLAN_2017 三(三)4)."""
