//! The headers that tell a limit of so many in a time, as draft-ietf-httpapi-ratelimit-headers-10 has them.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::Limit;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Adds a limit to what the headers tell already: how many are left, and in how many seconds there is room for more.
pub fn tell(headers: &mut HeaderMap, limit: Limit, remaining: usize, reset: u32) {
    let Limit { name, rate } = limit;
    let seconds = rate.per.as_secs();
    for (header, value) in [
        (RATE_LIMIT_POLICY, format!("\"{name}\";q={};w={seconds}", rate.times)),
        (RATE_LIMIT, format!("\"{name}\";r={remaining};t={reset}")),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.append(header, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::rate_limit::Rate;

    #[test]
    fn two_limits_stand_beside_each_other() {
        let mut headers = HeaderMap::new();
        let minute = Rate { times: 300, per: Duration::from_secs(60) };
        tell(&mut headers, Limit { name: "default", rate: minute }, 299, 60);
        let hour = Rate { times: 60, per: Duration::from_secs(3600) };
        tell(&mut headers, Limit { name: "logins", rate: hour }, 0, 42);
        let all = |name| headers.get_all(name).iter().collect::<Vec<_>>();
        assert_eq!(all(RATE_LIMIT_POLICY), ["\"default\";q=300;w=60", "\"logins\";q=60;w=3600"]);
        assert_eq!(all(RATE_LIMIT), ["\"default\";r=299;t=60", "\"logins\";r=0;t=42"]);
    }
}
