//! The provider of payments that the settings name.

use std::sync::Arc;

use config::Settings;
use model::Pool;
use model::sellers::ProviderName;
use payments::{Provider, Sandbox, Stripe, StripeSettings};

use crate::sandbox_store::DatabaseStore;

/// Who takes the money on this instance, if anybody; cheap to clone.
#[derive(Clone)]
pub struct Payments {
    provider: Option<(ProviderName, Arc<dyn Provider>)>,
    sandbox: Option<Arc<Sandbox>>,
}

impl Payments {
    /// Stripe where there are keys, the sandbox on a loopback address, nobody on a public one.
    #[must_use]
    pub fn of(settings: &Settings, pool: &Pool) -> Self {
        if let Some(keys) = &settings.stripe {
            let api_base = keys.api_base.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
            let stripe = Stripe::new(StripeSettings {
                secret_key: keys.secret_key.expose().to_owned(),
                webhook_secret: keys.webhook_secret.expose().to_owned(),
                api_base,
            });
            return Self { provider: Some((ProviderName::Stripe, Arc::new(stripe))), sandbox: None };
        }
        if settings.is_public() {
            return Self { provider: None, sandbox: None };
        }
        let base_url = settings.public_url().as_str().trim_end_matches('/').to_owned();
        let sandbox = Arc::new(Sandbox::new(Arc::new(DatabaseStore::new(pool.clone())), base_url));
        Self { provider: Some((ProviderName::Sandbox, sandbox.clone())), sandbox: Some(sandbox) }
    }

    /// Who takes the money; `None` where buying is off because there are no keys and the address is public.
    #[must_use]
    pub fn provider(&self) -> Option<(ProviderName, &Arc<dyn Provider>)> {
        self.provider.as_ref().map(|(name, provider)| (*name, provider))
    }

    /// The sandbox, where it is the provider.
    #[must_use]
    pub fn sandbox(&self) -> Option<&Arc<Sandbox>> {
        self.sandbox.as_ref()
    }
}
