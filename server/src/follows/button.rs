//! The button that follows somebody, as their pages show it.

use model::Connection;
use model::actors::{self, Actor};
use model::follows::{self, FollowState};

use crate::visit::Visit;

/// What `components/follow.html` shows.
#[derive(Debug, Clone)]
pub struct FollowBox {
    /// The actor's id.
    pub actor: String,
    /// Its name.
    pub name: String,
    /// Where the page says how to follow from another server; empty for who is not from here.
    pub elsewhere: String,
    /// Where the browser comes back to.
    pub back: String,
    /// What there is between the two.
    pub between: Between,
}

/// What there is between the visitor and an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Between {
    /// The visitor is the actor.
    Oneself,
    /// Nobody is signed in.
    Stranger,
    /// Who is signed in has no handle yet.
    NoHandle,
    /// Nothing.
    Nothing,
    /// It was asked for, and can be taken back here.
    Requested(String),
    /// It holds, and can be ended here.
    Follows(String),
}

impl FollowBox {
    /// For this visitor and this actor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(visit: &Visit, connection: &mut Connection, actor: &Actor) -> diesel::QueryResult<Self> {
        let elsewhere = if actor.is_local() && actor.service.is_none() {
            urls::fans::follow_from_elsewhere(&actor.username)
        } else {
            String::new()
        };
        Ok(Self {
            actor: actor.id.to_string(),
            name: actor.shown_name().to_owned(),
            elsewhere,
            back: visit.request.path().to_owned(),
            between: between(visit, connection, actor).await?,
        })
    }
}

async fn between(visit: &Visit, connection: &mut Connection, actor: &Actor) -> diesel::QueryResult<Between> {
    let Some(account) = visit.account() else { return Ok(Between::Stranger) };
    let Some(own) = actors::of_account(connection, account.id).await? else { return Ok(Between::NoHandle) };
    if own.id == actor.id {
        return Ok(Between::Oneself);
    }
    let follow = follows::between(connection, own.id, actor.id).await?;
    Ok(match follow.map(|follow| (follow.state, urls::fans::unfollow(follow.id.0))) {
        None => Between::Nothing,
        Some((FollowState::Requested, end)) => Between::Requested(end),
        Some((FollowState::Accepted, end)) => Between::Follows(end),
    })
}
