"""HRSS 人力资源和社会保障: recipients of funeral benefits (PLAN_2017 三(三)4)."""
