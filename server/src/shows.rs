//! Shows as listeners see them: their pages before, while and after they run, and the lists that lead there.

pub mod agenda;
pub mod calendar;
pub mod door;
pub mod gate;
pub mod index;
pub mod index_of_artist;
pub mod now;
pub mod password;
pub mod poster;
pub mod program;
pub mod show;
pub mod stage;
pub mod streams;
pub mod structured;
pub mod ticket;
