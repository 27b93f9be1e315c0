//! The sandbox and the server, built and started side by side for a person at the browser.

use std::fs;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::failure::{Context, Failure, Result};
use crate::page::Page;
use crate::process::{POLL, Running};
use crate::{files, network, paths, process};

/// How long a program that was just built may take until it answers.
const START: Duration = Duration::from_secs(30);

/// How many ports the sandbox takes after its own: one for each of its faults.
const FAULT_PORTS: u16 = 14;

/// Where sandbox and server listen, and where the server keeps its data.
pub(crate) struct StackOptions {
    port: u16,
    sandbox_port: u16,
    data: PathBuf,
}

/// The packages of the programs that are started.
const PROGRAMS: [&str; 4] = ["--package", "salesforce-sandbox", "--package", "connectors-server"];

/// Both, running. Dropping it ends them.
pub(crate) struct Stack {
    server: Running,
    sandbox: Running,
}

impl StackOptions {
    /// What a person chose, else the defaults.
    pub(crate) fn chosen(
        port: Option<u16>,
        sandbox_port: Option<u16>,
        data: Option<PathBuf>,
    ) -> Result<Self> {
        Ok(Self {
            port: port.unwrap_or(8080),
            sandbox_port: sandbox_port.unwrap_or(8090),
            data: paths::chosen(data, "data")?,
        })
    }

    /// Fails before anything is built when a port is taken, or wanted twice.
    pub(crate) fn must_be_free(&self) -> Result<()> {
        let sandbox = self.sandbox_ports()?;
        let (first, last) = (sandbox.start(), sandbox.end());
        if sandbox.contains(&self.port) {
            return Err(Failure::said(format!(
                "Port {} is one of the sandbox's, {first} to {last}: choose another --port or --sandbox-port",
                self.port
            )));
        }
        network::must_be_free(self.port, "--port")?;
        let way_out = format!("--sandbox-port: the sandbox takes {first} to {last}");
        sandbox.clone().try_for_each(|port| network::must_be_free(port, &way_out))
    }

    /// The sandbox's own port and those of its faults.
    fn sandbox_ports(&self) -> Result<RangeInclusive<u16>> {
        let first = self.sandbox_port;
        let last = first.checked_add(FAULT_PORTS);
        last.map(|last| first..=last).ok_or_else(|| {
            let most = u16::MAX - FAULT_PORTS;
            Failure::said(format!(
                "--sandbox-port {first} is too high: the sandbox takes {FAULT_PORTS} more after it, so at most {most}"
            ))
        })
    }

    pub(crate) fn page_url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    fn sandbox_url(&self) -> String {
        format!("http://localhost:{}", self.sandbox_port)
    }
}

/// Builds both, quickly rather than fast.
pub(crate) fn build() -> Result<()> {
    process::run(&mut cargo_build())
}

/// Builds the server once more, with the page that ships inside.
pub(crate) fn build_embedded() -> Result<()> {
    process::run(cargo_build().args(["--features", "connectors-server/embedded-app"]))
}

/// The command that [`build`] runs.
pub(crate) fn cargo_build() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked"]).args(PROGRAMS).current_dir(paths::root());
    cargo
}

/// A program of the workspace, as built.
pub(crate) fn binary(name: &str) -> PathBuf {
    paths::built("debug", name)
}

/// What the sandbox keeps, the private key among it.
fn demo() -> PathBuf {
    // Fixed, whatever CARGO_TARGET_DIR says: scripts and people look here.
    paths::root().join("target/demo")
}

impl Stack {
    /// Starts both, the server with more arguments, waits until both answer, and says what to type into the form.
    pub(crate) fn start(options: &StackOptions, page: &Page, arguments: &[&str]) -> Result<Self> {
        let mut sandbox = sandbox(options);
        let authorities = process::ask(
            Command::new(binary("salesforce-sandbox")).args(sandbox.get_args()).arg("--authorities"),
        );
        let authorities =
            authorities.ok_or_else(|| Failure::said("the sandbox does not name its authorities"))?;
        let mut sandbox = process::start(&mut sandbox)?;
        wait_until_answers("the sandbox", &mut sandbox, options.sandbox_port, "/")?;

        let credentials = credentials(options)?;
        files::write(&demo().join("credentials.json"), format!("{credentials:#}\n"))?;

        let mut server = server(options, page, authorities.lines());
        let mut server = process::start(server.args(arguments))?;
        wait_until_answers("the server", &mut server, options.port, "/healthz")?;
        print_welcome(options, &credentials);
        Ok(Self { server, sandbox })
    }

    /// Fails as soon as one of them has ended by itself, or somebody asks us to end.
    pub(crate) fn watch(&mut self) -> Result<()> {
        process::check_interrupted()?;
        for (name, running) in [("the server", &mut self.server), ("the sandbox", &mut self.sandbox)] {
            if let Some(status) = running.ended()? {
                return Err(Failure::said(format!("{name} has ended ({status})")));
            }
        }
        Ok(())
    }
}

