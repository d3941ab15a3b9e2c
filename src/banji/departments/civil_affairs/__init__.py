"""Civil affairs 民政: the list of cremations (PLAN_2017 三(三)4)."""
