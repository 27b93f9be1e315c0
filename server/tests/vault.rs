//! The vault: what was sealed opens for exactly what it was sealed for, and for nothing else.

#[path = "support/sample.rs"]
#[expect(dead_code, reason = "the store's tests use the connectors in it")]
mod sample;
#[path = "support/test_vault.rs"]
mod test_vault;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use connectors_server::model::{JwtSubject, KeyId};
use connectors_server::store::bindings;
use connectors_server::vault::{
    Context, KeySource, MasterKey, MasterKeyError, OpenError, SealedSecret, Vault,
};

const SECRET: &[u8] = b"-----BEGIN PRIVATE KEY-----\nnot one, but as long as a line of it\n";

#[test]
fn what_was_sealed_opens() {
    let vault = sample::vault();
    let unused = bindings::private_key(&sample::tenant("org-a"), KeyId::random(), None);
    for context in [context(), unused] {
        for secret in [SECRET, b"", &[0xff; 16 * 1024]] {
            let sealed = vault.seal(&context, secret).unwrap();
            assert_eq!(vault.open(&context, &sealed).unwrap().as_slice(), secret);
        }
    }
}

#[test]
fn the_same_key_is_sealed_differently_each_time() {
    let (vault, context) = (sample::vault(), context());
    let (one, two) = (vault.seal(&context, SECRET).unwrap(), vault.seal(&context, SECRET).unwrap());
    assert_ne!(one.sealed, two.sealed);
    assert_ne!(one.wrapped_data_key, two.wrapped_data_key);
    assert_ne!(one.sealed[..12], two.sealed[..12], "nonces");
    // Parts of two sealings of one and the same key do not go together either.
    let mixed = SealedSecret { sealed: two.sealed, ..one };
    assert!(matches!(vault.open(&context, &mixed), Err(OpenError::Tampered)));
}

#[test]
fn every_flipped_bit_is_refused() {
    let (vault, context) = (sample::vault(), context());
    let sealed = vault.seal(&context, SECRET).unwrap();
    for bit in 0..i32::BITS {
        let flipped = SealedSecret { version: sealed.version ^ (1 << bit), ..sealed.clone() };
        let refused = vault.open(&context, &flipped);
        assert!(matches!(refused, Err(OpenError::UnknownVersion(_))), "version, bit {bit}");
    }
    let mut refused_ids = 0;
    for bytes in flips(sealed.master_key_id.as_bytes()) {
        // A text column holds no other flips than those that are text.
        let Ok(master_key_id) = String::from_utf8(bytes) else { continue };
        let flipped = SealedSecret { master_key_id, ..sealed.clone() };
        assert!(matches!(vault.open(&context, &flipped), Err(OpenError::OtherMasterKey { .. })));
        refused_ids += 1;
    }
    assert_eq!(refused_ids, 16 * 7, "seven bits of each of 16 digits");
    for wrapped_data_key in flips(&sealed.wrapped_data_key) {
        let flipped = SealedSecret { wrapped_data_key, ..sealed.clone() };
        assert!(matches!(vault.open(&context, &flipped), Err(OpenError::Tampered)));
    }
    for bytes in flips(&sealed.sealed) {
        let flipped = SealedSecret { sealed: bytes, ..sealed.clone() };
        assert!(matches!(vault.open(&context, &flipped), Err(OpenError::Tampered)));
    }
}

#[test]
fn every_truncation_and_extension_is_refused() {
    let (vault, context) = (sample::vault(), context());
    let sealed = vault.seal(&context, SECRET).unwrap();
    let resized = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let shorter = (0..bytes.len()).map(|length| bytes[..length].to_vec());
        shorter.chain([[bytes, &[0]].concat()]).collect()
    };
    for wrapped_data_key in resized(&sealed.wrapped_data_key) {
        let changed = SealedSecret { wrapped_data_key, ..sealed.clone() };
        assert!(matches!(vault.open(&context, &changed), Err(OpenError::Tampered)));
    }
    for bytes in resized(&sealed.sealed) {
        let changed = SealedSecret { sealed: bytes, ..sealed.clone() };
        assert!(matches!(vault.open(&context, &changed), Err(OpenError::Tampered)));
    }
}

#[test]
fn every_edit_of_what_it_is_bound_to_is_refused() {
    let (vault, context) = (sample::vault(), context());
    let sealed = vault.seal(&context, SECRET).unwrap();
    let (tenant, key_id, subject) = bound();
    let of = |tenant: &str, subject: Option<&JwtSubject>| {
        bindings::private_key(&sample::tenant(tenant), key_id, subject)
    };
    let used = |edit: fn(&mut JwtSubject)| {
        let mut subject = subject.clone();
        edit(&mut subject);
        of(tenant, Some(&subject))
    };
    let edits = [
        of("org-b", Some(&subject)),
        of("", Some(&subject)),
        bindings::private_key(&sample::tenant(tenant), KeyId::random(), Some(&subject)),
        of(tenant, None),
        used(|subject| subject.url = sample::url("https://login.salesforce.com/x")),
        used(|subject| subject.audience = None),
        used(|subject| subject.audience = Some(subject.url.clone())),
        used(|subject| subject.client_id.make_ascii_lowercase()),
        used(|subject| subject.user.push('x')),
        // The same characters, divided differently among the parts.
        used(|subject| {
            let last = subject.client_id.pop().unwrap();
            subject.user.insert(0, last);
        }),
        used(|subject| std::mem::swap(&mut subject.client_id, &mut subject.user)),
        Context::new("connectors private key"),
    ];
    for edited in edits {
        assert_ne!(edited, context);
        let opened = vault.open(&edited, &sealed);
        assert!(matches!(opened, Err(OpenError::Tampered)), "{edited:?}");
    }
}

