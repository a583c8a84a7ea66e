//! A free port.

use std::io;
use std::net::{IpAddr, TcpListener};

/// How many ports after the busy one are tried.
const FURTHER: u16 = 100;

/// Listens on a port of an interface, or on the next free one; says whether that is another than was asked for. Port
/// 0 is any.
///
/// # Errors
///
/// What the system says of the port that was asked for, if it is not that it is busy; that it is busy, if all the
/// further ones are, too.
pub fn bind(interface: IpAddr, port: u16) -> io::Result<(TcpListener, bool)> {
    let mut busy = None;
    for candidate in port..=port.saturating_add(FURTHER) {
        match TcpListener::bind((interface, candidate)) {
            Ok(listener) => return Ok((listener, candidate != port)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                busy.get_or_insert(error);
            }
            // A port after a busy one that is forbidden or reserved says nothing about those after it.
            Err(_) if busy.is_some() => {}
            Err(error) => return Err(error),
        }
    }
    Err(busy.expect("the first port was tried, and was either free, busy or an error"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn a_busy_port_moves_on_to_the_next_free_one() {
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let (first, moved) = bind(loopback, 0).expect("a free port");
        assert!(!moved);
        let port = first.local_addr().expect("an address").port();
        let (second, moved) = bind(loopback, port).expect("another free port");
        assert!(moved || port == u16::MAX);
        assert!(second.local_addr().expect("an address").port() > port);
    }

    #[test]
    fn an_interface_that_is_not_here_is_an_error() {
        assert!(bind(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 0).is_err());
    }
}
