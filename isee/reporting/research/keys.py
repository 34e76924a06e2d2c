"""The key of a child in one file: another one for each recipient and each file, so that no two files can be joined.

The key of the extract goes in and never comes out: without our keyring nobody can tell which key belongs to which.
"""

import numpy as np
import polars as pl
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from isee.system.api import keyed_hash

KEY_BYTES = 16


def recipient_keys(keys: pl.Series, *, recipient: str, release: str) -> pl.Series:
    """Keys of the extract as 32 hexadecimal digits for one recipient and one file.

    The HMAC of recipient and file under the keyring's research key is the key of a block cipher over the extract's
    own keys, each of which is one block: two children never share a key, and it is quick for many millions.
    """
    key = keyed_hash("research", f"recipient|{recipient}|{release}".encode())
    blocks = b"".join(keys.to_list())
    if len(blocks) != KEY_BYTES * len(keys):
        raise ValueError("A key of an extract has sixteen bytes.")
    # Every block is another one, so that blocks by themselves (ECB) give nothing away.
    sealed = Cipher(AES(key), ECB()).encryptor().update(blocks)
    parts = np.frombuffer(sealed, dtype=f"V{KEY_BYTES}")
    return pl.Series(keys.name, [part.tobytes().hex() for part in parts], dtype=pl.String)
