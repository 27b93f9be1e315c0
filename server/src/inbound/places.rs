//! Places for connections: so many in all, so many of one address, and a reserve for those who ask for health.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ipnet::IpNet;
use tokio::time::Instant;

use super::InboundLimits;
use crate::metrics::{LimitKind, Metrics};

/// The part of the reserve that one address may have.
const SHARE_OF_RESERVE: usize = 8;

/// How long the log is spared the next refusal: who floods the server must not flood its log.
const LOG_PAUSE: Duration = Duration::from_secs(60);

/// All places. Cheap to clone: clones share them.
#[derive(Clone, Debug)]
pub(super) struct Places {
    limits: InboundLimits,
    proxies: Arc<[IpNet]>,
    metrics: Metrics,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    in_all: usize,
    of_reserve: usize,
    /// Those whose number is bounded; whoever has none is not in it.
    by_client: HashMap<Client, usize>,
    logged: Option<Instant>,
}

/// What counts as one client: an address and a kind of place. Who has a network of IPv6 can use all of its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Client {
    address: IpAddr,
    kind: Kind,
}

/// What a place is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// All requests of a client.
    Client,
    /// All requests that a trusted proxy passes on.
    Proxy,
    /// One request for health.
    Reserve,
}

/// A connection's place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    pub(super) kind: Kind,
    /// As whose it is counted; `None` for a proxy's.
    client: Option<Client>,
}

impl Places {
    pub(super) fn new(limits: InboundLimits, proxies: &[IpNet], metrics: Metrics) -> Self {
        Self { limits, proxies: proxies.into(), metrics, taken: Arc::default() }
    }

    /// A place for a connection from this peer, where there is one.
    pub(super) fn take(&self, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        let is_proxy = self.proxies.iter().any(|network| network.contains(&peer));
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let InboundLimits { connections, connections_of_an_address, reserve, .. } = self.limits;
        let (kind, of_one) = if taken.in_all < connections {
            (if is_proxy { Kind::Proxy } else { Kind::Client }, connections_of_an_address)
        } else if taken.of_reserve < reserve {
            (Kind::Reserve, (reserve / SHARE_OF_RESERVE).max(1))
        } else {
            return self.refused(&mut taken, LimitKind::Connections, peer);
        };
        let client = (!is_proxy).then(|| Client { address: network(peer), kind });
        if let Some(client) = client {
            let has = taken.by_client.get(&client).copied().unwrap_or_default();
            if has >= of_one {
                let limit = match kind {
                    Kind::Reserve => LimitKind::Connections,
                    _ => LimitKind::ConnectionsOfAnAddress,
                };
                return self.refused(&mut taken, limit, peer);
            }
            taken.by_client.insert(client, has + 1);
        }
        *taken.count(kind) += 1;
        self.metrics.connection_opened();
        Some(Place { places: self.clone(), kind, client })
    }

    fn refused(&self, taken: &mut Taken, limit: LimitKind, peer: IpAddr) -> Option<Place> {
        self.metrics.limited(limit);
        if taken.logged.is_none_or(|logged| logged.elapsed() >= LOG_PAUSE) {
            taken.logged = Some(Instant::now());
            let (limit, open) = (limit.as_str(), taken.in_all);
            tracing::warn!(limit, open, %peer, "a connection was refused; further ones are only counted for a minute");
        }
        None
    }
}

impl Taken {
    fn count(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Client | Kind::Proxy => &mut self.in_all,
            Kind::Reserve => &mut self.of_reserve,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken.count(self.kind) -= 1;
        if let Some(client) = self.client
            && let Some(has) = taken.by_client.get_mut(&client)
        {
            *has -= 1;
            if *has == 0 {
                taken.by_client.remove(&client);
            }
        }
        drop(taken);
        self.places.metrics.connection_closed();
    }
}

/// The address, or the /64 network that it is of.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn places(connections: usize, of_an_address: usize, reserve: usize) -> Places {
        let limits = InboundLimits {
            connections,
            connections_of_an_address: of_an_address,
            reserve,
            ..InboundLimits::default()
        };
        let proxy = "10.0.0.0/8".parse().expect("a network");
        Places::new(limits, &[proxy], Metrics::new(&Clock::system()))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_address_has_its_share_and_a_proxy_all() {
        let places = places(10, 2, 0);
        let take = |peer: &str| places.take(address(peer));
        let kinds = |peer: &str| take(peer).map(|place| place.kind);
        let held = [take("192.0.2.1"), take("::ffff:192.0.2.1")];
        assert!(held.iter().all(Option::is_some) && take("192.0.2.1").is_none());
        assert_eq!(kinds("192.0.2.2"), Some(Kind::Client), "another is not held up");
        let network = [take("2001:db8::1"), take("2001:db8::2")];
        assert!(
            network.iter().all(Option::is_some) && take("2001:db8::3").is_none(),
            "one /64 is one client"
        );
        assert_eq!(kinds("2001:db8:0:1::1"), Some(Kind::Client));
        let proxied: Vec<_> = (0..6).map(|_| take("10.1.2.3")).collect();
        assert!(proxied.iter().flatten().all(|place| place.kind == Kind::Proxy));
        assert_eq!((proxied.iter().flatten().count(), kinds("10.1.2.3")), (6, None), "ten are all");
        drop((held, network, proxied));
        let taken = places.taken.lock().expect("not poisoned");
        assert_eq!((taken.in_all, taken.by_client.len()), (0, 0), "every place came back");
    }

    #[test]
    fn the_reserve_is_for_many() {
        let places = places(1, 1, 16);
        let take = |peer: &str| places.take(address(peer));
        let _all = take("192.0.2.1").expect("the only one");
        let of_one: Vec<_> = (0..4).map_while(|_| take("192.0.2.1")).collect();
        assert_eq!(of_one.len(), 2, "an eighth of the reserve");
        assert!(of_one.iter().all(|place| place.kind == Kind::Reserve));
        let proxied: Vec<_> = (0..20).map_while(|_| take("10.0.0.1")).collect();
        assert_eq!(proxied.len(), 14, "a load balancer may have the rest");
        assert!(take("192.0.2.9").is_none(), "and no more than that");
    }
}
