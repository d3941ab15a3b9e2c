"""A birth is declared: registered in the same visit, or the case waits for papers (户口登记条例 Art 7, 9; 公通字〔2021〕12号 Art 19 to 22)."""
