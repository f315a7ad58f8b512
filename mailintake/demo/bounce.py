"""A delivery status notification as a mail server writes it (RFC 3464)."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

BOUNDARY = "=_demo-delivery-status"


def bounce(content: bytes, sender: str, recipient: str, now: datetime, number: int) -> bytes:
    """Return the mail that tells `sender` that `recipient` does not exist."""
    header = content.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").replace("\r\n", "\n")
    text = f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {sender}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(now)}
Message-ID: <bounce-{number}@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"

--{BOUNDARY}
Content-Type: text/plain; charset=utf-8

I could not deliver your message to {recipient}:
there is no such mailbox here.

--{BOUNDARY}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: {format_datetime(now)}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>: Recipient address rejected: User unknown

--{BOUNDARY}
Content-Type: text/rfc822-headers; charset=utf-8

{header}

--{BOUNDARY}--
"""
    return text.replace("\n", "\r\n").encode("utf-8", "replace")
