//! What the values of the command line must be.

use std::net::IpAddr;

use contract::runtime::RuntimeRequest;
use contract::validation;
use ipnet::IpNet;

use crate::flow_requests::request::ValidRequest;

/// At least once: what never allows anything is no rate.
pub(super) fn rate() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..)
}

/// An authority that the rules understand.
pub(super) fn authority(text: &str) -> Result<String, String> {
    let authority = validation::operator_authority(text);
    authority.map(|url| url.canonical()).map_err(|code| format!("not scheme://host[:port] ({code})"))
}

/// A path, with or without a query, that a connector would send.
pub(super) fn try_path(text: &str) -> Result<String, String> {
    let valid = ValidRequest::from_request(RuntimeRequest::new("GET", text));
    valid.map(|_| text.to_owned()).map_err(|error| error.log_detail.into())
}

/// An http or https URL that paths can be added to.
pub(super) fn http_url(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| error.to_string())?;
    let plain = matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    if plain { Ok(url.into()) } else { Err("not an http or https URL without query and fragment".to_owned()) }
}

/// An http or https origin, as browsers write it.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| error.to_string())?;
    let written = url.origin().ascii_serialization();
    let same = url.as_str() == format!("{written}/") && matches!(url.scheme(), "http" | "https");
    if same { Ok(written) } else { Err(format!("not an origin such as {written}")) }
}

/// A proxy's address, or a network that nobody but proxies is in.
pub(super) fn proxy(text: &str) -> Result<IpNet, String> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.to_canonical().into());
    }
    let network: IpNet =
        text.parse().map_err(|_| "not an address, nor a network such as 10.0.0.0/8".to_owned())?;
    if network.prefix_len() == 0 {
        return Err("everybody would be believed".to_owned());
    }
    match network {
        IpNet::V6(v6) if v6.addr().to_ipv4_mapped().is_some() => {
            Err("write it as an IPv4 network".to_owned())
        }
        _ => Ok(network.trunc()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        assert_eq!(origin("https://hub.example"), Ok("https://hub.example".to_owned()));
        assert_eq!(origin("https://hub.example:443/"), Ok("https://hub.example".to_owned()));
        for text in
            ["hub.example", "https://hub.example/path", "ftp://hub.example", "https://a@hub.example", "*"]
        {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
