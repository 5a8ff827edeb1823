use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::is_global;
use super::reach::Reach;

/// How a name becomes addresses. The port 0 stands for the one of the address that is asked.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync>;

/// Resolves names for the connections of the client. The addresses it gives are the ones that are connected to: nobody can name
/// another between a check and the connection.
pub(super) struct Resolver {
    pub(super) reach: Reach,
    pub(super) lookup: Lookup,
}

/// A name that stands for no public host.
#[derive(Debug, thiserror::Error)]
#[error("{0} has no public address")]
pub(super) struct NoPublicAddress(String);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, lookup) = (self.reach.clone(), Arc::clone(&self.lookup));
        Box::pin(async move {
            let host = name.as_str();
            let found: Vec<SocketAddr> = match &reach {
                Reach::Tests(names) => names.address(host).into_iter().collect(),
                Reach::Loopback if host == "localhost" => {
                    lookup(host.to_owned()).await?.into_iter().filter(|at| at.ip().is_loopback()).collect()
                }
                Reach::Loopback | Reach::Public => {
                    lookup(host.to_owned()).await?.into_iter().filter(|at| is_global(at.ip())).collect()
                }
            };
            if found.is_empty() {
                return Err(NoPublicAddress(host.to_owned()).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The resolver of the system.
pub(super) fn of_system() -> Lookup {
    Arc::new(|host| Box::pin(async move { Ok(tokio::net::lookup_host((host.as_str(), 0)).await?.collect()) }))
}
