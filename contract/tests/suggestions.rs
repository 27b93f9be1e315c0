//! What is offered in place of a value that breaks its rule.

use contract::codes::{Field, RuleCode};
use contract::corpus::{self, Case};
use contract::form::{FieldSpec, Validation};
use contract::validation::{UrlPolicy, is_sandbox_host, misplaced_key, suggested_for_user, url};

fn policy() -> UrlPolicy {
    UrlPolicy {
        allowed_authorities: ["http://localhost:8090", "https://site.example"].map(str::to_owned).to_vec(),
    }
}

fn offered(field: Field, typed: &str) -> Option<String> {
    FieldSpec::of(field).suggest.and_then(|suggest| suggest(typed, &policy()))
}

#[test]
fn obvious_ways_out_are_offered() {
    const LOGIN: Option<&str> = Some("https://login.salesforce.com");
    const ACME: Option<&str> = Some("https://acme.my.salesforce.com");
    const UAT: Option<&str> = Some("https://acme--uat.sandbox.my.salesforce.com");
    const DEFENSE: Option<&str> = Some("https://acme.my.salesforce.mil");
    const CHINA: Option<&str> = Some("https://acme.my.sfcrmproducts.cn");
    const SITE: Option<&str> = Some("https://site.example/customers");
    for (typed, offer) in [
        ("login.salesforce.com", LOGIN),
        ("//login.salesforce.com", LOGIN),
        ("http://login.salesforce.com", LOGIN),
        ("htps://login.salesforce.com", LOGIN),
        ("https:/login.salesforce.com", LOGIN),
        ("https:login.salesforce.com", LOGIN),
        ("HTTP://Login.Salesforce.com/", LOGIN),
        ("https://login.salesforce.com//", LOGIN),
        ("https://login.salesforce.com/services/oauth2/token", LOGIN),
        ("login.salesforce.com/services/oauth2/authorize?x=1#y", LOGIN),
        ("https://login.salesforce.com/?ec=302&startURL=%2Fhome", LOGIN),
        ("https://login.salesforce.com#/home", LOGIN),
        ("https://admin:secret@login.salesforce.com", LOGIN),
        ("https://login.salesforce.com:8443", LOGIN),
        ("login.salesforce.com:443", LOGIN),
        ("https://login.salesforce.com.", LOGIN),
        ("https://login,salesforce.com", LOGIN),
        ("https:\\\\login.salesforce.com\\x", LOGIN),
        ("\"https://login.salesforce.com\"", LOGIN),
        ("<https://login.salesforce.com>;", LOGIN),
        ("URL: https://login.salesforce.com", LOGIN),
        ("https://log\u{200c}in.salesforce.com", LOGIN),
        ("https://login .salesforce.com", LOGIN),
        ("https://https://login.salesforce.com", LOGIN),
        ("https.//login.salesforce.com", LOGIN),
        ("www.login.salesforce.com", LOGIN),
        ("https://login\u{ff0e}salesforce\u{ff0e}com", LOGIN),
        ("https://login\u{3002}salesforce\u{3002}com/", LOGIN),
        ("saleforce.com", LOGIN),
        ("https://login.saleforce.com/x", LOGIN),
        ("salesforce.co", LOGIN),
        ("https://my.saleforce.com", LOGIN),
        ("https://www.salesforce.com", LOGIN),
        ("https://login.salesforce.com.mcas.ms", LOGIN),
        ("https://tset.salesforce.com", Some("https://test.salesforce.com")),
        ("https://acme.my.saleforce.com", ACME),
        ("https://acme.my.salesforce.com/lightning/page/home", ACME),
        ("https://acme.lightning.force.com/lightning/page/home", ACME),
        ("https://acme.lightning.force.com.mcas.ms/lightning?McasTsid=1", ACME),
        ("acme.my.salesforce-setup.com.mcas.ms", ACME),
        ("https://acme--c.vf.force.com/apex/x", ACME),
        ("https://acme.lightning.force.com.us3.mcas.ms/lightning", ACME),
        ("https://acme.my.salesforce.com.eu2.cas.ms", ACME),
        ("https://acme.builder.salesforce-experience.com/sfsites/picasso", ACME),
        ("My Domain: acme.my.salesforce.com", ACME),
        ("Current My Domain URL\tacme.my.salesforce.com", ACME),
        ("acme.my.salesforce.com (production)", ACME),
        ("https://acme.my.salesforce.com | Salesforce", ACME),
        ("https://acme.my.salesforce.com https://acme.my.salesforce.com", ACME),
        ("[https://acme.my.salesforce.com](https://acme.my.salesforce.com)", ACME),
        ("<a href=\"https://acme.my.salesforce.com\">Acme</a>", ACME),
        ("https://acme .my.salesforce.com", ACME),
        ("https%3A%2F%2Facme.my.salesforce.com%2Fservices", ACME),
        (
            "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.my.salesforce.com%2F&data=05",
            ACME,
        ),
        ("https://urldefense.com/v3/__https://acme.my.salesforce.com__;!!x", ACME),
        ("https://www.google.com/url?q=https://acme.lightning.force.com&sa=D", ACME),
        ("https://acme\u{2013}uat.sandbox.my.salesforce.com", UAT),
        ("acme\u{2014}uat.sandbox.lightning.force.com", UAT),
        ("https://acme\u{2011}\u{2011}uat.sandbox.my.salesforce.com", UAT),
        ("acme.lightning.crmforce.mil", DEFENSE),
        ("https://acme.lightning.sfcrmapps.cn/one/one.app", CHINA),
        (
            "https://acme--uat.sandbox.lightning.crmforce.mil",
            Some("https://acme--uat.sandbox.my.salesforce.mil"),
        ),
        ("localhost:8090", Some("http://localhost:8090")),
        ("https://localhost", Some("http://localhost:8090")),
        ("http://localhost:8090/services/oauth2/token", Some("http://localhost:8090")),
        ("http://localhost:8091", None),
        ("site.example/customers/", SITE),
        ("http://site.example/customers/s/login?x=1", SITE),
        ("https://site.example/customers/services/oauth2/token", SITE),
        ("https://site.example/customers/../x", Some("https://site.example")),
        ("https://sight.example", None),
        ("https://login.salesforce.com@evil.example", None),
        ("https://evil.example/login.salesforce.com", None),
        ("https://login.salesforce.com.evil.example", None),
        ("https://acme.my.site.com", None),
        ("https://acme.salesforce.com", None),
        ("https://[::1]", None),
        ("salesforce", None),
        ("", None),
    ] {
        assert_eq!(offered(Field::Url, typed).as_deref(), offer, "{typed}");
    }
    for (typed, offer) in [
        ("acme.my.salesforce.com/partners", Some("https://acme.my.salesforce.com/partners")),
        ("https://login.saleforce.com/", LOGIN),
        ("https://acme.lightning.force.com.mcas.ms", ACME),
        ("https://login.salesforce.com/services/oauth2/token?x", LOGIN),
        ("https://acme.my.salesforce.com/a%20b", ACME),
        ("example.com", None),
    ] {
        assert_eq!(offered(Field::Audience, typed).as_deref(), offer, "{typed}");
    }
    for (typed, offer) in [
        ("anna\u{ad}@acme.com", Some("anna@acme.com")),
        ("anna@acme.com\u{fe0f}", Some("anna@acme.com")),
        ("mailto:anna@acme.com", None),
        ("anna\u{ad}", None),
        ("anna@acme.com, ben@acme.com", None),
    ] {
        assert_eq!(offered(Field::EmailId, typed).as_deref(), offer, "{typed}");
    }
    assert_eq!(offered(Field::Name, "Sales \u{202a}EU\u{202c} (2)").as_deref(), Some("Sales EU (2)"));
    let id = corpus::valid_form().client_id;
    let (front, back) = id.split_at(40);
    assert_eq!(offered(Field::ClientId, &format!("{front}\u{200d}{back}")), Some(id));
    assert_eq!(offered(Field::ClientId, "my app"), None);
}

