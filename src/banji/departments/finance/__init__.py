"""Finance 财政: staff paid from public funds (PLAN_2017 三(三)4)."""
