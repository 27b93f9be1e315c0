//! `rewrap`: another master key, while the server goes on.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::database::{TestDatabase, on_both_databases};
use crate::program::{Serving, ended, program};
use crate::user::{User, sandbox};

on_both_databases!(no_request_fails_while_the_master_key_changes);

async fn no_request_fails_while_the_master_key_changes(database: Arc<TestDatabase>) {
    let data = tempfile::tempdir().expect("a directory");
    let (old, new) = (data.path().join("old.key"), data.path().join("new.key"));
    std::fs::write(&old, "a1".repeat(32)).expect("a file");
    std::fs::write(&new, "b2".repeat(32)).expect("a file");
    for key in [&old, &new] {
        std::fs::set_permissions(key, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .expect("its owner");
    }
    let sandbox = sandbox().await;
    let command = |sealing: &Path, others: &[&Path]| {
        let mut command = program(data.path(), &database);
        command.arg("--master-key-file").arg(sealing);
        for other in others {
            command.arg("--other-master-key-file").arg(other);
        }
        command
    };

    let serving = Serving::beside(command(&old, &[]), &sandbox).await;
    let user = User::set_up(&serving.origin, &sandbox).await;
    serving.killed().await;

    let serving = Serving::beside(command(&new, &[&old]), &sandbox).await;
    let user = Arc::new(User { origin: serving.origin.clone(), ..user });
    let (done, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let using = tokio::spawn({
        let (user, done, sent) = (Arc::clone(&user), Arc::clone(&done), Arc::clone(&sent));
        async move {
            while !done.load(Ordering::Relaxed) {
                user.uses().await;
                sent.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    for _ in 0..5 {
        let mut rewrap = command(&new, &[&old]).arg("rewrap").spawn().expect("it runs");
        let before = sent.load(Ordering::Relaxed);
        while sent.load(Ordering::Relaxed) == before && !using.is_finished() {
            tokio::task::yield_now().await;
        }
        // Wherever it is by then.
        rewrap.kill().await.expect("it is there, or has ended");
    }
    let (code, said, errors) = ended(command(&new, &[&old]).arg("rewrap")).await;
    assert_eq!(code, Some(0), "{errors}");
    assert!(said.contains("Everything is under master key"), "{said}");
    user.deactivates_and_reactivates().await;
    done.store(true, Ordering::Relaxed);
    using.await.expect("no request failed");
    serving.killed().await;

    let (code, _, errors) = ended(command(&old, &[]).args(["--demo", "--port", "0"])).await;
    assert_eq!(code, Some(1), "{errors}");
    let serving = Serving::beside(command(&new, &[]), &sandbox).await;
    User { origin: serving.origin.clone(), ..user.as_ref().clone() }.uses().await;
    serving.killed().await;
}
