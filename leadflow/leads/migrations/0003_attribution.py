"""What a campaign cost stands by month. Until now the last word on the whole campaign counted: it moves as one into the
month in which it was said.
"""

from django.db import migrations, models
from django.db.models import Max


def into_months(apps, schema_editor):
    cost = apps.get_model("leads", "CampaignCost")
    last = cost.objects.values_list("campaign_id").annotate(Max("noted_at"))
    for campaign, noted_at in list(last):
        cost.objects.filter(campaign_id=campaign).update(month=noted_at.date().replace(day=1))


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_campaign_cost")]

    operations = [
        migrations.AddField("campaigncost", "month", models.DateField(null=True)),
        migrations.AlterField("campaigncost", "amount", models.BigIntegerField(null=True)),
        migrations.RunPython(into_months, migrations.RunPython.noop),
        migrations.AlterField("campaigncost", "month", models.DateField()),
        migrations.RemoveIndex("campaigncost", "leads_campaign_cost_last"),
        migrations.AddIndex(
            "campaigncost", models.Index(fields=["campaign", "month", "-id"], name="leads_campaign_cost_month")
        ),
    ]
