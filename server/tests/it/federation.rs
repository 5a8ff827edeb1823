//! What comes from other servers and what goes to them, with servers of the test's own at the other end.

mod arriving;
mod following;
mod hostile;
mod killed;
mod lanes;
mod leaving;
mod meeting;
mod outboxes;
mod peer;
mod quotes;
mod reaching;
mod reacting;
mod senders;
mod shows;
mod world;
