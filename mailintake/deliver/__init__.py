"""Ways out for finished mail: what any of them does (`transport.py`), over SMTP, by a second route."""

from mailintake.deliver.routes import Routes
from mailintake.deliver.smtp import SmtpTransport
from mailintake.deliver.transport import DeliveryError, Transport

__all__ = ["DeliveryError", "Routes", "SmtpTransport", "Transport"]
