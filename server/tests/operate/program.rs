//! The server's own binary, running.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::task::JoinHandle;

/// A demo that listens.
pub(crate) struct Program {
    pub(crate) origin: String,
    child: Child,
    /// The rest of what it says.
    said: JoinHandle<String>,
    _data: Option<TempDir>,
}

impl Program {
    /// Starts it, with nothing else in its environment.
    pub(crate) async fn start(args: &[String], environment: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let command = Command::new(env!("CARGO_BIN_EXE_connectors-server"));
        let program = Self::run(command, data.path(), args, environment).await;
        Self { _data: Some(data), ..program }
    }

    /// Starts it by this command, on this directory.
    pub(crate) async fn run(
        mut command: Command,
        data: &Path,
        args: &[String],
        environment: &[(&str, &str)],
    ) -> Self {
        command.env_clear().envs(environment.iter().copied());
        command.args(["--demo", "--port", "0", "--data"]).arg(data).args(args);
        let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("it runs");
        let mut lines = BufReader::new(child.stderr.take().expect("piped"));
        let mut said = String::new();
        let address = loop {
            if let Some(address) = said.lines().last().and_then(listens_at) {
                break address;
            }
            assert_ne!(lines.read_line(&mut said).await.expect("text"), 0, "it ended: {said}");
        };
        let origin = format!("http://{address}");
        Self { origin, child, said: tokio::spawn(rest(lines, said)), _data: None }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Tells it to leave, waits until it has, and tells what it said.
    pub(crate) async fn leaves(mut self) -> String {
        let id = self.child.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill");
        assert!(told.success());
        assert!(self.child.wait().await.expect("a status").success());
        self.said.await.expect("text")
    }
}

/// Where it listens, if that is what a line of its log says, as text or as JSON.
fn listens_at(line: &str) -> Option<String> {
    if let Ok(json) = serde_json::from_str::<Value>(line) {
        let says = json["fields"]["message"] == "listening";
        return says.then(|| json["fields"]["address"].as_str().map(str::to_owned)).flatten();
    }
    let (_, address) = line.split_once(" listening ")?.1.split_once("address=")?;
    Some(address.trim().to_owned())
}

async fn rest(mut lines: BufReader<ChildStderr>, mut said: String) -> String {
    lines.read_to_string(&mut said).await.expect("text");
    said
}
