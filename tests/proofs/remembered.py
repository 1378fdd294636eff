"""A home that remembers one person in every way there is."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Final

from django.utils import timezone

from leadflow.accounts import queries as accounts
from leadflow.accounts import services as users
from leadflow.files import services as files
from leadflow.handover import services as handover
from leadflow.intake import beginning, corresponding, fetching, importing, mailboxes, readers, rules, services
from leadflow.intake.imap import Came
from leadflow.intake.importing import Choices
from leadflow.kernel.actor import SYSTEM
from leadflow.leads import contacting, keeping
from leadflow.leads import queries as leads
from leadflow.leads import services as working
from leadflow.leads.models import Lead
from leadflow.people import correcting
from leadflow.qualification import services as qualification
from leadflow.qualification.services import Call, Verdict
from tests.proofs import remembered_doors

# The domain is that of the company, which stays.
WHO: Final = "zwetschgenkern@unikat-pflaume.example"
WORDS: Final = (
    "Zwetschgenkern", "7317654321", "Mirabellenschnaps", "Quittenbrot", "Holunderbeere",
    "Schlehenfeuer", "Vogelbeere", "Sanddornsaft", "Hagebutte", "Kornelkirsche", "Berberitze", "Mispelkompott",
    "Johannisbeere", "Heidelbeere", "Preiselbeere", "Moosbeere", "Stachelbeere", "Aronia", "Brombeergelee",
    *remembered_doors.WORDS,
)  # fmt: skip
"""Each has a place of its own: name and mail, phone, note, tag, file, its name, call, answer, offer, cell, outcome;
of mails: enquiry, its quotation, the name of a file, the file, a reply, a newsletter; a second mail, which is wrong.
Then the other doors."""
ONLY_KEPT: Final = ("Holunderbeere", "Moosbeere", "Aronia")
"""What is in files, which go by their names, and what was never understood to be of anybody."""
LIST: Final = (
    "Firma;Vorname;Nachname;E-Mail;Telefon;Hobby;E-Mail 2\n"
    f"Obsthof GmbH;Anna;Zwetschgenkern;{WHO};0731 7654321;Kornelkirsche;brombeergelee@unikat.example\n"
    "Nachbar GmbH;Uwe;Bleibt;uwe@nachbar.example;0731 1112223;Apfel;\n"
)


ENQUIRY: Final = (
    f"From: Anna Zwetschgenkern <{WHO}>\r\nSubject: Johannisbeere\r\nMessage-ID: <m1@obst.example>\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nAnbei.\r\n> Heidelbeere\r\n--b\r\n"
    "Content-Disposition: attachment; filename=Preiselbeere.csv\r\n\r\nMoosbeere\r\n--b--\r\n"
)
REPLY: Final = (
    f"From: <{WHO}>\r\nSubject: Re: x\r\nMessage-ID: <m2@obst.example>\r\nIn-Reply-To: <m1@obst.example>\r\n\r\n"
    "Stachelbeere\r\n"
)
NEWS: Final = (
    f"From: <{WHO}>\r\nSubject: Neu\r\nList-Id: <n.example>\r\nMessage-ID: <m3@x.example>\r\n\r\nAronia\r\n"
)


def mails_come() -> None:
    """As a mailbox gives them, without the wire."""
    wanted = mailboxes.Wanted("post@muster.example", "imap.muster.example", 993, "tls", channel="website")
    public = mailboxes.set_up(wanted, by=SYSTEM, now=timezone.now())
    for uid, raw in enumerate((ENQUIRY, REPLY, NEWS), 1):
        box, came = mailboxes.box(public), Came(uid, raw.encode(), len(raw))
        fetching.take(box, 7, [came], now=timezone.now())
        corresponding.settle(box.id, now=timezone.now())


def remember() -> None:
    now = timezone.now()
    teams = accounts.team_ids()
    users.add_users(
        [users.NewUser("lena@muster.example", "Lena", ["head", "sales"], [teams["lead-management"], teams["sales"]])],
        by=SYSTEM, now=now,
    )  # fmt: skip
    found = accounts.by_login("lena@muster.example")
    assert found is not None
    lena = accounts.actor_of(accounts.model(found.id))
    draft = beginning.begin(BytesIO(LIST.encode()), "Obst.csv", by=lena, now=now)
    importing.start(draft.receipt, Choices({}), by=lena, now=now, in_background=False)
    importing.run(draft.receipt)
    fields = {
        "company.name": "Obsthof GmbH",
        "mail": WHO,
        "note": "Berberitze",
        "person.surname": "Zwetschgenkern",
    }
    receipt = services.daily_receipt(services.Daily("api", "shop", "shop", "website"), by=SYSTEM, now=now)
    got = services.receive(
        receipt, [services.Message(b"k" * 16, 1, content=fields)], seen=1, by=SYSTEM, now=now
    )
    words = readers.words_of(now, "dmy")
    todo = [rules.Todo(key, 1, rules.read(list(fields.items()), words)) for key in got.arrivals.values()]
    services.understand(todo, rules.Origin("api", "shop", "solution", "website", None, 60), now=now)
    mails_come()
    lead = Lead.objects.get(title__startswith="Obsthof")
    remembered_doors.come(WHO, lead.id, by=lena, now=now)
    ref = leads.open(lead.public_id, seen_by=lena)
    keeping.write_note(ref, "Mirabellenschnaps mitbringen", by=lena, now=now)
    keeping.set_tags(ref, ["Quittenbrot"], by=lena, now=now)
    contact = min(leads.snapshot(ref).contacts)
    not_hers = partial(correcting.wrong, value="brombeergelee@unikat.example")
    contacting.correct(ref, contact, not_hers, by=lena, now=now)
    keeping.attach_file(
        ref, files.take(BytesIO(b"Holunderbeere" * 9_000), "Schlehenfeuer.txt"), by=lena, now=now
    )
    working.answer(
        ref, {"lead.need": "Sanddornsaft in Mengen", "person.function": "Mirabellenschnaps"}, by=lena, now=now
    )
    qualification.log_call(
        Call(ref, "not_reached", note="Vogelbeere auf dem Band", seconds=9), by=lena, now=now
    )
    qualification.give_verdicts(
        [Verdict(ref, "ready", reason="Hagebutte", note="Hagebutte")], by=lena, now=now
    )
    handover.hand_over(ref, by=lena, now=now, message="Hagebutte beachten", to=lena.user_id)
    handover.accept(ref, by=lena, now=now)
    handover.report_won(ref, 100_000, by=lena, now=now, note="Mispelkompott")
