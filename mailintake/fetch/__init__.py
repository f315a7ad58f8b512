"""Where mail comes from: mailboxes over IMAP, and files for `ingest`."""
