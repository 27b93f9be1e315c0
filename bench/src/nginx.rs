//! nginx as a plain reverse proxy: what a request through the runtime API is held against.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use contract::api::HEALTH;
use hyper::header::{ACCEPT, HeaderValue, USER_AGENT};
use hyper::{Method, StatusCode};

use crate::failure::{Context as _, Result};
use crate::http::Client;
use crate::load::Target;
use crate::machine::Cores;
use crate::server::{Server, free_address};
use crate::stub::{Stub, TOKEN};

/// Starts nginx on the server's core, in front of the stub. It lives in a directory of its own.
pub(crate) fn start(program: &Path, cores: Cores, home: &Path, stub: &Stub) -> Result<Server> {
    let address = free_address()?;
    fs::create_dir_all(home).context("a directory for nginx")?;
    let file = home.join("nginx.conf");
    fs::write(&file, configuration(address, stub.authority())).context("nginx's configuration")?;
    let mut command = Command::new(program);
    command.args(["-e", "stderr", "-p"]).arg(home).arg("-c").arg(&file);
    Server::start(cores, command, address, &home.join("log"))
}

/// One process, connections that are kept on both sides, no log of requests: nothing that a proxy could do without.
fn configuration(address: SocketAddr, stub: &str) -> String {
    let stub = stub.trim_start_matches("http://");
    let temporary: String = ["client_body", "proxy", "fastcgi", "scgi", "uwsgi"]
        .map(|what| format!("{what}_temp_path temporary;\n"))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr;\n\
         events {{ worker_connections 4096; }}\n\
         http {{\naccess_log off;\n{temporary}keepalive_requests 1000000000;\n\
         upstream stub {{ server {stub}; keepalive 512; keepalive_requests 1000000000; }}\n\
         server {{\nlisten {address};\nlocation = {HEALTH} {{ return 200; }}\nlocation / {{\n\
         proxy_pass http://stub;\nproxy_http_version 1.1;\nproxy_set_header Connection \"\";\n}}\n}}\n}}\n"
    )
}

/// What our server asks of the stub, asked of nginx.
pub(crate) fn target(address: SocketAddr, path: fn(u64) -> String) -> Target {
    let client = Client::new(address);
    let (asking, token) = (client.clone(), format!("{TOKEN}1"));
    let request = move |ticket| {
        let mut request = asking.request(Method::GET, &path(ticket), Some(&token), String::new());
        for (name, value) in [(ACCEPT, "*/*"), (USER_AGENT, "connectors/0.1.0")] {
            request.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        request
    };
    Target { client, request: Rc::new(request), counts: |answer| answer.status == StatusCode::OK }
}
