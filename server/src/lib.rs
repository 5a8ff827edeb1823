//! The tonewood binary and its web pages