fn sandbox(options: &StackOptions) -> Command {
    let mut command = Command::new(binary("salesforce-sandbox"));
    command.args(["--port", &options.sandbox_port.to_string(), "--data"]).arg(demo());
    command
}

fn server<'a>(options: &StackOptions, page: &Page, authorities: impl Iterator<Item = &'a str>) -> Command {
    let mut command = Command::new(binary("connectors-server"));
    command.args(["--demo", "--port", &options.port.to_string(), "--data"]).arg(&options.data);
    command.arg("--app-dir").arg(&page.dist);
    command.arg("--demo-credentials").arg(demo().join("credentials.json"));
    for authority in authorities {
        command.args(["--allow-authority", authority]);
    }
    command
}

/// Waits until a program answers, or has ended.
pub(crate) fn wait_until_answers(name: &str, running: &mut Running, port: u16, path: &str) -> Result<()> {
    let started = Instant::now();
    while !network::answers(port, path) {
        process::check_interrupted()?;
        if let Some(status) = running.ended()? {
            return Err(Failure::said(format!("{name} has ended ({status})")));
        }
        if started.elapsed() > START {
            return Err(Failure::said(format!("{name} does not answer on port {port}")));
        }
        thread::sleep(POLL);
    }
    Ok(())
}

/// What a person or a script enters into the form, from the files that the sandbox made at its first start.
fn credentials(options: &StackOptions) -> Result<Value> {
    let first = |file: &str, field: &str| -> Result<String> {
        let path = demo().join(file);
        let list: Value =
            serde_json::from_slice(&files::read(&path)?).context(|| path.display().to_string())?;
        let value = list[0][field].as_str().map(str::to_owned);
        value.ok_or_else(|| Failure::said(format!("{}: the first entry has no {field}", path.display())))
    };
    let key = demo().join("private-key.pem");
    let key = fs::canonicalize(&key).context(|| format!("cannot find {}", key.display()))?;
    Ok(json!({
        "page": options.page_url(),
        "url": options.sandbox_url(),
        "clientId": first("apps.json", "clientId")?,
        "emailId": first("users.json", "username")?,
        "privateKeyFile": key,
    }))
}

fn print_welcome(options: &StackOptions, credentials: &Value) {
    let text = |field: &str| credentials[field].as_str().unwrap_or_default().to_owned();
    println!("\nThe page:     {}", options.page_url());
    println!("The sandbox:  {} (and how to reach each failure)\n", options.sandbox_url());
    println!("To set up a Salesforce connector, enter:");
    println!("  Client ID    {}", text("clientId"));
    println!("  Email ID     {}", text("emailId"));
    println!("  URL          {}", text("url"));
    println!("  Private Key  the file {}", text("privateKeyFile"));
    println!("\nThe same, for scripts: {}", demo().join("credentials.json").display());
    println!("Saved connectors are kept in {}. Ctrl-C ends everything.\n", options.data.display());
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::path::PathBuf;

    use super::{FAULT_PORTS, StackOptions};
    use crate::{files, paths};

    /// A port that no system gives out by itself.
    const OUT_OF_THE_WAY: u16 = u16::MAX;

    fn options(port: u16, sandbox_port: u16) -> StackOptions {
        StackOptions { port, sandbox_port, data: PathBuf::new() }
    }

    fn refusal(options: &StackOptions) -> String {
        let line = options.must_be_free().expect_err("refused").to_string();
        assert!(!line.contains('\n'), "{line}");
        line
    }

    #[test]
    fn the_page_cannot_have_a_port_of_the_sandbox() {
        for port in [8090, 8091, 8095, 8104] {
            let line = refusal(&options(port, 8090));
            assert!(
                line.starts_with(&format!("Port {port} is one of the sandbox's, 8090 to 8104")),
                "{line}"
            );
            assert!(line.contains("--port") && line.contains("--sandbox-port"), "{line}");
        }
    }

    #[test]
    fn a_taken_port_is_found_wherever_in_the_sandboxs_range_it_is() {
        for distance in [0, 1, FAULT_PORTS] {
            let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            let taken_port = taken.local_addr().expect("its address").port();
            // Those in between may be taken as well, by other tests: then one of them is named.
            let sandbox_port = taken_port - distance;
            let line = refusal(&options(OUT_OF_THE_WAY, sandbox_port));
            let range = format!("{sandbox_port} to {}", sandbox_port + FAULT_PORTS);
            assert!(line.contains("--sandbox-port") && line.contains(&range), "{line}");
        }
    }

    #[test]
    fn a_sandbox_whose_ports_would_run_out_is_refused() {
        let line = refusal(&options(8080, 65_530));
        assert!(line.contains("--sandbox-port 65530 is too high") && line.contains("65521"), "{line}");
    }

    #[test]
    fn the_sandbox_has_as_many_faults_as_ports_are_looked_at() {
        let file = paths::root().join("salesforce-sandbox/src/fault.rs");
        let source = files::read_text(&file).expect("the sandbox's faults");
        assert!(source.contains(&format!("pub const ALL: [Self; {FAULT_PORTS}]")));
    }
}
