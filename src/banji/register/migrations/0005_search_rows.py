import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from banji.identity.names import folding

# As `search_rows` writes them. The constraints are checked at once: indexes cannot be built over pending checks.
_FILL = """
INSERT INTO register_searchrow
    (person_id, village_id, absent, name_folded, name_initials, name_key, formerly, birth_year, grams)
SELECT p.person_id, r.village_id, r.status IS DISTINCT FROM 'ACTIVE', p.name_folded, p.name_initials, p.name_key,
       coalesce(f.formerly, ''), extract(year FROM p.birth_date)::smallint,
       CASE WHEN f.grams IS NULL THEN p.name_grams ELSE
         ARRAY(SELECT DISTINCT unnest(p.name_grams || f.grams) ORDER BY 1) END
FROM (SELECT DISTINCT ON (person_id) * FROM register_particulars WHERE recorded_to IS NULL
      ORDER BY person_id, valid_from DESC) p
LEFT JOIN (SELECT DISTINCT ON (person_id) person_id, village_id, status FROM register_registration
           WHERE recorded_to IS NULL ORDER BY person_id, valid_from DESC) r USING (person_id)
LEFT JOIN (SELECT person_id, left(string_agg(DISTINCT name, ' '), 200) AS formerly,
                  string_to_array(string_agg(grams, ' '), ' ') AS grams
           FROM (SELECT person_id, lower(translate(former_name, %s, %s)) AS name, '' AS grams
                 FROM register_particulars WHERE former_name <> ''
                 UNION ALL
                 SELECT person_id, name_folded, array_to_string(name_grams, ' ') FROM register_particulars
                 WHERE recorded_to IS NOT NULL OR valid_to IS NOT NULL) written
           GROUP BY person_id) f USING (person_id)
"""


def fill(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_FILL, folding())
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")


class Migration(migrations.Migration):
    dependencies = [
        ("addresses", "0001_initial"),
        ("register", "0004_changes_of_a_month"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search_row",
                        serialize=False,
                        to="register.person",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="addresses.division",
                    ),
                ),
                ("absent", models.BooleanField()),
                ("name_folded", models.CharField(db_collation="C", max_length=100)),
                ("name_initials", models.CharField(db_collation="C", max_length=60)),
                ("name_key", models.CharField(db_collation="C", max_length=300)),
                ("formerly", models.CharField(blank=True, db_collation="C", default="", max_length=200)),
                ("birth_year", models.SmallIntegerField(null=True)),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2)),
                ),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(
                fields=["absent", "name_folded", "person"], include=("village",), name="search_row_name"
            ),
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(
                fields=["absent", "name_initials", "name_key", "person"],
                include=("village",),
                name="search_row_sound",
            ),
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=models.Index(
                fields=["village"],
                include=(
                    *("absent", "name_folded", "name_initials", "name_key"),
                    *("formerly", "birth_year", "person"),
                ),
                name="search_row_area",
            ),
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["grams"], name="search_row_grams"
            ),
        ),
        migrations.RemoveIndex(model_name="particulars", name="particulars_initials"),
        migrations.RemoveIndex(model_name="particulars", name="particulars_grams"),
        migrations.AddIndex(
            model_name="householdparticulars",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("address_text", "gin_trgm_ops"),
                condition=models.Q(("recorded_to", None)),
                fastupdate=False,
                name="household_address_text",
            ),
        ),
    ]
