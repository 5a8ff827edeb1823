//! An embedded PostgreSQL as a child of this process
