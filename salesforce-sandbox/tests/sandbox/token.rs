//! Each check of the token endpoint: one thing is changed in an assertion that is otherwise good.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding};
use salesforce_sandbox::{
    Audience, Config, DEMO_CLIENT_ID, DEMO_EMAIL_ID, KeyFiles, ORG_ID, OauthError, paths, start,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Answer, Demo, GRANT_TYPE, NOW, client, encode, fixed_clock, read, sign, signature};

fn assert_refused(answer: &Answer, expected: OauthError, what: &str) {
    assert_eq!(answer.status, 400, "{what}: {answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
    assert_eq!(answer.header("content-type"), Some("application/json;charset=UTF-8"), "{what}");
    let body = json!({ "error": expected.error, "error_description": expected.description });
    assert_eq!(answer.json(), body, "{what}");
}

#[tokio::test]
async fn a_good_assertion_gets_an_answer_of_salesforces_shape() {
    let demo = Demo::start().await;
    let answer = demo.assert(&demo.sign(&demo.claims())).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let body = answer.json();
    let members: Vec<&str> = body.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["access_token", "id", "instance_url", "scope", "token_type"]);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["scope"], "api web refresh_token");
    assert_eq!(body["instance_url"], demo.running.base_url());
    assert_eq!(ORG_ID.len(), 18);
    assert_eq!(body["id"], demo.url(&format!("/id/{ORG_ID}/005DK00000A0001YAB")));
    let token = body["access_token"].as_str().expect("a token");
    assert!(token.starts_with("00DDK000000sand!") && token.len() > 40, "{token}");
    let counters = demo.running.counters();
    assert_eq!((counters.token_requests, counters.token_requests_by_user[DEMO_EMAIL_ID]), (1, 1));
    assert_eq!(Value::Object(counters.last_claims), demo.claims());
}

#[tokio::test]
async fn one_wrong_claim_gets_exactly_its_error() {
    type Change = fn(&mut Value);
    let demo = Demo::start().await;
    let changes: &[(&str, Change, OauthError)] = &[
        ("another app", |c| c["iss"] = json!("3MVG9another"), OauthError::UNKNOWN_CLIENT),
        ("no iss", |c| remove(c, "iss"), OauthError::INVALID_ASSERTION),
        ("iss a number", |c| c["iss"] = json!(1), OauthError::INVALID_ASSERTION),
        ("another user", |c| c["sub"] = json!("nobody@sandbox.example"), OauthError::UNKNOWN_USER),
        ("no sub", |c| remove(c, "sub"), OauthError::INVALID_ASSERTION),
        ("empty sub", |c| c["sub"] = json!(""), OauthError::INVALID_ASSERTION),
        ("prn wins", |c| c["prn"] = json!("nobody@sandbox.example"), OauthError::UNKNOWN_USER),
        ("no aud", |c| remove(c, "aud"), OauthError::AUDIENCE),
        ("aud an array", |c| c["aud"] = json!([c["aud"]]), OauthError::AUDIENCE),
        ("aud a bare host", |c| c["aud"] = json!("login.salesforce.com"), OauthError::AUDIENCE),
        ("aud the token URL", |c| append(c, "aud", paths::TOKEN), OauthError::AUDIENCE),
        ("aud test", |c| c["aud"] = json!("https://test.salesforce.com"), OauthError::AUDIENCE),
        ("aud elsewhere", |c| c["aud"] = json!("https://a.my.salesforce.com"), OauthError::AUDIENCE),
        ("aud by http", |c| c["aud"] = json!("http://login.salesforce.com"), OauthError::AUDIENCE),
        ("no exp", |c| remove(c, "exp"), OauthError::INVALID_ASSERTION),
        ("exp null", |c| c["exp"] = json!(null), OauthError::INVALID_ASSERTION),
        ("exp a fraction", |c| c["exp"] = json!(1.5), OauthError::INVALID_ASSERTION),
        ("exp words", |c| c["exp"] = json!("soon"), OauthError::INVALID_ASSERTION),
        ("expired", |c| c["exp"] = json!(NOW - 180), OauthError::EXPIRED),
        ("expired, a string", |c| c["exp"] = json!((NOW - 180).to_string()), OauthError::EXPIRED),
        ("expired, milliseconds", |c| c["exp"] = json!((NOW - 180) * 1000), OauthError::EXPIRED),
        ("long ago", |c| c["exp"] = json!(i64::MIN), OauthError::EXPIRED),
    ];
    for (what, change, expected) in changes {
        let mut claims = demo.claims();
        change(&mut claims);
        assert_refused(&demo.assert(&demo.sign(&claims)).await, *expected, what);
    }
}

