//! What the options mean for the configuration.

use clap::CommandFactory as _;

use super::*;
use crate::identity::Role;

#[test]
fn the_command_line_holds_together() {
    Args::command().debug_assert();
}

#[test]
fn it_listens_on_loopback_by_default() {
    for demo in [&["--demo"][..], &[]] {
        let args = Args::parse_from([&["server", "--port", "1234"], demo].concat());
        assert_eq!(args.address().to_string(), "127.0.0.1:1234");
    }
    let args = Args::parse_from(["server", "--demo"]);
    assert!(args.config().for_app(Role::Administrator.permissions()).demo);
}

#[test]
fn only_the_demo_hands_out_credentials() {
    let of = |args: &[&str]| Args::try_parse_from([&["server"], args].concat());
    assert!(of(&["--demo-credentials", "credentials.json"]).is_err());
    let demo = of(&["--demo", "--demo-credentials", "credentials.json"]).expect("a demo").config();
    assert!(demo.demo_credentials().is_some() && demo.for_app(Role::Administrator.permissions()).demo_form);
    assert!(!of(&["--demo"]).expect("a demo").config().for_app(Role::Administrator.permissions()).demo_form);
}

#[test]
fn the_built_in_paths_can_be_tried_and_are_off_by_default() {
    for path in default_try_paths() {
        assert_eq!(try_path(&path), Ok(path));
    }
    let of = |args: &[&str]| Args::parse_from([&["server"], args].concat()).config().try_paths;
    assert_eq!(of(&[]), [""; 0]);
    assert_eq!(of(&["--try-requests"]), default_try_paths());
    assert_eq!(of(&["--demo"]), default_try_paths());
    assert_eq!(of(&["--try-requests", "--try-path", "/services/data/"]), ["/services/data/"]);
    for refused in ["/services/data/../x", "/services/data/?q=50%"] {
        assert!(try_path(refused).is_err(), "{refused}");
    }
}

#[test]
fn the_budgets_are_the_operators_to_set() {
    let of = |args: &[&str]| {
        let Rates { checks, logins } = Args::parse_from([&["server"], args].concat()).config().check.rates;
        (checks.times, logins.times)
    };
    assert_eq!(of(&[]), (6, 60));
    assert_eq!(of(&["--demo", "--login-rate", "5"]), (600, 5));
    assert_eq!(of(&["--check-rate", "20", "--login-rate", "200"]), (20, 200));
    assert!(Args::try_parse_from(["server", "--check-rate", "0"]).is_err());
}

#[test]
fn nothing_is_told_to_anyone_by_default() {
    for args in [&["server"][..], &["server", "--demo"]] {
        let args = Args::parse_from(args);
        assert_eq!((args.metrics, args.otlp_endpoint), (None, None));
    }
    let args = ["server", "--metrics", "127.0.0.1:9464", "--otlp-endpoint", "http://localhost:4318"];
    let args = Args::parse_from(args);
    assert_eq!(args.metrics, Some(SocketAddr::from(([127, 0, 0, 1], 9464))));
    assert_eq!(args.otlp_endpoint.as_deref(), Some("http://localhost:4318/"));
    assert!(http_url("localhost:4318").is_err() && http_url("http://localhost:4318?x").is_err());
}

#[test]
fn the_rate_of_tokens_can_be_set() {
    let of = |args: &[&str]| Args::parse_from([&["server"], args].concat()).config().runtime.rate.times;
    assert_eq!((of(&[]), of(&["--token-rate", "7"])), (300, 7));
    assert!(Args::try_parse_from(["server", "--token-rate", "0"]).is_err());
}
