//! Which addresses of the internet protocol are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Nets of IPv4 that are no public host's (the special-purpose registry of RFC 6890 and its updates), with the length of the prefix.
const NOT_GLOBAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The only net of IPv6 from which public addresses are given. Loopback, mapped, compatible, translated (64:ff9b), discard-only,
/// unique local, link-local and multicast ones stand outside it.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What is not public within it: protocol assignments with Teredo and benchmarking, documentation, 6to4.
const NOT_GLOBAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address can be a public host's.
#[must_use]
pub fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_GLOBAL_V4.iter().any(|net| within_v4(address, *net)),
        IpAddr::V6(address) => {
            within_v6(address, GLOBAL_V6) && !NOT_GLOBAL_V6.iter().any(|net| within_v6(address, *net))
        }
    }
}

fn within_v4(address: Ipv4Addr, (net, prefix): (Ipv4Addr, u32)) -> bool {
    (u32::from(address) ^ u32::from(net)) >> (u32::BITS - prefix) == 0
}

fn within_v6(address: Ipv6Addr, (net, prefix): (Ipv6Addr, u32)) -> bool {
    (u128::from(address) ^ u128::from(net)) >> (u128::BITS - prefix) == 0
}

#[cfg(test)]
mod tests;