fn remove(claims: &mut Value, name: &str) {
    claims.as_object_mut().and_then(|members| members.remove(name)).expect("the claim was there");
}

fn append(claims: &mut Value, name: &str, tail: &str) {
    claims[name] = json!(format!("{}{tail}", claims[name].as_str().expect("text")));
}

#[tokio::test]
async fn what_the_real_one_tolerates_is_accepted() {
    type Change = fn(&mut Value);
    let demo = Demo::start().await;
    let changes: &[(&str, Change)] = &[
        ("exp a string", |c| c["exp"] = json!((NOW + 180).to_string())),
        ("exp in milliseconds", |c| c["exp"] = json!((NOW + 180) * 1000)),
        ("exp now", |c| c["exp"] = json!(NOW)),
        ("exp just within the skew", |c| c["exp"] = json!(NOW - 179)),
        ("exp in an hour", |c| c["exp"] = json!(NOW + 3600)),
        ("exp beyond all times", |c| c["exp"] = json!(i64::MAX)),
        ("more claims", |c| {
            c["iat"] = json!(NOW);
            c["jti"] = json!("1");
            c["alg"] = json!("RS256");
        }),
        ("prn alone", |c| {
            c["prn"] = c["sub"].take();
            remove(c, "sub");
        }),
        ("prn wins", |c| {
            c["prn"] = c["sub"].take();
            c["sub"] = json!("nobody@sandbox.example");
        }),
        ("the user in capitals", |c| c["sub"] = json!(DEMO_EMAIL_ID.to_uppercase())),
        ("login as aud", |c| c["aud"] = json!("https://login.salesforce.com")),
        ("a slash after aud", |c| append(c, "aud", "/")),
    ];
    for (what, change) in changes {
        let mut claims = demo.claims();
        change(&mut claims);
        let answer = demo.assert(&demo.sign(&claims)).await;
        assert_eq!(answer.status, 200, "{what}: {answer:?}");
    }
}

#[tokio::test]
async fn an_apps_policy_says_which_audiences_it_takes() {
    let keys = KeyFiles::generate().expect("a key");
    for taken in [Audience::OwnUrl, Audience::Login, Audience::Test] {
        let mut config = Config::demo(&keys, fixed_clock());
        config.registry.apps[0].audiences = vec![taken];
        let running = start(config).await.expect("a sandbox");
        let demo = Demo { running, keys: keys.clone(), client: client() };
        for (audience, url) in [
            (Audience::OwnUrl, demo.running.base_url()),
            (Audience::Login, "https://login.salesforce.com"),
            (Audience::Test, "https://test.salesforce.com"),
        ] {
            let mut claims = demo.claims();
            claims["aud"] = json!(url);
            let answer = demo.assert(&demo.sign(&claims)).await;
            if audience == taken {
                assert_eq!(answer.status, 200, "{taken:?}: {answer:?}");
            } else {
                assert_refused(&answer, OauthError::AUDIENCE, url);
            }
        }
    }
}

#[tokio::test]
async fn urls_are_built_from_the_public_one() {
    let keys = KeyFiles::generate().expect("a key");
    let public_url = Some("https://sandbox.example/".to_owned());
    let config = Config { public_url, ..Config::demo(&keys, fixed_clock()) };
    let demo = Demo { running: start(config).await.expect("a sandbox"), keys, client: client() };
    let assertion = demo.sign(&demo.claims());
    let request = demo.client.post(format!("http://{}{}", demo.running.address(), paths::TOKEN));
    let request = request.form(&[("grant_type", GRANT_TYPE), ("assertion", &assertion)]);
    let answer = read(request.send().await.expect("an answer")).await.json();
    assert_eq!(answer["instance_url"], "https://sandbox.example");
    assert_eq!(answer["id"], format!("https://sandbox.example/id/{ORG_ID}/005DK00000A0001YAB"));
}

