//! One call to Stripe, and what its refusals mean.

use ::stripe::{AccountId, IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use serde::de::DeserializeOwned;
use stripe_client_core::RequestBuilder;

use super::Stripe;
use crate::PaymentError;

impl Stripe {
    /// Asks for something that changes nothing, or the same thing however often it is done. `account` is the seller's, or
    /// nothing for what the co-op's own account is asked.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        account: Option<&str>,
        request: impl StripeRequest + Send,
    ) -> Result<T, PaymentError> {
        self.send(account, request.build(), RequestStrategy::Once).await
    }

    /// Orders something that must happen once: the same `key` gives the same answer.
    pub(super) async fn order<T: DeserializeOwned>(
        &self,
        account: Option<&str>,
        key: &str,
        request: impl StripeRequest + Send,
    ) -> Result<T, PaymentError> {
        let key = IdempotencyKey::new(key).map_err(|error| misuse(&error.to_string()))?;
        self.send(account, request.build(), RequestStrategy::Idempotent(key)).await
    }

    /// Sends a request that the library has no types for, or has built already.
    pub(super) async fn send<T: DeserializeOwned>(
        &self,
        account: Option<&str>,
        request: RequestBuilder,
        strategy: RequestStrategy,
    ) -> Result<T, PaymentError> {
        let client = self.client.as_ref().ok_or_else(|| misuse("Stripe's settings cannot be used"))?;
        let path = request.path.clone();
        let mut call = request.customize::<miniserde::json::Value>().request_strategy(strategy);
        if let Some(account) = account {
            call = call.account_id(AccountId::from(account));
        }
        let answer = call.send(client).await.map_err(|error| refusal(error, &path))?;
        serde_json::from_str(&miniserde::json::to_string(&answer)).map_err(|error| {
            tracing::error!(%error, path, "Stripe's answer cannot be read");
            PaymentError::Unavailable(format!("its answer cannot be read: {error}"))
        })
    }
}

fn misuse(message: &str) -> PaymentError {
    PaymentError::Refused { code: PaymentError::CONFIGURATION.to_owned(), message: message.to_owned() }
}

fn refusal(error: StripeError, path: &str) -> PaymentError {
    match error {
        StripeError::Stripe(said, status) => {
            let code = said.code.as_ref().map_or_else(String::new, ToString::to_string);
            let message = said.message.unwrap_or_default();
            match status {
                409 | 424 | 429 | 500.. => PaymentError::Unavailable(format!("{status} {message}")),
                404 => PaymentError::Unknown(if message.is_empty() { path.to_owned() } else { message }),
                401 => PaymentError::Refused { code: PaymentError::KEY.to_owned(), message },
                _ if code == "resource_missing" => PaymentError::Unknown(message),
                _ => PaymentError::Refused { code, message },
            }
        }
        StripeError::ConfigError(message) => misuse(&message),
        // A proxy's page in place of an answer, a connection that broke, patience that ended.
        StripeError::JSONDeserialize(message) | StripeError::ClientError(message) => PaymentError::Unavailable(message),
        StripeError::Timeout => PaymentError::Unavailable("it took too long".to_owned()),
    }
}
