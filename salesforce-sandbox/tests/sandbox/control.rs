//! What an admin does in Setup.

use salesforce_sandbox::{
    CERTIFICATE_BYTES, CertificateError, Config, DEMO_CLIENT_ID, Failure, KeyFiles, data, start,
};

use crate::support::{Answer, Demo, client, fixed_clock, read, sign};

async fn register(demo: &Demo, client_id: &str, pem: String) -> Answer {
    let request = demo.client.post(demo.url(&format!("/sandbox/apps/{client_id}/certificate"))).body(pem);
    read(request.send().await.expect("an answer")).await
}

fn pem(keys: &KeyFiles) -> String {
    keys.certificate.clone().into()
}

#[tokio::test]
async fn a_new_certificate_ends_the_old_key_at_once_but_no_token() {
    let demo = Demo::start().await;
    let token = demo.token().await;
    let renewed = KeyFiles::generate().expect("a key");
    assert_eq!(register(&demo, DEMO_CLIENT_ID, pem(&renewed)).await.status, 204);

    let old = demo.assert(&demo.sign(&demo.claims())).await;
    assert_eq!((old.status, &old.json()["error_description"]), (400, &"invalid assertion".into()));
    let new = sign(r#"{"alg":"RS256"}"#, &demo.claims().to_string(), renewed.private_key_pem());
    assert_eq!(demo.assert(&new).await.status, 200);
    assert_eq!(demo.get("/services/data/v60.0/", &token).await.status, 200, "the token lives on");

    let dropped = demo.client.post(demo.url("/sandbox/tokens/drop")).send().await.expect("an answer");
    assert_eq!(dropped.status(), 204);
    assert_eq!(demo.get("/services/data/v60.0/", &token).await.status, 401, "now it does not");
}

#[tokio::test]
async fn only_one_rsa_certificate_of_an_app_is_taken() {
    let demo = Demo::start().await;
    let good = pem(&demo.keys);
    let ec = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    for (pem, expected) in [
        (format!("{good}{}", " ".repeat(CERTIFICATE_BYTES)), CertificateError::TooLarge),
        (String::new(), CertificateError::NotOneCertificate),
        (format!("{good}{good}"), CertificateError::NotOneCertificate),
        (demo.keys.private_key_pem().to_owned(), CertificateError::NotOneCertificate),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned(),
            CertificateError::Malformed,
        ),
        (ec.cert.pem(), CertificateError::NotRsa),
    ] {
        let answer = register(&demo, DEMO_CLIENT_ID, pem).await;
        assert_eq!((answer.status, &answer.json()["error"]), (400, &expected.to_string().into()));
    }
    let failures_app = Failure::KeyMismatch.client_id().expect("a Client ID");
    for client_id in ["nobody", &failures_app] {
        assert_eq!(register(&demo, client_id, good.clone()).await.status, 404, "{client_id}");
    }
    demo.token().await;
}

#[tokio::test]
async fn a_new_certificate_outlives_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    let open = async || {
        let (keys, registry) = data::open(directory.path()).expect("the data directory");
        let data = Some(directory.path().to_owned());
        let config = Config { registry, data, ..Config::demo(&keys, fixed_clock()) };
        Demo { running: start(config).await.expect("a sandbox"), keys, client: client() }
    };
    let demo = open().await;
    demo.token().await;
    let renewed = KeyFiles::generate().expect("a key");
    assert_eq!(register(&demo, DEMO_CLIENT_ID, pem(&renewed)).await.status, 204);
    demo.running.stop().await;

    let demo = open().await;
    assert_eq!(demo.assert(&demo.sign(&demo.claims())).await.status, 400, "the first key is gone for good");
    let new = sign(r#"{"alg":"RS256"}"#, &demo.claims().to_string(), renewed.private_key_pem());
    assert_eq!(demo.assert(&new).await.status, 200);
}
