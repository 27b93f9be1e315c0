//! The lines for a terminal that lead out of a broken rule do so.

use connectors::connectors::key_commands;
use contract::codes::RuleCode;

use crate::openssl;

/// What openssl or ssh-keygen asks is answered by these options, so that the lines run without a terminal.
const ANSWERS: [(&str, &str); 3] = [
    ("openssl pkey ", "openssl pkey -passin pass:secret "),
    ("openssl pkcs12 ", "openssl pkcs12 -passin pass:secret "),
    ("ssh-keygen -p ", "ssh-keygen -q -p -P '' "),
];

/// The way out of a rule, run in a directory prepared by `before`, then read by the contract's own reader.
fn key_after(code: RuleCode, before: &str, result: &str) -> contract::private_key::PrivateKey {
    let directory = std::env::temp_dir().join(format!("commands-{}-{code}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    openssl::run(before, &directory);
    let command = key_commands::of(code).expect("a command");
    // The Java half of the keystore's line is keytool's; what it writes is what `before` has made.
    let line = command.lines().filter(|line| !line.starts_with("keytool")).collect::<Vec<_>>().join("\n");
    let line = ANSWERS.iter().fold(line, |line, (from, to)| line.replace(from, to));
    openssl::run(&line, &directory);
    let read = contract::private_key::read(&std::fs::read(directory.join(result)).expect("the result"));
    std::fs::remove_dir_all(&directory).expect("removed");
    read.expect("a usable key")
}

const PKCS12: &str = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=x -keyout k.pem -out c.pem; \
     openssl pkcs12 -export -inkey k.pem -in c.pem -out key.p12 -passout pass:secret; rm k.pem";

#[test]
fn every_command_gives_a_key_that_the_form_takes() {
    let encrypted = "openssl genpkey -algorithm RSA -aes256 -pass pass:secret -out key.pem";
    let legacy = "openssl genrsa -traditional -aes128 -passout pass:secret -out key.pem 2048";
    let openssh = "ssh-keygen -q -t rsa -b 2048 -N '' -f id_rsa";
    for &code in RuleCode::ALL.iter().filter(|&&code| key_commands::of(code).is_some()) {
        let cases: &[(&str, &str)] = match code {
            RuleCode::KeyEncrypted => &[(encrypted, "key-plain.pem"), (legacy, "key-plain.pem")],
            RuleCode::KeyIsOpenssh => &[(openssh, "id_rsa")],
            RuleCode::KeyIsPkcs12 | RuleCode::KeyIsJks => &[(PKCS12, "key.pem")],
            RuleCode::KeyIsEc
            | RuleCode::KeyIsEd25519
            | RuleCode::KeyIsDsa
            | RuleCode::KeyTooWeak
            | RuleCode::KeyTooManyBits => &[("true", "key.pem")],
            _ => panic!("{code} has a command that no test runs"),
        };
        for (before, result) in cases {
            assert!(key_after(code, before, result).bits >= 2048, "{code}");
        }
    }
}

#[test]
fn a_key_and_its_certificate_have_the_fingerprint_that_openssl_prints() {
    let directory = std::env::temp_dir().join(format!("fingerprints-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory");
    for bits in [2048, 3072, 4096] {
        let make = "openssl req -x509 -nodes -days 1 -subj /CN=x -keyout k.pem -out c.pem -newkey rsa:";
        openssl::run(&format!("{make}{bits}"), &directory);
        openssl::run("openssl pkey -in k.pem -traditional -out k1.pem", &directory);
        let digest = "-pubin -outform der | openssl dgst -sha256 -r | cut -d ' ' -f 1";
        let of_certificate = openssl::run(
            &format!("openssl x509 -in c.pem -noout -pubkey | openssl pkey {digest}"),
            &directory,
        );
        for file in ["k.pem", "k1.pem"] {
            let text = std::fs::read(directory.join(file)).expect("the key");
            let key = contract::private_key::read(&text).expect("a usable key");
            assert_eq!(key.public_key_sha256(), of_certificate.trim(), "{bits} {file}");
        }
    }
    std::fs::remove_dir_all(&directory).expect("removed");
}
