//! The private key of all checks, and how fast the bare library imports it and signs.

use std::time::{Duration, Instant};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

use crate::failure::{Failure, Result};
use crate::machine::Cores;

/// About as long as the signed part of an assertion.
const MESSAGE: [u8; 256] = [b'x'; 256];

/// An RSA-2048 key, made for this run.
pub(crate) struct Key {
    der: Vec<u8>,
    /// PKCS#8, as an admin pastes it.
    pub(crate) pem: String,
}

impl Key {
    pub(crate) fn generate() -> Result<Self> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| Failure::Signing)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Failure::Signing)?;
        let der = der.as_ref().to_vec();
        let read = contract::private_key::read(&der)
            .map_err(|code| Failure::Said(format!("the form takes no key of the library: {code:?}")))?;
        Ok(Self { pem: read.pem().expose().to_owned(), der })
    }

    /// What a check cannot save: the library imports this key and signs once.
    pub(crate) fn import_and_sign(&self) -> Result<()> {
        import_and_sign(&self.der)
    }

    /// How often a second the library imports this key and signs once, with nothing around it, on the server's core.
    pub(crate) fn raw_rate(&self, cores: Cores, time: Duration) -> Result<f64> {
        let work = || {
            let (begin, mut times) = (Instant::now(), 0_u32);
            while begin.elapsed() < time {
                self.import_and_sign()?;
                times += 1;
            }
            Ok(f64::from(times) / begin.elapsed().as_secs_f64())
        };
        cores.as_server(work).map_err(|error| Failure::Io("a thread for signing".to_owned(), error))?
    }
}

fn import_and_sign(der: &[u8]) -> Result<()> {
    let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| Failure::Signing)?;
    let mut signature = vec![0; pair.public_modulus_len()];
    let signed = pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &MESSAGE, &mut signature);
    // Seen by the optimizer as used, so that the work is done.
    std::hint::black_box(&signature);
    signed.map_err(|_| Failure::Signing)
}

#[cfg(test)]
mod tests {
    use super::{Key, import_and_sign};

    #[test]
    fn the_key_is_one_that_the_forms_rules_take() {
        let key = Key::generate().expect("a key");
        assert!(contract::private_key::read(key.pem.as_bytes()).is_ok());
        assert!(import_and_sign(&key.der).is_ok());
        assert!(import_and_sign(&key.der[1..]).is_err());
    }
}
