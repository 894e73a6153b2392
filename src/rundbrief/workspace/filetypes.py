"""What a file is, by its name and by its bytes, and whether a mail may carry it.

    name, bytes ─▶ document ─▶ Enclosure, or the Flaw that keeps it out
    name, bytes ─▶ picture  ─▶ Picture, or the Flaw

A name alone proves nothing, and neither do bytes: what opens a file on Windows goes by the name,
what a mail filter thinks of it goes by the bytes, so both must say the same. Whatever isn't on the
list is refused; what could run, or holds macros, is refused by its own name. Unpacks nothing but
the list of a ZIP's contents, and the type that an Office file states of itself.
"""

import unicodedata
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

from rundbrief.definitions import Enclosure, Picture

PICTURE_LIMIT: Final = 200_000  # bytes; it is in every mail


def _endings(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What Windows, macOS or Linux would run, and what mail programs block for that (Outlook's list
# "Blocked attachments", and what browsers run from a file).
EXECUTABLE: Final = _endings("""
    ade adp apk app appimage application appref-ms appx asp bas bash bat bin cab chm cmd cnt com
    command cpl crt csh deb desktop diagcab dll dmg elf exe fxp gadget grp hlp hpj hta htm html img
    inf ins iso isp its jar jnlp js jse ksh lnk mad maf mag mam maq mar mas mat mau mav maw mcf mda
    mde mdt mdw mdz mht mhtml msc msh msi msix msp mst msu ops osd pcd php pif pl plg prf prg
    printerexport ps1 ps1xml ps2 psc1 psc2 psd1 psdm1 pst py pyc pyo pyw pyz rb reg rpm scf scr sct
    settingcontent-ms sh shb shs so svg svgz swf sys theme tmp udl url vb vbe vbp vbs vhd vhdx
    vsmacros vsw wasm webpnp website workflow ws wsc wsf wsh xbap xhtml xll xnk xpi
""")
EXECUTABLE_BYTES: Final = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02\x00", b"\x00asm",
)  # fmt: skip
MACROS: Final = _endings("docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm one onetoc")
OLD_OFFICE: Final = _endings("doc dot xls xlt xla ppt pot pps rtf wps mdb")
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_IN_A_NAME: Final = frozenset('<>:"/\\|?*')  # Windows can't save such a name


class Flaw(NamedTuple):
    """Why a file can't be carried: the code of its sentence, and what the sentence fills in."""

    code: str
    values: Mapping[str, str | int]


class _Type(NamedTuple):
    content_type: str
    is_it: Callable[[bytes], bool]


def _begins(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(beginnings)


def _is_office(part: str) -> Callable[[bytes], bool]:
    """ECMA-376 part 2: a ZIP with a list of types, and its main part in a folder of that name."""
    return lambda data: {"[Content_Types].xml", f"{part}/"} <= _inside(data)


def _is_open_document(content_type: str) -> Callable[[bytes], bool]:
    """OpenDocument 1.3 part 2 §3.3: the first file, stored as it is, says what the ZIP is."""
    said = b"mimetype" + content_type.encode()
    return lambda data: data[30 : 30 + len(said) + 2].startswith(said) and bool(_inside(data))


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
_OPEN_TYPES: Final = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}

PDF: Final = "application/pdf"

TYPES: Final[Mapping[str, _Type]] = {
    "pdf": _Type(PDF, lambda data: b"%PDF-" in data[:1024]),
    "docx": _Type(f"{_OFFICE}wordprocessingml.document", _is_office("word")),
    "xlsx": _Type(f"{_OFFICE}spreadsheetml.sheet", _is_office("xl")),
    "pptx": _Type(f"{_OFFICE}presentationml.presentation", _is_office("ppt")),
    **{
        ending: _Type(_OPEN + name, _is_open_document(_OPEN + name))
        for ending, name in _OPEN_TYPES.items()
    },
    "png": _Type("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": _Type("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": _Type("image/jpeg", _begins(b"\xff\xd8\xff")),
    "gif": _Type("image/gif", _begins(b"GIF87a", b"GIF89a")),
}
SHOWN: Final = ("png", "jpg", "gif")


def document(name: str, data: bytes) -> Enclosure | Flaw:
    """A document to attach; `name` is its file name without folders."""
    name = unicodedata.normalize("NFC", name)  # macOS takes umlauts apart
    ending = _ending(name)
    known = ", ".join(f".{each}" for each in TYPES)
    if any(unicodedata.category(letter) == "Cf" or letter in NOT_IN_A_NAME for letter in name):
        return Flaw("workspace.file-name", {})
    if ending in EXECUTABLE or data.startswith(EXECUTABLE_BYTES):
        return Flaw("workspace.executable", {"known": known})
    if ending in MACROS:
        return Flaw("workspace.macros", {"known": known})
    if ending in OLD_OFFICE or data.startswith(OLE):
        return Flaw("workspace.old-office", {})
    if not data:
        return Flaw("workspace.empty-file", {})
    if ending not in TYPES:
        return Flaw("workspace.unknown-type", {"known": known})
    if not TYPES[ending].is_it(data):
        return Flaw("workspace.not-what-it-says", {"ending": f".{ending}"})
    if _has_macros(data):
        return Flaw("workspace.macros", {"known": known})
    return Enclosure(name, TYPES[ending].content_type, data)


def picture(data: bytes, stem: str) -> Picture | Flaw:
    """A picture to show; its name is `stem` with the ending of what it is."""
    if len(data) > PICTURE_LIMIT:
        values = {"kilobytes": len(data) // 1000, "limit": PICTURE_LIMIT // 1000}
        return Flaw("workspace.picture-too-large", values)
    ending = next((ending for ending in SHOWN if TYPES[ending].is_it(data)), None)
    size = _SIZES[ending](data) if ending else None
    if ending is None or size is None or 0 in size:
        return Flaw("workspace.not-a-picture", {})
    return Picture(f"{stem}.{ending}", TYPES[ending].content_type, data, *size)


def _ending(name: str) -> str:
    # Windows leaves out dots and blanks at the end.
    return name.rstrip(". ").rpartition(".")[2].lower()


def _inside(data: bytes) -> set[str]:
    """The names in a ZIP, and its topmost folders; empty where it is none."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        return set()
    return {*names, *(f"{name.partition('/')[0]}/" for name in names if "/" in name)}


def _has_macros(data: bytes) -> bool:
    names = {name.lower() for name in _inside(data)}
    return not names.isdisjoint({"basic/", "scripts/"}) or any(
        name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names
    )


def _png_size(data: bytes) -> tuple[int, int] | None:
    """PNG 3rd edition §11.2.1: IHDR comes first."""
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _gif_size(data: bytes) -> tuple[int, int] | None:
    """GIF89a §18."""
    if len(data) < 10:
        return None
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """ITU-T T.81 §B.2.2: from marker to marker as far as the frame's, SOF0 to SOF15."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:  # fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            return int.from_bytes(data[at + 7 : at + 9], "big"), height
        else:
            at += 2 + length
    return None


_SIZES: Final = {"png": _png_size, "jpg": _jpeg_size, "gif": _gif_size}
