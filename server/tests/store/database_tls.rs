//! A PostgreSQL that is not on this machine is asked by TLS, and known by its certificate.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use connectors_server::clock::Clock;
use connectors_server::store::{ConnectError, Database, LockedStore, StoreOptions};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::database::{Backend, TestDatabase, with_database};

/// An address that leads to this machine, and that nothing takes for it: what stands there counts as beyond.
const BEYOND: Ipv4Addr = Ipv4Addr::UNSPECIFIED;

/// The first bytes of a client that wants TLS (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// An authority of one's own, and the file of its certificate.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: PathBuf,
    _directory: TempDir,
}

impl Authority {
    fn make() -> Self {
        let mut params = CertificateParams::new([]).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key pair");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate");
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("authority.pem");
        std::fs::write(&file, issuer.pem()).expect("a file");
        Self { issuer, file, _directory: directory }
    }

    /// What ends TLS for a host, with a certificate of this authority's.
    fn acceptor(&self, host: &str) -> TlsAcceptor {
        let key = KeyPair::generate().expect("a key pair");
        let params = CertificateParams::new([host.to_owned()]).expect("a host");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").into();
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(vec![certificate], key));
        TlsAcceptor::from(Arc::new(config.expect("a configuration")))
    }
}

/// Ends TLS before a PostgreSQL that has none; its port.
async fn with_tls(postgres: SocketAddr, tls: TlsAcceptor) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let tls = tls.clone();
            tokio::spawn(async move {
                let mut asked = [0; SSL_REQUEST.len()];
                client.read_exact(&mut asked).await?;
                assert_eq!(asked, SSL_REQUEST, "TLS is asked for");
                client.write_all(b"S").await?;
                let (mut client, mut server) =
                    (tls.accept(client).await?, TcpStream::connect(postgres).await?);
                copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    port
}

/// The URL of a test's database with another place in it, and where that database really is.
fn moved(database: &TestDatabase, port: Option<u16>, query: &str) -> (Database, SocketAddr) {
    let Database::Postgres(url) = &database.database else { panic!("a PostgreSQL") };
    let (user, rest) = url.split_once('@').expect("a user");
    let (address, name) = rest.split_once('/').expect("a name");
    let address: SocketAddr = address.parse().expect("xtask's own PostgreSQL, by its address");
    let port = port.unwrap_or(address.port());
    (Database::Postgres(format!("{user}@{BEYOND}:{port}/{name}{query}")), address)
}

async fn open(database: &Database, insecure: bool) -> Result<(), ConnectError> {
    let options = StoreOptions { insecure, ..StoreOptions::default() };
    LockedStore::connect(database, Clock::system(), &options).await?.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_beyond_this_machine_is_known_by_its_certificate() {
    with_database(Backend::Postgres, async |database: Arc<TestDatabase>| {
        let (without_tls, postgres) = moved(&database, None, "");
        let refused = open(&without_tls, false).await.expect_err("it has no TLS");
        assert!(matches!(refused, ConnectError::Tls(_)), "{refused:?}");
        let said = refused.to_string();
        assert!(said.contains("sslrootcert") && said.contains("--insecure-database"), "{said}");
        open(&without_tls, true).await.expect("the operator accepts it");

        let (ours, other) = (Authority::make(), Authority::make());
        let root = |authority: &Authority| format!("?sslrootcert={}", authority.file.display());
        let known = with_tls(postgres, ours.acceptor(&BEYOND.to_string())).await;
        let (by_ours, _) = moved(&database, Some(known), &root(&ours));
        open(&by_ours, false).await.expect("its certificate is of our authority and has its name");
        let misnamed = with_tls(postgres, ours.acceptor("db.example")).await;
        for (port, query) in [(known, root(&other)), (known, String::new()), (misnamed, root(&ours))] {
            let (unknown, _) = moved(&database, Some(port), &query);
            let refused = open(&unknown, false).await.expect_err("anybody could have that certificate");
            assert!(matches!(refused, ConnectError::Tls(_)), "{query}: {refused:?}");
        }
    })
    .await;
}
