"""Health 卫生健康: deaths in medical institutions (PLAN_2017 三(三)4)."""
