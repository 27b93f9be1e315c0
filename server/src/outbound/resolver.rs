//! Resolves names for the guarded client, and refuses an answer before a socket opens.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address;

/// The addresses of a name, once they are found.
pub type LookupFuture = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Where addresses come from: the system, or a test's own answers.
pub trait DnsResolver: Send + Sync + 'static {
    /// All addresses of a name. An empty answer means the same as an error: there is no such host.
    fn look_up(&self, host: &str) -> LookupFuture;
}

/// The system's own resolver.
#[derive(Clone, Copy, Debug)]
pub struct SystemResolver;

impl DnsResolver for SystemResolver {
    fn look_up(&self, host: &str) -> LookupFuture {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Why a name was not resolved.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// There is no such host.
    #[error("no such host: {0}")]
    UnknownHost(String),
    /// At least one of its addresses is not public.
    #[error("{host} leads to {address}, which is not public")]
    Forbidden {
        /// The name.
        host: String,
        /// The first such address.
        address: IpAddr,
    },
}

/// Which addresses are let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Public ones only. One that is not spoils the whole answer: a connector tries all of them.
    PublicOnly,
    /// All: the operator named the authority.
    Any,
}

/// Resolves names under a policy, by a [`DnsResolver`].
#[derive(Clone)]
pub struct GuardedResolver {
    dns: Arc<dyn DnsResolver>,
    policy: Policy,
}

impl GuardedResolver {
    /// Resolves by `dns` under `policy`.
    pub fn new(dns: Arc<dyn DnsResolver>, policy: Policy) -> Self {
        Self { dns, policy }
    }

    /// The addresses of a host, all of them within the policy.
    ///
    /// # Errors
    /// No such host, or one of its addresses is not public.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, ResolveError> {
        let found = self.dns.look_up(host).await.unwrap_or_else(|error| {
            tracing::info!(host, %error, "the name was not resolved");
            Vec::new()
        });
        if found.is_empty() {
            return Err(ResolveError::UnknownHost(host.to_owned()));
        }
        let refused = found.iter().find(|&&address| !address::is_public(address));
        match (self.policy, refused) {
            (Policy::PublicOnly, Some(&address)) => {
                Err(ResolveError::Forbidden { host: host.to_owned(), address })
            }
            (Policy::PublicOnly, None) | (Policy::Any, _) => Ok(found),
        }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let found = this.addresses(name.as_str()).await?;
            // Port 0: the connector fills in the URL's.
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Answers with the next of its lists each time: what a rebinding DNS server does.
    struct Rebinding {
        answers: Vec<Vec<&'static str>>,
        asked: AtomicUsize,
    }

    impl DnsResolver for Rebinding {
        fn look_up(&self, _host: &str) -> LookupFuture {
            let turn = self.asked.fetch_add(1, Ordering::Relaxed) % self.answers.len();
            let answer = self.answers[turn].iter().map(|text| text.parse().expect("an address")).collect();
            Box::pin(async move { Ok(answer) })
        }
    }

    fn resolver(policy: Policy, answers: &[&[&'static str]]) -> GuardedResolver {
        let answers = answers.iter().map(|answer| answer.to_vec()).collect();
        GuardedResolver::new(Arc::new(Rebinding { answers, asked: AtomicUsize::new(0) }), policy)
    }

    #[tokio::test]
    async fn a_name_that_turns_private_is_refused_whenever_it_does() {
        let resolver = resolver(Policy::PublicOnly, &[&["13.108.0.1"], &["127.0.0.1"]]);
        for round in 0..10_000 {
            let answer = resolver.addresses("rebinding.my.salesforce.com").await;
            assert_eq!(answer.is_ok(), round % 2 == 0, "round {round}: {answer:?}");
        }
    }

    #[tokio::test]
    async fn one_private_address_spoils_a_mixed_answer() {
        for mixed in [
            ["13.108.0.1", "10.0.0.1"],
            ["169.254.169.254", "13.108.0.1"],
            ["2606:4700::1", "::1"],
            ["13.108.0.1", "::ffff:127.0.0.1"],
        ] {
            let answer = resolver(Policy::PublicOnly, &[&mixed]).addresses("mixed.my.salesforce.com").await;
            assert!(matches!(answer, Err(ResolveError::Forbidden { .. })), "{mixed:?}: {answer:?}");
        }
    }

    #[tokio::test]
    async fn an_empty_answer_is_an_unknown_host() {
        let answer = resolver(Policy::PublicOnly, &[&[]]).addresses("nowhere.my.salesforce.com").await;
        assert!(matches!(answer, Err(ResolveError::UnknownHost(_))), "{answer:?}");
    }

    #[tokio::test]
    async fn the_operators_own_authority_may_be_anywhere() {
        let answer = resolver(Policy::Any, &[&["127.0.0.1", "::1"]]).addresses("localhost").await;
        assert_eq!(answer.expect("allowed").len(), 2);
    }
}
