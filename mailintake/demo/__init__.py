"""A mail system in one thread, and mails as a school district writes them: for `demo` and for the tests."""
