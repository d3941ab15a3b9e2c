from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0003_import_export"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["valid_from"], name="registration_begins"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("valid_to__isnull", False)),
                fields=["valid_to"],
                name="registration_ends",
            ),
        ),
    ]