#[test]
fn what_is_missing_is_not_empty_and_no_part_runs_into_the_next() {
    let vault = sample::vault();
    let empty = || Context::new("a");
    let text = |text: &str| empty().text(text);
    let contexts = [
        empty(),
        Context::new("b"),
        text(""),
        text("ab"),
        text("a").text("b"),
        text("").text("ab"),
        empty().option(None::<&str>, Context::text),
        empty().option(Some(""), Context::text),
        empty().fixed(*b"ab"),
    ];
    for (at, context) in contexts.iter().enumerate() {
        let sealed = vault.seal(context, SECRET).unwrap();
        for (other_at, other) in contexts.iter().enumerate() {
            assert_eq!(vault.open(other, &sealed).is_ok(), at == other_at, "{context:?} {other:?}");
        }
    }
}

#[test]
fn another_master_key_is_named_not_tried() {
    let context = context();
    let sealed = sample::vault().seal(&context, SECRET).unwrap();
    let other = MasterKey::from_text(&"b2".repeat(32)).unwrap();
    let OpenError::OtherMasterKey { sealed_under, have } =
        Vault::new(&other).open(&context, &sealed).unwrap_err()
    else {
        panic!("another error")
    };
    assert_eq!((sealed_under.as_str(), have.as_str()), (sealed.master_key_id.as_str(), other.id().as_str()));

    let renamed = SealedSecret { master_key_id: other.id().as_str().to_owned(), ..sealed };
    assert!(matches!(Vault::new(&other).open(&context, &renamed), Err(OpenError::Tampered)));
}

#[test]
fn nothing_secret_is_printed() {
    let master = MasterKey::from_text(&"a1".repeat(32)).unwrap();
    let printed = format!("{master:?} {:?}", Vault::new(&master)).to_lowercase();
    assert!(!printed.contains("a1a1") && !printed.contains("161, 161"), "{printed}");
    assert!(!master.id().as_str().contains("a1a1"));
}

#[test]
fn a_master_key_is_read_as_hex_or_base64() {
    let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1F";
    let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let id = MasterKey::from_text(hex).unwrap().id();
    assert_eq!(MasterKey::from_text(&format!(" {base64}\r\n")).unwrap().id(), id);
    for wrong in [
        "",
        "secret",
        &hex[1..],
        &format!("{hex}0"),
        &hex.replace('f', "g"),
        &hex.replace("0f", "+f"),
        &base64[..43],
        &base64.replace("8=", "9="),
        // 44 characters that stand for 33 bytes.
        &"A".repeat(44),
    ] {
        let refused = MasterKey::from_text(wrong);
        assert!(matches!(refused, Err(MasterKeyError::Malformed)), "{wrong:?}: {refused:?}");
    }
}

#[test]
fn a_missing_master_key_file_is_created_for_its_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("new/master.key");
    let created = MasterKey::load_or_create(&path).unwrap();
    assert_eq!(created.source, KeySource::Created);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file stays");

    let read = MasterKey::load_or_create(&path).unwrap();
    assert_eq!(read.source, KeySource::Read);
    assert_eq!(read.key.id(), created.key.id());
    assert_eq!(MasterKey::from_text(&fs::read_to_string(&path).unwrap()).unwrap().id(), created.key.id());

    let another = MasterKey::load_or_create(&directory.path().join("other.key")).unwrap();
    assert_ne!(another.key.id(), created.key.id(), "random");
}

#[test]
fn of_many_that_create_the_file_all_get_the_same_key() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("master.key");
    let loaded: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| MasterKey::load_or_create(&path).unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(loaded.iter().filter(|loaded| loaded.source == KeySource::Created).count(), 1);
    assert!(loaded.iter().all(|other| other.key.id() == loaded[0].key.id()));
}

#[test]
fn a_master_key_file_that_others_can_read_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("master.key");
    fs::write(&path, "a1".repeat(32)).unwrap();
    for mode in [0o644, 0o640, 0o604, 0o660, 0o620, 0o601] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = MasterKey::load_or_create(&path).unwrap_err();
        assert!(matches!(error, MasterKeyError::TooOpen { .. }), "{mode:o}: {error}");
        assert!(error.to_string().contains(&format!("chmod 600 {}", path.display())), "{error}");
    }
    for mode in [0o600, 0o400] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(MasterKey::load_or_create(&path).unwrap().source, KeySource::Read);
    }
}

#[test]
fn a_file_that_holds_no_master_key_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("master.key");
    for wrong in [b"".as_slice(), b"secret", &[0xff; 64], "a1".repeat(200).as_bytes()] {
        fs::write(&path, wrong).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let error = MasterKey::load_or_create(&path).unwrap_err();
        assert!(matches!(error, MasterKeyError::MalformedFile { .. }), "{error}");
        assert_eq!(fs::read(&path).unwrap(), wrong);
    }
    let error = MasterKey::load_or_create(directory.path()).unwrap_err();
    assert!(matches!(error, MasterKeyError::TooOpen { .. } | MasterKeyError::Io { .. }), "{error}");
}

/// What a key in use is sealed for, with every part present.
fn bound() -> (&'static str, KeyId, JwtSubject) {
    let key_id = "00000000-0000-0000-0000-000000000007".parse::<KeyId>().unwrap();
    let audience = Some(sample::url("https://example.my.site.com/sub"));
    ("org-a", key_id, JwtSubject { audience, ..sample::subject() })
}

fn context() -> Context {
    let (tenant, key_id, subject) = bound();
    bindings::private_key(&sample::tenant(tenant), key_id, Some(&subject))
}

fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}
