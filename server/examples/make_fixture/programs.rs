//! The programs of the commit, started and ended as an operator does it.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use connectors_server::store::Database;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use crate::database::TestDatabase;

/// Where the sandbox listens; the 14 ports after it are its own as well. Connectors keep it in their URLs, so tests
/// need it again: it lies below the ports that systems hand out by themselves.
pub(crate) const SALESFORCE_PORT: u16 = 18_391;

/// The sandbox's URL.
pub(crate) fn salesforce() -> String {
    format!("http://localhost:{SALESFORCE_PORT}")
}

/// What to start, and on what.
pub(crate) struct Programs {
    pub(crate) server: PathBuf,
    pub(crate) sandbox: PathBuf,
    pub(crate) database: Arc<TestDatabase>,
    pub(crate) sandbox_data: PathBuf,
}

/// A program that runs.
pub(crate) struct Program(Child);

impl Programs {
    /// Starts the sandbox.
    pub(crate) async fn sandbox(&self) -> Program {
        let mut command = Command::new(&self.sandbox);
        command.args(["--port", &SALESFORCE_PORT.to_string(), "--data"]).arg(&self.sandbox_data);
        let mut child = start(command.stdout(Stdio::piped()));
        until_it_says("Salesforce sandbox:", child.stdout.take().expect("piped")).await;
        Program(child)
    }

    /// Prepares the database where the server does not do so by itself.
    pub(crate) async fn prepare(&self) {
        if let Database::Postgres(_) = &self.database.database {
            let prepared = self.server_with(&["init"]).status().await.expect("the server");
            assert!(prepared.success(), "init: {prepared}");
        }
    }

    /// Starts the server, and tells its origin.
    pub(crate) async fn server(&self) -> (Program, String) {
        let mut command = self.server_with(&["--demo", "--port", "0", "--allow-authority", &salesforce()]);
        let mut child = start(command.stderr(Stdio::piped()));
        let line = until_it_says(" listening ", child.stderr.take().expect("piped")).await;
        let (_, address) = line.rsplit_once("address=").unwrap_or_else(|| panic!("no address in {line}"));
        (Program(child), format!("http://{}", address.trim()))
    }

    fn server_with(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.server);
        // What the developer's shell has set must not reach it.
        command.env_clear().args(arguments).arg("--data").arg(self.database.data_directory());
        if let Database::Postgres(url) = &self.database.database {
            command.args(["--database", url]);
        }
        command
    }
}

impl Program {
    /// Tells it to leave, and waits until it has.
    pub(crate) async fn leave(mut self) {
        let id = self.0.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill");
        assert!(told.success(), "process {id} cannot be told to leave");
        let ended = self.0.wait().await.expect("a status");
        assert!(ended.success(), "it left with {ended}");
    }
}

fn start(command: &mut Command) -> Child {
    let program = command.as_std().get_program().display().to_string();
    command.kill_on_drop(true).spawn().unwrap_or_else(|error| panic!("{program}: {error}"))
}

/// Waits for the line that has these words. The rest of the output is read and forgotten, so that nothing waits for us.
async fn until_it_says(words: &str, output: impl AsyncRead + Send + Unpin + 'static) -> String {
    let (mut output, mut said) = (BufReader::new(output), String::new());
    while !said.lines().last().is_some_and(|line| line.contains(words)) {
        assert_ne!(output.read_line(&mut said).await.expect("text"), 0, "it ended: {said}");
    }
    tokio::spawn(async move { tokio::io::copy(&mut output, &mut tokio::io::sink()).await });
    said.lines().last().expect("the line").to_owned()
}
