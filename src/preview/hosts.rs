//! The names that the preview answers to.
//!
//! The preview holds every audience's view and asks for no password. What keeps other sites' pages from reading it is
//! that a browser sends the name it believes to talk to: a site that points its own name at this machine (DNS
//! rebinding) sends that name, and is refused.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// A host with a port, as `Host`, `Origin` and absolute targets give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The host.
    pub host: Host,
    /// None where none was written.
    pub port: Option<u16>,
}

/// A host's name or address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// In lower case: letters, digits, `-`, `.` and `_`.
    Name(String),
    /// A numeric address, an IPv4 one inside IPv6 taken out.
    Address(IpAddr),
}

impl Authority {
    /// Reads `host` or `host:port`; none if it is anything else. Stricter than RFC 3986: no user, no percent signs and
    /// so no zones, no empty port, since no browser sends them and readers differ on them.
    pub fn parse(text: &[u8]) -> Option<Authority> {
        let text = std::str::from_utf8(text).ok()?;
        if let Some(rest) = text.strip_prefix('[') {
            let (inside, after) = rest.split_once(']')?;
            // The standard library's reader takes no zone.
            let address: Ipv6Addr = inside.parse().ok()?;
            let port = if after.is_empty() { None } else { Some(port(after.strip_prefix(':')?)?) };
            return Some(Authority { host: Host::Address(IpAddr::V6(address).to_canonical()), port });
        }
        let (name, port) = match text.split_once(':') {
            Some((name, digits)) => (name, Some(port(digits)?)),
            None => (text, None),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        if name.is_empty() || name.len() > 253 || !name.bytes().all(plain) {
            return None;
        }
        let host = match name.parse::<IpAddr>() {
            Ok(address) => Host::Address(address),
            Err(_) => Host::Name(name.to_ascii_lowercase()),
        };
        Some(Authority { host, port })
    }

    /// The host, safe to repeat.
    pub fn name(&self) -> String {
        match &self.host {
            Host::Name(name) => name.clone(),
            Host::Address(IpAddr::V6(address)) => format!("[{address}]"),
            Host::Address(address) => address.to_string(),
        }
    }
}

/// A port of digits alone.
fn port(digits: &str) -> Option<u16> {
    let plain = (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok().filter(|port| *port > 0) } else { None }
}

/// The names that the preview answers to: `localhost` and the loopback addresses, the address of the interface, and
/// those that its author allowed.
#[derive(Debug, Clone)]
pub struct Names {
    /// Our own port; the names below are ours only with it.
    port: u16,
    own: Vec<Host>,
    /// By `--allow-host`. A name without a port is ours with any: behind a tunnel or in a container the port outside is
    /// not the one inside, and what protects is the name.
    allowed: Vec<Authority>,
}

impl Names {
    /// The names of a server that listens at an address, with those of `--allow-host`.
    ///
    /// # Errors
    ///
    /// An allowed name that is no host.
    pub fn new(address: SocketAddr, allowed: &[String]) -> Result<Names, String> {
        let loopbacks = [IpAddr::from([127, 0, 0, 1]), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let mut own: Vec<Host> = loopbacks.into_iter().map(Host::Address).collect();
        own.push(Host::Name("localhost".to_owned()));
        own.push(Host::Address(address.ip().to_canonical()));
        let read = |name: &String| {
            Authority::parse(name.as_bytes()).ok_or_else(|| {
                format!("`{name}` is not a host: `--allow-host` takes a name such as `preview.example`, with or without a port")
            })
        };
        Ok(Names { port: address.port(), own, allowed: allowed.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// Whether an authority is ours. `local` is the address that the connection came to: a client that names the very
    /// address it reached has looked no name up, so nobody can have lied to it.
    ///
    /// `default_port` is the one meant by none: 80 for HTTP.
    pub fn hold(&self, authority: &Authority, default_port: u16, local: Option<IpAddr>) -> bool {
        let port = authority.port.unwrap_or(default_port);
        let reached = local.map(|address| Host::Address(address.to_canonical()));
        let own = self.own.contains(&authority.host) || reached.as_ref() == Some(&authority.host);
        let allowed = |name: &Authority| name.host == authority.host && name.port.is_none_or(|allowed| allowed == port);
        (own && port == self.port) || self.allowed.iter().any(allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(allowed: &[&str]) -> Names {
        let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        Names::new(SocketAddr::from(([127, 0, 0, 1], 4400)), &allowed).expect("good names")
    }

    fn holds(names: &Names, text: &str) -> bool {
        Authority::parse(text.as_bytes()).is_some_and(|authority| names.hold(&authority, 80, None))
    }

    #[test]
    fn its_own_names_are_those_of_loopback_with_its_port() {
        for text in ["127.0.0.1:4400", "localhost:4400", "LOCALHOST:4400", "[::1]:4400", "[::ffff:127.0.0.1]:4400"] {
            assert!(holds(&names(&[]), text), "{text} was refused");
        }
        for text in [
            "localhost",
            "localhost:80",
            "evil.example:4400",
            "localhost.evil.example:4400",
            "127.0.0.2:4400",
            "localhost.:4400",
        ] {
            assert!(!holds(&names(&[]), text), "{text} was let in");
        }
    }

    #[test]
    fn an_allowed_name_is_ours_with_any_port_or_with_the_one_it_names() {
        let names = names(&["Preview.example", "other.example:8080"]);
        for text in ["preview.example", "preview.example:1234", "other.example:8080"] {
            assert!(holds(&names, text), "{text} was refused");
        }
        for text in ["other.example", "xpreview.example", "preview.example.evil.example"] {
            assert!(!holds(&names, text), "{text} was let in");
        }
    }

    #[test]
    fn the_address_that_was_reached_is_ours() {
        let names = Names::new(SocketAddr::from(([0, 0, 0, 0], 4400)), &[]).expect("good names");
        let authority = Authority::parse(b"192.0.2.7:4400").expect("an address");
        assert!(names.hold(&authority, 80, Some(IpAddr::from([192, 0, 2, 7]))));
        assert!(!names.hold(&authority, 80, Some(IpAddr::from([192, 0, 2, 8]))));
    }

    #[test]
    fn what_is_no_host_is_not_read() {
        for text in [
            "",
            ":",
            ":80",
            "a:",
            "a:0",
            "a:65536",
            "a:+80",
            "a:80:80",
            "a b",
            "a/b",
            "user@a",
            "user:pw@a:80",
            "a%2e",
            "ä.example",
            "[::1",
            "::1",
            "[::1]x",
            "[::1]:",
            "[::1%25x]",
            "[::1%x]:4400",
            "[]",
            "[127.0.0.1]",
            "a,b",
            "a\t",
            "a\0",
            "a?",
            "a#",
            "a\\",
        ] {
            assert_eq!(Authority::parse(text.as_bytes()), None, "{text:?} was read");
        }
        assert_eq!(Authority::parse(b"\xff"), None);
    }

    #[test]
    fn an_address_is_no_name_to_allow() {
        let address = SocketAddr::from(([127, 0, 0, 1], 4400));
        for text in ["http://a.example", "*", "a b", ""] {
            assert!(Names::new(address, &[text.to_owned()]).is_err(), "{text:?} was allowed");
        }
    }
}
