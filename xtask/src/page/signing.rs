//! Keeps what can sign out of the page that is built: the browser's own cryptography, and whatever brings a key into it.

/// What the browser's cryptography is called by, in the glue's code or in a text of the wasm's.
const NAMES: [&str; 8] =
    ["subtle", "SubtleCrypto", "CryptoKey", "importKey", "generateKey", "unwrapKey", "deriveKey", ".sign("];

/// The first of what can sign that a file names.
pub(super) fn find(content: &[u8]) -> Option<&'static str> {
    NAMES.into_iter().find(|name| content.windows(name.len()).any(|found| found == name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn what_signs_is_found_in_glue_and_in_wasm() {
        for (content, found) in [
            ("a.wbg.__wbg_subtle_0=e=>e.subtle", "subtle"),
            ("\0asm...crypto.getRandomValuesimportKeyunwrap", "importKey"),
            ("t=>t.generateKey(n,!0,[\"sign\"])", "generateKey"),
            ("(t,n)=>t.sign(n)", ".sign("),
        ] {
            assert_eq!(find(content.as_bytes()), Some(found), "{content}");
        }
        for harmless in
            ["salesforcesign_incheck_access", "signal/rw.rs", "crypto.randomUUID()", "-importkeystore"]
        {
            assert_eq!(find(harmless.as_bytes()), None, "{harmless}");
        }
    }
}
