use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::is_global;
use super::reach::Reach;

/// Resolves names for the connections of the client. The addresses it gives are the ones that are connected to: nobody can name
/// another between a check and the connection.
pub(super) struct Resolver(pub(super) Reach);

/// A name that stands for no public host.
#[derive(Debug, thiserror::Error)]
#[error("{0} has no public address")]
pub(super) struct NoPublicAddress(String);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0.clone();
        Box::pin(async move {
            let host = name.as_str();
            let found = match &reach {
                Reach::Tests(names) => names.address(host).into_iter().collect(),
                Reach::Loopback if host == "localhost" => lookup(host, |at| at.ip().is_loopback()).await?,
                Reach::Loopback | Reach::Public => lookup(host, |at| is_global(at.ip())).await?,
            };
            if found.is_empty() {
                return Err(NoPublicAddress(host.to_owned()).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The addresses of a host that are allowed. The port 0 stands for the one of the address that is asked.
async fn lookup(host: &str, allowed: impl Fn(&SocketAddr) -> bool) -> std::io::Result<Vec<SocketAddr>> {
    Ok(tokio::net::lookup_host((host, 0)).await?.filter(allowed).collect())
}
