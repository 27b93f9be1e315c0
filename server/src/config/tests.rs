//! What production and the demo are held to where nobody configures anything.

use super::*;

#[test]
fn production_is_strict_by_default() {
    let config = Config::default();
    assert_eq!((config.access, &config.app), (Access::SignedIn, &AppSource::Embedded));
    assert_eq!(config.public_origin, None);
    for list in
        [&config.allowed_authorities, &config.outgoing_addresses, &config.frame_ancestors, &config.try_paths]
    {
        assert_eq!(*list, [""; 0]);
    }
    assert_eq!(config.instances, []);
    assert!(!config.gallery && config.trusted_proxies.is_empty());
    let named = Config { demo_credentials: Some(PathBuf::from("credentials.json")), ..config.clone() };
    assert_eq!(named.demo_credentials(), None, "in the demo only");
    assert_eq!(config.body_timeout, Duration::from_secs(10));
    assert_eq!(config.cancel_memory, Duration::from_secs(60));
    assert_eq!(config.readiness, Duration::from_secs(1));
    assert_eq!(config.drain, Duration::from_secs(12));
    assert_eq!(BODY_BYTES, 65_536);
}

#[test]
fn checks_are_held_to_little_by_default() {
    let check = Config::default().check;
    assert_eq!(check.budget, Duration::from_secs(10));
    assert_eq!(check.client_limits, ClientLimits { connect: Duration::from_secs(3), answer_bytes: 65_536 });
    assert_eq!(check.rates.checks, Rate { times: 6, per: Duration::from_secs(60) });
    assert_eq!(check.rates.logins, Rate { times: 60, per: Duration::from_secs(3600) });
    assert_eq!(check.host_concurrency, 64);
    let BreakerLimits { failures, tenants, window, pause, patience } = check.breaker;
    assert_eq!(patience, check.client_limits.connect);
    assert_eq!(check.revocation, Duration::from_secs(5));
    assert_eq!((failures, tenants), (10, 3));
    assert_eq!((window.as_secs(), pause.as_secs()), (60, 30));
}

#[test]
fn requests_are_held_to_what_flows_need_by_default() {
    let runtime = Config::default().runtime;
    assert_eq!(
        runtime.send.client_limits,
        ClientLimits { connect: Duration::from_secs(3), answer_bytes: 20 << 20 }
    );
    assert_eq!((runtime.send.idle.as_secs(), runtime.send.host_concurrency), (30, 256));
    assert_eq!(runtime.rate, Rate { times: 300, per: Duration::from_secs(60) });
    assert_eq!(runtime.body_bytes, 1 << 20);
    assert_eq!(Config::default().unknown_tokens, Rate { times: 30, per: Duration::from_secs(60) });
    let sessions = Config::default().sessions;
    assert_eq!((sessions.kept, sessions.idle.as_secs()), (10_000, 3600));
    assert_eq!(sessions.renewals, Rate { times: 5, per: Duration::from_secs(900) });
    assert_eq!((sessions.login_pause.as_secs(), sessions.login_pause_max.as_secs()), (1, 300));
    assert_eq!(Config::default().usage_flush, Duration::from_secs(5));
    assert_eq!(Config::default().writes, Rate { times: 120, per: Duration::from_secs(60) });
}

#[test]
fn there_is_room_for_the_largest_body_and_for_other_tenants_by_default() {
    let AdmissionLimits { in_all, of_a_tenant, of_a_token } = Config::default().admission;
    assert!(8 * Config::default().runtime.body_bytes <= of_a_token.bytes);
    for (part, whole) in [(of_a_token, of_a_tenant), (of_a_tenant, in_all)] {
        assert!(2 * part.bytes <= whole.bytes && 2 * part.requests <= whole.requests);
    }
    assert_eq!(in_all.bytes, 128 << 20);
}

#[test]
fn the_demo_differs_in_who_and_how_often_only() {
    let mut demo = Config::demo();
    assert!(demo.check.rates.checks.times > 6);
    assert!(!demo.try_paths.is_empty());
    demo.access = Access::SignedIn;
    demo.try_paths.clear();
    demo.check.rates = Config::default().check.rates;
    demo.inbound = Config::default().inbound;
    demo.writes = Config::default().writes;
    assert_eq!(demo, Config::default());
}
