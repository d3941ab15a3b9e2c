"""The comparing columns as SQL over the table `given`: text as it came, forms of names, tokens of numbers.

Dates and addresses are read once for each distinct text: of a million people few have a birth date of their own.
"""

# ruff: noqa: S608  (the program is put together from the expressions below; no input is ever part of it)


def _half_width(column: str) -> str:
    return f"translate({column}, '０１２３４５６７８９－．／　', '0123456789-./ ')"


# Dates as lists write them: 1950-01-02, 1950.1.2, 1950/1/2, 1950年1月2日, 19500102, and a spreadsheet's day number, which
# is no year. A lone year is kept as one.
_DIGITS = rf"trim(regexp_replace({_half_width('birth_date')}, '[^0-9]+', '-', 'g'), '-')"
_LONE_YEAR = "^((18|19|20)[0-9]{2})(-|$)"
_DATES = f"""
SELECT birth_date, born, coalesce(year(born), try_cast(nullif(regexp_extract(digits, '{_LONE_YEAR}', 1), '') AS INTEGER)) AS birth_year
FROM (
    SELECT birth_date, digits, coalesce(
        try_strptime(digits, '%Y-%m-%d')::DATE, try_strptime(digits, '%Y%m%d')::DATE,
        CASE WHEN regexp_matches(digits, '^[0-9]{{3,5}}$') AND NOT regexp_matches(digits, '{_LONE_YEAR}')
             THEN DATE '1899-12-30' + digits::INTEGER END) AS born
    FROM (SELECT birth_date, {_DIGITS} AS digits FROM (SELECT DISTINCT birth_date FROM given WHERE birth_date <> ''))
)"""

_COMMITTEE = "(?:村民委员会|社区居民委员会|社区居委会|居民委员会|居委会|村委会|社区|村)"
_PLACES = rf"""
SELECT address, nullif(regexp_extract(clean, '(?:[市县区]|^)([^市县区镇乡]{{1,8}}?(?:镇|乡|街道))', 1), '') AS town_name,
       nullif(regexp_extract(clean, '(?:镇|乡|街道(?:办事处)?|^)([^市县区镇乡道]{{1,10}}?){_COMMITTEE}', 1), '') AS village_name,
       nullif(regexp_extract(clean, '{_COMMITTEE}(.+)$', 1), '') AS door
FROM (
    SELECT address, regexp_replace(nfc_normalize({_half_width("address")}), '\s', '', 'g') AS clean
    FROM (SELECT DISTINCT address FROM given WHERE address <> '')
)"""

_SEX = (
    "CASE WHEN trim(sex) IN ('1', '男', '男性', 'M', 'm') THEN '1'"
    " WHEN trim(sex) IN ('2', '女', '女性', 'F', 'f') THEN '2' END"
)
_VILLAGE = r"nullif(regexp_extract(trim(village_code), '^[0-9]{12}$'), '')"
_NAMES = "fold, pinyin, sound, look, surname, former"
_WITH = f"WITH dates AS MATERIALIZED ({_DATES}), places AS MATERIALIZED ({_PLACES})"
_FROM = "FROM given LEFT JOIN dates USING (birth_date) LEFT JOIN places USING (address)"

PEOPLE_SQL = f"""
{_WITH}
SELECT n, person_id, nullif(status, '') AS status, CASE WHEN household <> '' THEN hash(household) END AS household, {_NAMES}, {_SEX} AS sex, born, birth_year::SMALLINT AS birth_year,
       strftime(born, '%m%d') AS birth_day, {_VILLAGE} AS village, town_name, village_name, door, whole, fifteen, first15
{_FROM} ORDER BY n
"""

# How many of a million bear the name, and how many a name of that sound.
COUNTS_SQL = """
WITH name_counts AS (SELECT fold, count(*) AS bearers FROM people WHERE fold IS NOT NULL GROUP BY fold),
sound_counts AS (SELECT pinyin, count(*) AS bearers FROM people WHERE pinyin IS NOT NULL GROUP BY pinyin),
everybody AS (SELECT count(*) / 1e6 AS millions FROM people)
SELECT ceil(name_counts.bearers / millions)::INTEGER AS name_ppm,
       ceil(sound_counts.bearers / millions)::INTEGER AS pinyin_ppm
FROM people CROSS JOIN everybody LEFT JOIN name_counts USING (fold) LEFT JOIN sound_counts USING (pinyin)
ORDER BY n
"""

LIST_SQL = f"""
{_WITH}
SELECT * EXCLUDE (stated, stated_year, number_born), coalesce(stated, number_born) AS born, stated IS NOT NULL AS born_stated,
       coalesce(stated_year, year(number_born))::SMALLINT AS birth_year,
       strftime(coalesce(stated, number_born), '%m%d') AS birth_day
FROM (
    SELECT n AS row, {_NAMES}, coalesce({_SEX}, number_sex) AS sex, born AS stated, birth_year AS stated_year,
           {_VILLAGE} AS village, town_name, village_name, door,
           number_kind, whole, fifteen, first15, repairs, number_born, row_hash
    {_FROM}
)
ORDER BY row
"""
