"""Attachments that can do harm when somebody opens them, told by their name and type alone."""

from __future__ import annotations

from mailintake.parse.wordlist import words

_PROGRAMS = words(
    """
    ace action apk app appimage appref-ms application appx appxbundle bat bin bz2exe cab chm cmd com command cpl
    crx csh deb desktop diagcab dll dmg drv elf exe gadget hlp hta img inf ins inx iso isu jar jnlp job js jse ksh
    library-ms lnk mde mobileconfig msc msi msix msp mst ocx ops osx out paf pcd php pif pkg pl prg ps1 ps1xml ps2
    psc1 psd1 psm1 py pyc pyw rb reg rgs rpm run scf scr sct search-ms service settingcontent-ms sh shb shs swf
    sys theme themepack u3p udl url vb vbe vbs vbscript vhd vhdx vxd website ws wsc wsf wsh xbap xll xnk zsh
    """
)
# A browser runs what they hold, and shows any sign-in page they draw.
_PAGES = words("htm html xhtml xht shtml shtm mht mhtml svg svgz xsl xslt")
_MACROS = words(
    """
    accde accdr ade adp docm dotm mda mdb one onepkg ppam potm ppsm pptm sldm slk wiz wizhtml xla xlam xlsb xlsm
    xltm iqy oqy rqy dqy
    """
)
_PROGRAM_TYPES = (
    "application/x-msdownload", "application/x-dosexec", "application/x-msdos-program", "application/x-executable",
    "application/x-sh", "application/x-bat", "application/hta", "application/java-archive", "application/javascript",
    "application/x-javascript", "text/javascript", "application/x-ms-shortcut", "application/x-msi", "text/vbscript",
    "application/vnd.microsoft.portable-executable", "application/x-apple-diskimage", "application/x-iso9660-image",
)  # fmt: skip
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "image/svg+xml")
_MACRO_WORDS = ("macroenabled", "application/msonenote", "application/onenote")


def danger(name: str | None, media_type: str) -> str | None:
    """Return why an attachment is dangerous: `program`, `page` or `macros`; None where it is not."""
    kind = media_type.casefold()
    extension = _extension(name or "")
    if extension in _PROGRAMS or kind.startswith(_PROGRAM_TYPES):
        return "program"
    if extension in _PAGES or kind.startswith(_PAGE_TYPES):
        return "page"
    if extension in _MACROS or any(word in kind for word in _MACRO_WORDS):
        return "macros"
    return None


def _extension(name: str) -> str:
    """Return what Windows goes by: the letters behind the last dot, whatever dots and spaces follow them."""
    return name.rstrip(". \t").rpartition(".")[2].strip().casefold() if "." in name else ""
