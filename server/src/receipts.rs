//! Receipts: what was paid to whom for what, as a page and as a PDF.

pub mod paper;
pub mod pdf;
pub mod receipt;
pub mod show;
