//! An artist's money and the books of the instance: every figure that is shown is a sum of the ledger.

mod figures;
mod roles;
mod selling;
mod splits;
