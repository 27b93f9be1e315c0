//! Lines for a terminal that make a usable private key. They are the same in every language; `tests/words.rs` runs each.

use contract::codes::RuleCode;

/// Makes a new RSA key and the certificate to upload.
pub(super) const NEW_KEY: &str =
    "openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=connector -keyout key.pem -out cert.pem";
/// Decrypts a key, in PKCS #8 or in OpenSSL's older format.
const DECRYPT: &str = "openssl pkey -in key.pem -out key-plain.pem";
/// Turns an RSA key in OpenSSH's format, in place, into PEM.
const FROM_OPENSSH: &str = "ssh-keygen -p -N \"\" -m PEM -f id_rsa";
/// Takes the key out of a PKCS #12 file.
const FROM_PKCS12: &str = "openssl pkcs12 -in key.p12 -nocerts -nodes -out key.pem";
/// Takes the key out of a Java keystore.
const FROM_JKS: &str = "keytool -importkeystore -srckeystore key.jks -destkeystore key.p12 -deststoretype PKCS12\nopenssl pkcs12 -in key.p12 -nocerts -nodes -out key.pem";

/// The line that leads out of a broken rule, where there is one.
pub const fn of(code: RuleCode) -> Option<&'static str> {
    match code {
        RuleCode::KeyEncrypted => Some(DECRYPT),
        RuleCode::KeyIsEc
        | RuleCode::KeyIsEd25519
        | RuleCode::KeyIsDsa
        | RuleCode::KeyTooWeak
        | RuleCode::KeyTooManyBits => Some(NEW_KEY),
        RuleCode::KeyIsOpenssh => Some(FROM_OPENSSH),
        RuleCode::KeyIsJks => Some(FROM_JKS),
        RuleCode::KeyIsPkcs12 => Some(FROM_PKCS12),
        _ => None,
    }
}