/// What is typed, with each sixth of its characters left out, doubled, or turned into something that hurts.
fn mutations(typed: &str) -> impl Iterator<Item = String> {
    let some = typed.char_indices().take(80).step_by(6);
    some.flat_map(move |(at, c)| {
        let (before, rest) = (&typed[..at], &typed[at + c.len_utf8()..]);
        ["", "aa", ".", "/", "@", ":", "\u{ad}", "\\", "%2f"].map(|other| format!("{before}{other}{rest}"))
    })
}

fn holds(case: &Case, typed: &str, empty: &Validation) -> usize {
    let Some(suggest) = FieldSpec::of(case.field).suggest else { return 0 };
    let policy = case.policy();
    let mut typed_is = empty.clone();
    typed_is.judge(case.field, typed, &policy);
    let Some(offer) = suggest(typed, &policy).filter(|_| typed_is.error(case.field).is_some()) else {
        return 0;
    };
    let mut judged = empty.clone();
    judged.judge(case.field, &offer, &policy);
    assert_eq!(judged.error(case.field), None, "{typed:?}: {offer:?}");
    let canonical = judged.canonical(case.field).expect("a rule that holds");
    assert_eq!(canonical.expose(), offer, "{typed:?}");
    assert_eq!(misplaced_key(&offer), None, "{typed:?}");
    if let (Field::Url, Ok(offer)) = (case.field, url(&offer, &UrlPolicy::default())) {
        assert!(!offer.allowed_by_operator && offer.port.is_none() && offer.path.is_empty(), "{typed:?}");
    }
    1
}

#[test]
fn every_offer_passes_its_rule() {
    let (mut offers, empty) = (0, Validation::new());
    for case in corpus::all().iter().filter(|case| case.field != Field::PrivateKey) {
        let typed = String::from_utf8(case.input()).expect("text");
        offers += holds(case, &typed, &empty);
        // What is longer is long for the limit's sake, or a key.
        if typed.len() > 200 {
            continue;
        }
        offers += mutations(&typed).map(|typed| holds(case, &typed, &empty)).sum::<usize>();
    }
    assert!(offers > 4_000, "only {offers}");
}

#[test]
fn what_an_address_bar_shows_always_has_an_offer() {
    for case in corpus::all().iter().filter(|case| case.expected().code == Some(RuleCode::UrlAddressBar)) {
        let typed = String::from_utf8(case.input()).expect("text");
        assert!(offered(Field::Url, &typed).is_some(), "{}", case.name);
    }
}

#[test]
fn a_warned_url_has_another_side() {
    let warned = corpus::all().into_iter().filter(|case| {
        let warnings = case.expected().warnings;
        warnings.iter().any(|warning| warning.as_str().starts_with("url_"))
    });
    let mut sides = 0;
    for case in warned {
        let form = case.form().expect("text").parse(&case.policy()).expect("a valid form");
        let other = suggested_for_user(&form.url, &form.email_id).expect("another side");
        let other = url(&other, &UrlPolicy::default()).expect("a URL");
        assert_ne!(is_sandbox_host(&other.host), is_sandbox_host(&form.url.host), "{}", case.name);
        sides += 1;
    }
    assert!(sides > 20, "only {sides}");
}
