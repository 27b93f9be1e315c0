//! `init`: a new database and its master key.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::database::{Backend, TestDatabase, on_both_databases, with_database};
use crate::program::{Serving, ended, program};

on_both_databases!(a_database_is_prepared_once);

async fn a_database_is_prepared_once(database: Arc<TestDatabase>) {
    let data = tempfile::tempdir().expect("a directory");
    let (code, said, errors) = ended(program(data.path(), &database).arg("init")).await;
    assert_eq!(code, Some(0), "{errors}");
    let key = key(data.path()).expect("a master key");
    assert!(said.contains("master.key") && !said.contains(&key), "{said}");

    let (code, again, errors) = ended(program(data.path(), &database).arg("init")).await;
    assert_eq!(code, Some(0), "{errors}");
    assert!(again.contains("it was there already"), "{again}");
    assert_eq!(self::key(data.path()).as_ref(), Some(&key));
    Serving::start(&mut program(data.path(), &database)).await.killed().await;

    // Another machine, which was not given the key.
    let elsewhere = tempfile::tempdir().expect("a directory");
    for arguments in [&["init"][..], &["--demo", "--port", "0"]] {
        let (code, _, errors) = ended(program(elsewhere.path(), &database).args(arguments)).await;
        assert_eq!(code, Some(1), "{errors}");
        assert!(errors.contains("is sealed under master key"), "{errors}");
        assert_eq!(self::key(elsewhere.path()), None, "none is made");
    }
}

/// Several servers may share one: none of them may be the first to make a key.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_a_shared_database_makes_no_key() {
    with_database(Backend::Postgres, |database| async move {
        let data = tempfile::tempdir().expect("a directory");
        let (code, _, errors) = ended(program(data.path(), &database).args(["--demo", "--port", "0"])).await;
        assert_eq!(code, Some(1), "{errors}");
        assert!(errors.contains("connectors-server init"), "{errors}");
        assert_eq!(key(data.path()), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_prepare_it_at_once_one_has_a_key() {
    with_database(Backend::Postgres, |database| async move {
        let data: [TempDir; 3] = std::array::from_fn(|_| tempfile::tempdir().expect("a directory"));
        let (mut one, mut two, mut three) = (
            program(data[0].path(), &database),
            program(data[1].path(), &database),
            program(data[2].path(), &database),
        );
        let ended = tokio::join!(ended(one.arg("init")), ended(two.arg("init")), ended(three.arg("init")),);
        let codes = [ended.0.0, ended.1.0, ended.2.0];
        for (code, data) in codes.iter().zip(&data) {
            assert_eq!(key(data.path()).is_some(), *code == Some(0), "{ended:?}");
        }
        assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{ended:?}");
    })
    .await;
}

/// The master key's text, where there is one.
fn key(data: &Path) -> Option<String> {
    std::fs::read_to_string(data.join("master.key")).ok().map(|text| text.trim().to_owned())
}
