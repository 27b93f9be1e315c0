//! How long the form's rules read what somebody pastes as a private key: a mebibyte made to be as slow as can be. The form
//! takes 16 KiB; what is held here is that the time grows with the size, and no quicker.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::private_key::read_of_any_size;

use crate::failure::{Context as _, Result};
use crate::key::Key;
use crate::machine::{self, Cores};
use crate::plan::Plan;
use crate::report::{Goal, Section};

const BYTES: usize = 1024 * 1024;

/// Goal for one of them, in milliseconds.
const READ: Option<Goal> = Some(Goal::AtMost { gate: 50.0, aim: 25.0 });

pub(crate) fn measure(plan: &Plan, cores: Cores, key: &Key) -> Result<Section> {
    let mut section = Section::new("Reading 1 MiB as a private key", machine::load());
    for (name, bytes) in inputs(&key.pem) {
        let read = || (0..plan.reads).map(|_| time(&bytes)).min().unwrap_or_default();
        let quickest = cores.as_server(read).context("a thread for reading")?;
        section.add_time(format!("{name}, quickest of {}", plan.reads), quickest, READ);
    }
    Ok(section)
}

fn time(bytes: &[u8]) -> Duration {
    let begin = Instant::now();
    // Seen by the optimizer as used, so that the work is done.
    let _ = std::hint::black_box(read_of_any_size(std::hint::black_box(bytes)));
    begin.elapsed()
}

/// What each layer and each search of the reader would stumble over.
fn inputs(pem: &str) -> Vec<(&'static str, Vec<u8>)> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let repeated = |text: &str| {
        let mut bytes = text.repeat(BYTES / text.len() + 1).into_bytes();
        bytes.truncate(BYTES);
        bytes
    };
    vec![
        ("hyphens", repeated("-")),
        ("backslashes", repeated("\\")),
        ("ampersands", repeated("&")),
        ("opening brackets", repeated("<a")),
        ("quotes", repeated("\"a")),
        ("entities of entities", [b"&", &repeated("amp;")[..]].concat()),
        ("rows of hyphens", repeated("--- ")),
        ("begun BEGIN lines", repeated("---BEGIN ")),
        ("BEGIN lines", repeated("-----BEGIN PRIVATE KEY-----\n")),
        ("END lines", repeated("-----END PRIVATE KEY-----\n")),
        ("small blocks on one line", repeated("-----BEGIN X-----AA-----END X----- ")),
        ("base64", repeated("A")),
        ("short lines", repeated("a\n")),
        ("lines in columns", repeated("123 abcd\n")),
        ("lines of base64 behind names", repeated(&format!("k={body}\n"))),
        ("base64 of many keys", STANDARD.encode(pem.repeat(BYTES / 4 * 3 / pem.len())).into_bytes()),
        ("many keys", repeated(pem)),
    ]
}

#[cfg(test)]
mod tests {
    use super::{BYTES, inputs};
    use crate::key::Key;

    #[test]
    fn each_input_is_about_a_mebibyte() {
        let key = Key::generate().expect("a key");
        for (name, bytes) in inputs(&key.pem) {
            assert!(bytes.len().abs_diff(BYTES) < 4096, "{name}: {}", bytes.len());
        }
    }
}
