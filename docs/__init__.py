"""The documentation, and the scripts that write its reference from the code."""