#[tokio::test]
async fn only_rs256_by_the_apps_key_is_a_signature() {
    let demo = Demo::start().await;
    let (claims, key) = (demo.claims().to_string(), demo.keys.private_key_pem());
    let good = demo.sign(&demo.claims());
    let (signed, good_signature) = good.rsplit_once('.').expect("three parts");
    let with = |header: &str| sign(header, &claims, key);
    let padded_by = |header: &str, padding: &'static dyn RsaEncoding| {
        let signed = format!("{}.{}", encode(header), encode(&claims));
        format!("{signed}.{}", encode(signature(padding, signed.as_bytes(), key)))
    };
    // The classic confusion: the certificate's text, which is public, taken for a shared secret.
    let by_hmac = {
        let signed = format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(&claims));
        let certificate = String::from(demo.keys.certificate.clone());
        let secret = hmac::Key::new(hmac::HMAC_SHA256, certificate.as_bytes());
        format!("{signed}.{}", encode(hmac::sign(&secret, signed.as_bytes())))
    };
    let another = KeyFiles::generate().expect("another key");
    let repeated = format!(r#"{{"iss":"{DEMO_CLIENT_ID}",{}"#, &claims[1..]);
    let rs256 = r#"{"alg":"RS256"}"#;
    for (what, assertion) in [
        ("another key", sign(rs256, &claims, another.private_key_pem())),
        ("alg none, unsigned", format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode(&claims))),
        ("alg none, signed", with(r#"{"alg":"none"}"#)),
        ("HS256", by_hmac),
        ("RS512", padded_by(r#"{"alg":"RS512"}"#, &RSA_PKCS1_SHA512)),
        ("RS256 in the header, SHA-512", padded_by(rs256, &RSA_PKCS1_SHA512)),
        ("RS256 in the header, PSS", padded_by(rs256, &RSA_PSS_SHA256)),
        ("no alg", with("{}")),
        ("alg in lower case", with(r#"{"alg":"rs256"}"#)),
        ("a critical extension", with(r#"{"alg":"RS256","crit":["b64"],"b64":false}"#)),
        ("alg twice", with(r#"{"alg":"none","alg":"RS256"}"#)),
        ("the header no object", with("[]")),
        ("the header no JSON", with("alg")),
        ("the claims no object", sign(rs256, "[]", key)),
        ("the claims no JSON", sign(rs256, "iss", key)),
        ("a claim twice", sign(rs256, &repeated, key)),
        ("text after the claims", sign(rs256, &format!("{claims}x"), key)),
        ("no signature", format!("{signed}.")),
        ("half a signature", format!("{signed}.{}", &good_signature[..100])),
        ("padded base64", format!("{good}==")),
        ("not base64", format!("{signed}.*{good_signature}")),
        ("one part", "assertion".to_owned()),
        ("two parts", signed.to_owned()),
        ("four parts", format!("{good}.{good_signature}")),
        ("empty", String::new()),
    ] {
        assert_refused(&demo.assert(&assertion).await, OauthError::INVALID_ASSERTION, what);
    }
    assert_eq!(demo.assert(&good).await.status, 200);
}

#[tokio::test]
async fn the_forms_parameters_are_checked() {
    let demo = Demo::start().await;
    let good = demo.sign(&demo.claims());
    let grant = ("grant_type", GRANT_TYPE);
    let assertion = ("assertion", good.as_str());
    let huge = "a".repeat(1024 * 1024);
    for (what, form, expected) in [
        ("nothing", vec![], OauthError::GRANT_TYPE),
        ("no grant type", vec![assertion], OauthError::GRANT_TYPE),
        ("another grant type", vec![("grant_type", "password"), assertion], OauthError::GRANT_TYPE),
        ("no assertion", vec![grant], OauthError::INVALID_ASSERTION),
        ("two grant types", vec![grant, grant, assertion], OauthError::REPEATED_PARAMETER),
        ("two assertions", vec![grant, assertion, assertion], OauthError::REPEATED_PARAMETER),
        ("a huge assertion", vec![grant, ("assertion", &huge)], OauthError::TOO_LARGE),
    ] {
        assert_refused(&demo.post(&form).await, expected, what);
    }
    assert_eq!(demo.post(&[grant, assertion, ("format", "json")]).await.status, 200, "more parameters");
    assert_eq!(demo.get(paths::TOKEN, "").await.status, 405, "only POST");
}

#[tokio::test]
async fn a_chunked_body_is_taken() {
    let demo = Demo::start().await;
    let body =
        format!("grant_type={}&assertion={}", GRANT_TYPE.replace(':', "%3A"), demo.sign(&demo.claims()));
    let mut request = format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        paths::TOKEN
    );
    for chunk in body.as_bytes().chunks(100) {
        request += &format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk));
    }
    request += "0\r\n\r\n";
    let mut stream = TcpStream::connect(demo.running.address()).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\"access_token\""), "{answer}");
}
