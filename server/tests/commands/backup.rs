//! `backup` and `restore`: all keys open elsewhere, and no revoked token comes back to life.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use reqwest::StatusCode;
use tempfile::TempDir;

use crate::database::{Backend, TestDatabase, on_both_databases, run, with_database};
use crate::program::{Serving, ended, program};
use crate::user::{User, sandbox};

on_both_databases!(
    what_was_backed_up_is_used_elsewhere,
    a_backup_goes_into_a_new_database_alone,
    a_backup_is_of_one_moment,
);

async fn what_was_backed_up_is_used_elsewhere(database: Arc<TestDatabase>) {
    let (data, elsewhere) = (directory(), directory());
    let (code, _, errors) = ended(program(data.path(), &database).arg("init")).await;
    assert_eq!(code, Some(0), "{errors}");
    let sandbox = sandbox().await;
    let serving = Serving::beside(program(data.path(), &database), &sandbox).await;
    let user = User::set_up(&serving.origin, &sandbox).await;
    user.uses().await;

    let file = data.path().join("monday.backup");
    let (code, said, errors) = ended(program(data.path(), &database).arg("backup").arg(&file)).await;
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("2 connectors, 1 service tokens"), "{said}");
    assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    user.uses().await;
    serving.killed().await;
    let key = fs::read(data.path().join("master.key")).expect("a key");
    let bytes = fs::read(&file).expect("a backup");
    assert!(!bytes.windows(64).any(|window| window == key.trim_ascii()), "the master key is not in it");

    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (file, user, sandbox) = (file.clone(), user.clone(), Arc::clone(&sandbox));
        let (data, elsewhere) = (data.path().to_owned(), elsewhere.path().join(format!("{backend:?}")));
        with_database(backend, move |other| async move {
            fs::create_dir(&elsewhere).expect("a directory");
            let restore = || {
                let mut command = program(&elsewhere, &other);
                command.arg("restore").arg(&file);
                command
            };
            let (code, _, errors) = ended(&mut restore()).await;
            assert_eq!(code, Some(1), "{errors}");
            assert!(errors.contains("there is none in"), "without the key: {errors}");
            fs::copy(data.join("master.key"), elsewhere.join("master.key")).expect("a copy");
            let (code, said, errors) = ended(&mut restore()).await;
            assert_eq!(code, Some(0), "{errors}");
            assert!(
                said.contains("2 connectors") && said.contains("All 1 service tokens are revoked"),
                "{said}"
            );

            let serving = Serving::beside(program(&elsewhere, &other), &sandbox).await;
            let restored = User { origin: serving.origin.clone(), ..user };
            assert_eq!(restored.tries().await.0, StatusCode::UNAUTHORIZED, "its token");
            // Nor does an edit bring it back.
            run(&mut other.connection().await, "UPDATE service_tokens SET revoked_at = NULL").await;
            assert_eq!(restored.tries().await.0, StatusCode::UNAUTHORIZED);
            let restored = restored.with_a_new_token().await;
            for connector in [restored.used.clone(), restored.other.clone()] {
                User { used: connector, ..restored.clone() }.uses().await;
            }
            serving.killed().await;
        })
        .await;
    }
}

async fn a_backup_goes_into_a_new_database_alone(database: Arc<TestDatabase>) {
    let data = directory();
    let (code, _, errors) = ended(program(data.path(), &database).arg("init")).await;
    assert_eq!(code, Some(0), "{errors}");
    let file = data.path().join("backup");
    for expected in [0, 1] {
        let (code, _, errors) = ended(program(data.path(), &database).arg("backup").arg(&file)).await;
        assert_eq!(code, Some(expected), "{errors}");
        assert!(expected == 0 || errors.contains("there is such a file already"), "{errors}");
    }
    assert_eq!(files_beside(&file), ["backup"], "nothing half done is left");
    let (code, _, errors) = ended(program(data.path(), &database).arg("restore").arg(&file)).await;
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("is not empty"), "{errors}");
    let missing = data.path().join("missing");
    let (code, _, errors) = ended(program(data.path(), &database).arg("restore").arg(&missing)).await;
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("missing"), "{errors}");
}

/// While connectors and their keys are saved, no backup has one without the other, and all that are in it can be restored.
async fn a_backup_is_of_one_moment(database: Arc<TestDatabase>) {
    let data = directory();
    let (code, _, errors) = ended(program(data.path(), &database).arg("init")).await;
    assert_eq!(code, Some(0), "{errors}");
    let sandbox = sandbox().await;
    let serving = Serving::beside(program(data.path(), &database), &sandbox).await;
    let user = User::set_up(&serving.origin, &sandbox).await;
    let writing = tokio::spawn(async move {
        for _ in 0..20 {
            user.deactivates_and_reactivates().await;
        }
    });
    let mut number = 0;
    while number < 2 || !writing.is_finished() {
        let file = data.path().join(format!("backup-{number}"));
        let (code, _, errors) = ended(program(data.path(), &database).arg("backup").arg(&file)).await;
        assert_eq!(code, Some(0), "{errors}");
        number += 1;
    }
    writing.await.expect("no write failed");
    serving.killed().await;
    for number in 0..number {
        let file = data.path().join(format!("backup-{number}"));
        let other = TestDatabase::create(Backend::Sqlite).await;
        let (code, _, errors) = ended(program(data.path(), &other).arg("restore").arg(&file)).await;
        assert_eq!(code, Some(0), "{errors}");
    }
}

fn directory() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

/// The names of a backup, and of whatever it left beside it.
fn files_beside(file: &Path) -> Vec<String> {
    let names = fs::read_dir(file.parent().expect("a directory")).expect("a directory");
    let names = names.map(|entry| entry.expect("a file").file_name().into_string().expect("text"));
    let mut names: Vec<String> = names.filter(|name| name.contains("backup")).collect();
    names.sort_unstable();
    names
}
