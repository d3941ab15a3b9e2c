"""HRSS 人力资源和社会保障: who received funeral benefits, and who draws a pension or an allowance (PLAN_2017 三(三)4)."""
