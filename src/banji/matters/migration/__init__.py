"""Moving (迁移): into the city, out of it, and within it in one stop (户口登记条例 Art 10 to 13; 公通字〔2021〕12号 Art 32, 39 to 47)."""
