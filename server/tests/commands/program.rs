//! The program, told to do something, and the same program serving.

use std::path::Path;
use std::process::{Output, Stdio};

use connectors_server::store::Database;
use salesforce_sandbox::Running;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::database::TestDatabase;

/// A command line of the program, with nothing else in its environment: its data in `data`, its rows in `database`.
pub(crate) fn program(data: &Path, database: &TestDatabase) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectors-server"));
    command.env_clear().arg("--data").arg(data).kill_on_drop(true);
    let database = match &database.database {
        Database::Sqlite(path) => path.display().to_string(),
        Database::Postgres(url) => url.clone(),
    };
    command.args(["--database", &database]);
    command
}

/// Runs it to its end. What it said, to people and as errors.
pub(crate) async fn ended(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().await.expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

/// A demo that listens, and where.
pub(crate) struct Serving {
    pub(crate) origin: String,
    child: Child,
}

impl Serving {
    /// Starts it.
    pub(crate) async fn start(command: &mut Command) -> Self {
        let mut child =
            command.args(["--demo", "--port", "0"]).stderr(Stdio::piped()).spawn().expect("it runs");
        let mut lines = BufReader::new(child.stderr.take().expect("piped"));
        let mut said = String::new();
        while !said.lines().last().is_some_and(|line| line.contains(" listening ")) {
            assert_ne!(lines.read_line(&mut said).await.expect("text"), 0, "it ended: {said}");
        }
        let address = said.rsplit_once("address=").map_or("", |(_, address)| address.trim());
        let origin = format!("http://{address}");
        // What it says from now on is read by somebody, so that it never waits for that.
        tokio::spawn(async move { tokio::io::copy(&mut lines, &mut tokio::io::sink()).await });
        Self { origin, child }
    }

    /// Starts it with a sandbox that it may ask.
    pub(crate) async fn beside(mut command: Command, sandbox: &Running) -> Self {
        for authority in sandbox.addresses().authorities() {
            command.args(["--allow-authority", &authority]);
        }
        Self::start(&mut command).await
    }

    /// Ends it, in whatever it does.
    pub(crate) async fn killed(mut self) {
        self.child.kill().await.expect("it is there");
    }
}
