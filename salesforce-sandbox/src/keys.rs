//! The demo's key pair, made on the machine it is used on, and the certificates that apps hold.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde::{Deserialize, Serialize};
use x509_parser::pem::Pem;
use x509_parser::public_key::PublicKey;

/// Largest certificate that Salesforce takes, in bytes.
pub const CERTIFICATE_BYTES: usize = 4 * 1024;

/// Smallest RSA key that Salesforce takes, in bits.
const RSA_BITS_MIN: usize = 2048;

/// The private key of a [`KeyFiles`] directory.
pub const PRIVATE_KEY_FILE: &str = "private-key.pem";
/// The certificate of a [`KeyFiles`] directory.
pub const CERTIFICATE_FILE: &str = "certificate.pem";

/// What can go wrong with keys and their files.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The key pair cannot be made, or the file does not hold one.
    #[error("the key pair: {0}")]
    KeyPair(#[from] rcgen::Error),
    /// A certificate is not one that an app could hold.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Why a text is not a certificate that an app could hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Larger than [`CERTIFICATE_BYTES`].
    #[error("the certificate is larger than 4 KB")]
    TooLarge,
    /// Not exactly one PEM block named `CERTIFICATE`.
    #[error("not exactly one PEM certificate")]
    NotOneCertificate,
    /// The block does not hold an X.509 certificate.
    #[error("not an X.509 certificate")]
    Malformed,
    /// Its key is not RSA of at least 2,048 bits.
    #[error("the certificate's key is not RSA of at least 2,048 bits")]
    NotRsa,
}

/// A certificate that an app holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Certificate {
    pem: String,
    /// The key as PKCS#1 `RSAPublicKey`.
    public_key: Vec<u8>,
}

impl Certificate {
    /// Reads one PEM certificate with an RSA key.
    ///
    /// # Errors
    /// See [`CertificateError`].
    pub fn from_pem(pem: &str) -> Result<Self, CertificateError> {
        if pem.len() > CERTIFICATE_BYTES {
            return Err(CertificateError::TooLarge);
        }
        let blocks: Result<Vec<Pem>, _> = Pem::iter_from_buffer(pem.as_bytes()).collect();
        let [block] = &blocks.map_err(|_| CertificateError::NotOneCertificate)?[..] else {
            return Err(CertificateError::NotOneCertificate);
        };
        if block.label != "CERTIFICATE" {
            return Err(CertificateError::NotOneCertificate);
        }
        let certificate = block.parse_x509().map_err(|_| CertificateError::Malformed)?;
        let public_key = certificate.public_key();
        match public_key.parsed() {
            Ok(PublicKey::RSA(rsa)) if rsa.key_size() >= RSA_BITS_MIN => {}
            _ => return Err(CertificateError::NotRsa),
        }
        Ok(Self { pem: pem.to_owned(), public_key: public_key.subject_public_key.data.to_vec() })
    }

    /// Whether its key made this RS256 signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.public_key);
        key.verify(message, signature).is_ok()
    }
}

impl TryFrom<String> for Certificate {
    type Error = CertificateError;

    fn try_from(pem: String) -> Result<Self, CertificateError> {
        Self::from_pem(&pem)
    }
}

impl From<Certificate> for String {
    fn from(certificate: Certificate) -> Self {
        certificate.pem
    }
}

/// A private key and its certificate.
#[derive(Clone)]
pub struct KeyFiles {
    private_key_pem: String,
    /// The certificate to give to an app.
    pub certificate: Certificate,
}

impl fmt::Debug for KeyFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFiles").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

impl KeyFiles {
    /// Makes an RSA key of 2,048 bits, and a certificate for it.
    ///
    /// # Errors
    /// The cryptographic library fails.
    pub fn generate() -> Result<Self, KeyError> {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        Ok(Self { private_key_pem: key.serialize_pem(), certificate: certificate_for(&key)? })
    }

    /// Reads `private-key.pem` and `certificate.pem`, or makes what is missing.
    ///
    /// # Errors
    /// The files cannot be read or written, or hold something else.
    pub fn open(directory: &Path) -> Result<Self, KeyError> {
        let key_path = directory.join(PRIVATE_KEY_FILE);
        let certificate_path = directory.join(CERTIFICATE_FILE);
        let Some(private_key_pem) = read_if_there(&key_path)? else {
            let made = Self::generate()?;
            write_private(&key_path, &made.private_key_pem)?;
            write(&certificate_path, &made.certificate.pem)?;
            return Ok(made);
        };
        if let Some(pem) = read_if_there(&certificate_path)? {
            return Ok(Self { private_key_pem, certificate: Certificate::from_pem(&pem)? });
        }
        let certificate = certificate_for(&KeyPair::from_pem(&private_key_pem)?)?;
        write(&certificate_path, &certificate.pem)?;
        Ok(Self { private_key_pem, certificate })
    }

    /// The private key as PEM (PKCS#8): for clients, never for a log.
    pub fn private_key_pem(&self) -> &str {
        &self.private_key_pem
    }
}

fn certificate_for(key: &KeyPair) -> Result<Certificate, KeyError> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Connectors demo");
    Ok(Certificate::from_pem(&params.self_signed(key)?.pem())?)
}

pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, KeyError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeyError::File { path: path.to_owned(), source }),
    }
}

/// Writes a file as a whole: whoever reads meanwhile sees the old text or the new one.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), KeyError> {
    let half = path.with_extension("new");
    fs::write(&half, text)
        .and_then(|()| fs::rename(&half, path))
        .map_err(|source| KeyError::File { path: path.to_owned(), source })
}

fn write_private(path: &Path, text: &str) -> Result<(), KeyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|source| KeyError::File { path: path.to_owned(), source })
}
