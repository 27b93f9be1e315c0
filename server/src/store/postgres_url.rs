//! How a PostgreSQL is asked beyond this machine: by TLS, and known by its certificate.

use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

use super::error::ConnectError;
use crate::model::is_loopback;

/// The names by which a URL may say how far TLS goes.
const SSL_MODE: [&str; 2] = ["sslmode", "ssl-mode"];

/// The URL that is connected to. Beyond this machine it asks for `verify-full` where it asks for nothing, unless the
/// operator accepts less (`insecure`). How the URL is read, with the environment's part in it, is the driver's word.
///
/// # Errors
/// It is no URL of PostgreSQL's, or asks for less than `verify-full`.
pub(super) fn secured(url: &str, insecure: bool) -> Result<Url, ConnectError> {
    let options = PgConnectOptions::from_str(url).map_err(ConnectError::Connect)?;
    let mut url: Url = url
        .parse()
        .map_err(|error: url::ParseError| ConnectError::Connect(sqlx::Error::Configuration(error.into())))?;
    let is_socket = options.get_socket().is_some() || options.get_host().starts_with('/');
    if insecure || is_socket || is_loopback(options.get_host()) {
        return Ok(url);
    }
    let says = url.query_pairs().any(|(name, _)| SSL_MODE.contains(&&*name));
    if !says {
        url.query_pairs_mut().append_pair(SSL_MODE[0], "verify-full");
    } else if !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull) {
        return Err(ConnectError::PlainText);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::secured;
    use crate::store::error::ConnectError;

    fn of(url: &str) -> Result<String, ConnectError> {
        secured(url, false).map(String::from)
    }

    #[test]
    fn beyond_this_machine_the_certificate_is_verified() {
        for (url, asked) in [
            ("postgres://db.example/x", "postgres://db.example/x?sslmode=verify-full"),
            (
                "postgres://db.example/x?application_name=a",
                "postgres://db.example/x?application_name=a&sslmode=verify-full",
            ),
            ("postgres://db.example/x?sslmode=verify-full", "postgres://db.example/x?sslmode=verify-full"),
            // 0.0.0.0 is this machine on some systems, and no address on others.
            ("postgres://0.0.0.0/x", "postgres://0.0.0.0/x?sslmode=verify-full"),
            (
                "postgres://localhost/x?host=db.example",
                "postgres://localhost/x?host=db.example&sslmode=verify-full",
            ),
            (
                "postgres://localhost/x?hostaddr=10.0.0.1",
                "postgres://localhost/x?hostaddr=10.0.0.1&sslmode=verify-full",
            ),
        ] {
            assert_eq!(of(url).expect("a URL"), asked);
        }
    }

    #[test]
    fn less_than_that_is_refused_unless_it_is_accepted() {
        for mode in ["disable", "allow", "prefer", "require", "verify-ca"] {
            for name in ["sslmode", "ssl-mode", "sslmode=verify-full&sslmode"] {
                let url = format!("postgres://db.example/x?{name}={mode}");
                assert!(matches!(of(&url), Err(ConnectError::PlainText)), "{url}");
                assert_eq!(secured(&url, true).expect("a URL").as_str(), url);
            }
        }
    }

    #[test]
    fn within_this_machine_the_url_is_left_as_it_is() {
        for url in [
            "postgres://localhost/x",
            "postgres://127.0.0.1:5433/x?sslmode=disable",
            "postgres://[::1]/x",
            "postgres://%2Fvar%2Frun%2Fpostgresql/x",
            "postgres://db.example/x?host=/var/run/postgresql",
        ] {
            assert_eq!(of(url).expect("a URL"), url);
        }
    }
}
